"""JSON Schema for editors that complete keys and underline mistakes while one writes.

The schemas are those of the models that check, opened up: what a check reads as text, other readers of YAML may take
for a number or for nothing, so all that a check accepts has to be valid here too. What the site knows already, such as
its categories and topics, is suggested and never required.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from generator.ask import Ask
from generator.ledgers import keys_in_use
from generator.library import shown_name
from generator.problems import CODES
from generator.schema import ArticleSchema, AuthorsSchema, PageSchema, SettingsSchema, TopicsSchema
from generator.site import registered_authors
from generator.spelling import all_names
from generator.values import time_zones

Json = dict[str, Any]

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""What the language servers of today read."""

MODELS: Final[dict[str, type[BaseModel]]] = {
    "article": ArticleSchema,
    "page": PageSchema,
    "site": SettingsSchema,
    "topics": TopicsSchema,
    "authors": AuthorsSchema,
}
"""Each file that has keys, and its model."""

NOTHING: Final[Json] = {
    "anyOf": [
        {"type": "null"},
        {"type": "string", "pattern": r"^\s*$"},
        {"type": "array", "maxItems": 0},
        {"type": "object", "maxProperties": 0},
    ]
}
"""A key that is not filled in counts as not given."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a site uses already, each kind sorted."""

    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def known(ask: Ask) -> Known:
    """Return the names that a site uses, those of drafts included."""
    authors = {key: ask(shown_name, "author", key) for key in ask(keys_in_use, "author")}
    authors |= {key: author.name for key, author in ask(registered_authors)}
    return Known(
        categories=_names(ask(all_names, "category")),
        topics=_names(ask(all_names, "topic")),
        authors=_names(authors.items()),
        sources=_names((key, ask(shown_name, "source", key)) for key in ask(keys_in_use, "source")),
    )


def _names(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(name for _, name in pairs))


def schema_of(kind: str, suggested: Known) -> Json:
    """Return the JSON Schema of a kind of file, one of `MODELS`."""
    model = MODELS[kind]
    found = _opened(model.model_json_schema())
    parts = {name: _with_nothing(part) for name, part in found.pop("$defs", {}).items()}
    found = _with_nothing(found)
    SUGGEST[kind](found, parts, suggested)
    return {"$schema": DIALECT, "title": f"Broadsheet: {kind}", **found, "$defs": parts | {"nothing": NOTHING}}


def _opened(value: Any) -> Any:
    """Leave out what pydantic adds for programs: titles made of names, and defaults that say nothing."""
    if isinstance(value, list):
        return [_opened(each) for each in value]
    if not isinstance(value, dict):
        return value
    opened = {key: _opened(each) for key, each in value.items() if not (key == "title" and isinstance(each, str))}
    if opened.get("default", 0) in ("", "{}", [], {}, None):
        del opened["default"]
    return opened


def _with_nothing(schema: Json) -> Json:
    """Let every key that is not required be left empty."""
    for owner in (schema, *schema.get("anyOf", ())):
        required = owner.get("required", ())
        for key, value in owner.get("properties", {}).items():
            if key not in required:
                owner["properties"][key] = _or_nothing(value)
    return schema


def _or_nothing(value: Json) -> Json:
    beside = {key: each for key, each in value.items() if key in ("description", "default")}
    rest = {key: each for key, each in value.items() if key not in beside}
    choices = [each for each in rest["anyOf"] if each != {"type": "null"}] if list(rest) == ["anyOf"] else [rest]
    return {**beside, "anyOf": [*choices, {"$ref": "#/$defs/nothing"}]}


# What is suggested. An editor completes from `enum` and `properties`; the second choice lets anything else pass.


def _in_article(schema: Json, parts: Json, suggested: Known) -> None:
    keys = schema["properties"]
    _suggest(keys["categories"], "items", suggested.categories)
    _suggest(_value(keys["authors"]), "items", suggested.authors)
    topics = _value(keys["topics"])
    _shared(topics, parts, "weight")
    topics["properties"] = dict.fromkeys(suggested.topics, topics["additionalProperties"])
    _suggest(_value(parts["SourceSchema"], at=1)["properties"], "name", suggested.sources)
    _ignore(keys)


def _in_page(schema: Json, parts: Json, suggested: Known) -> None:
    _ignore(schema["properties"])


def _in_site(schema: Json, parts: Json, suggested: Known) -> None:
    keys = schema["properties"]
    _suggest(_value(keys["sections"]), "items", suggested.categories)
    _value(keys["time_zone"]).update({"type": "string", "enum": sorted({"UTC", *time_zones()})})
    _codes(_value(keys["ignore"])["additionalProperties"])


def _in_topics(schema: Json, parts: Json, suggested: Known) -> None:
    keys = parts["TopicSchema"]["properties"]
    _suggest(keys["parent"]["anyOf"], 0, suggested.topics)
    _suggest(_value(keys["distinct"]), "items", suggested.topics)
    _entries(schema, parts, suggested.topics)


def _in_authors(schema: Json, parts: Json, suggested: Known) -> None:
    _entries(schema, parts, suggested.authors)


SUGGEST: Final = {
    "article": _in_article,
    "page": _in_page,
    "site": _in_site,
    "topics": _in_topics,
    "authors": _in_authors,
}


def _entries(schema: Json, parts: Json, names: tuple[str, ...]) -> None:
    """Suggest names as keys of a file whose entries may be left empty, as the file itself may."""
    schema["additionalProperties"] = _or_nothing(schema["additionalProperties"])
    _shared(schema, parts, "entry")
    schema |= {"type": ["object", "null"], "properties": dict.fromkeys(names, schema["additionalProperties"])}


def _shared(owner: Json, parts: Json, name: str) -> None:
    """Write what stands for every further key once, under a name."""
    parts[name] = owner["additionalProperties"]
    owner["additionalProperties"] = {"$ref": f"#/$defs/{name}"}


def _value(schema: Json, at: int = 0) -> Json:
    """Return what a key that may be left empty holds where it is not."""
    found: Json = schema["anyOf"][at]
    return found


def _suggest(owner: Any, key: str | int, names: tuple[str, ...]) -> None:
    if names:
        owner[key] = {"anyOf": [{"enum": list(names)}, owner[key]]}


def _ignore(keys: Json) -> None:
    _codes(_value(keys["ignore"]))


def _codes(schema: Json) -> None:
    """Name the codes that can be silenced."""
    reason = schema["additionalProperties"]
    warnings = (code for code in sorted(CODES) if CODES[code] == "warning" and not code.startswith("ignore/"))
    schema |= {"properties": dict.fromkeys(warnings, reason), "additionalProperties": False}
    schema.pop("propertyNames", None)
