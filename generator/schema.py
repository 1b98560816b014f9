"""The keys of front matter and settings as pydantic models: they check the values and give the JSON Schema.

Imported only where a file is read: pydantic is heavy, and a build with nothing to do reads no file.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    RootModel,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core.core_schema import CoreSchema, no_info_before_validator_function
from rapidfuzz.distance import OSA

from generator import values
from generator.problems import Problem, did_you_mean, problem, shown
from generator.quotes import SMART, in_typographic_quotes, quoted
from generator.values import Wrong, folded
from generator.yaml_tree import Items, Mapping, Node, Plain, Text, Tree, is_nothing, plain

# Structure: is it a text, a list or a mapping at all?


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict) and len(value) == 1 and all(isinstance(each, str) for each in value.values()):
        (key, rest), *_ = value.items()
        advice = f"A colon and a space made two parts of it. Put it in quotes: {quoted(f'{key}: {rest}'.strip())}"
    else:
        advice = "Write one text on one line, without “- ” before it or brackets around it."
    one = "a key and a value" if isinstance(value, dict) and len(value) == 1 else "keys and values"
    read = "a list" if isinstance(value, list) else one
    raise Wrong("value/not-text", f"This must be one text, but it was read as {read}.", advice)


OF_NAMES: Final = frozenset({"categories", "authors", "aliases", "sections"})


def _list(value: object, info: ValidationInfo) -> list[object]:
    if isinstance(value, list):
        return value
    key = info.field_name or "key"
    if key in OF_PARTS:
        raise Wrong("value/not-a-list", f"{shown(key)} is a list, even of one item.", f"Write:\n{_form(key, value)}")
    if isinstance(value, dict):
        items = [quoted(folded(f"{each}: {rest}")) for each, rest in value.items() if isinstance(rest, str)]
    else:
        items = str(value).split("," if key in OF_NAMES else "\n")
    lines = "".join(f"\n  - {folded(each)}" for each in items[:3] if each.strip())
    raise Wrong("value/not-a-list", f"{shown(key)} is a list, even of one item.", f"Write:\n{key}:{lines}")


FORMS: Final[dict[str, dict[str, str]]] = {
    "corrections": {"date": "…", "text": "…"},
    "extra": {"mood": "…"},
    "ignore": {"link/missing-address": "The page comes tomorrow."},
    "image": {"src": "/media/harbour.jpg", "alt": "…"},
    "menu": {"name": "…", "url": "…"},
    "related": {"count": "…"},
    "source": {"name": "…", "url": "…"},
}
"""How values that have keys of their own are written."""

OF_PARTS: Final = frozenset({"corrections", "menu"})
LIKELY: Final = {"corrections": "text"}
"""What a text without a key is meant for, where that is not the first key."""


def _form(key: str, value: object) -> str:
    """Show how a value with keys of its own is written, as far as possible with what stands there."""
    lines = dict(FORMS[key])
    if isinstance(value, str):
        lines[LIKELY.get(key, next(iter(lines)))] = value
    elif isinstance(value, dict):
        lines |= {each: text for each, text in value.items() if each in lines and isinstance(text, str)}
    written = [f"{each}: {_as_written(text)}" for each, text in lines.items()]
    first, between = ("  - ", "\n    ") if key in OF_PARTS else ("  ", "\n  ")
    return f"{key}:\n{first}{between.join(written)}"


def _as_written(text: str) -> str:
    """Write a text as YAML, in quotes only where it needs them."""
    line = folded(text)
    return quoted(line) if re.search(r"^[^\w/.…]|:$|: | #", line) else line


def _mapping(value: object, info: ValidationInfo) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    what = "a list" if isinstance(value, list) else shown(str(value))
    key = info.field_name or ""
    if key in FORMS:
        raise Wrong(
            "value/not-a-mapping",
            f"{shown(key)} has keys of its own, and here stands {what} without one.",
            f"Write:\n{_form(key, value)}",
        )
    raise Wrong(
        "value/not-a-mapping",
        f"Here stands {what} without a key.",
        "Write each key on a line of its own, indented by two spaces, with a colon and its value.",
    )


def _weights(value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    lines = [line for each in value if (line := _weight_line(each))] if isinstance(value, list) else []
    form = lines or ["nvidia: 90"]
    raise Wrong(
        "value/not-a-mapping",
        "“topics” are lines of a name and a weight, not a list."
        if isinstance(value, list)
        else "“topics” need weights.",
        "Write each topic with its weight in percent:\ntopics:" + "".join(f"\n  {each}" for each in form[:3]),
    )


def _weight_line(item: object) -> str:
    if isinstance(item, dict) and len(item) == 1:
        (name, percent), *_ = item.items()
        return f"{name}: {percent}"
    return f"{item}: 90" if isinstance(item, str) and item else ""


def _source(value: object, info: ValidationInfo) -> dict[str, object]:
    return {"name": value} if isinstance(value, str) else _mapping(value, info)


def _ignored(value: object, info: ValidationInfo) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    written = [each for each in (value if isinstance(value, list) else str(value).split()) if isinstance(each, str)]
    lines = "".join(f"\n  {each.strip(',')}: The reason." for each in written[:3])
    raise Wrong(
        "ignore/no-reason",
        "“ignore” is lines of a code and a reason.",
        f"Write why each warning is all right:\nignore:{lines or FORMS['ignore']}",
    )


def _reason(value: object) -> str:
    return values.reason(value if isinstance(value, str) else "")


def _weight(value: object) -> int:
    return values.weight(value if isinstance(value, str) else "")


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Between:
    """A whole number within bounds, for `Annotated`."""

    lowest: int
    highest: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_before_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        bounds = {"minimum": self.lowest, "maximum": self.highest}
        return {"type": ["integer", "string"], **bounds, "pattern": r"^\s*[0-9]{1,9}\s*$"}

    def _read(self, value: object) -> int:
        return values.number(_text(value), self.lowest, self.highest)


SCALAR: Final = ["string", "number", "boolean"]
"""What is text to a check, whatever other readers of YAML take it for: `1984`, `true`."""


def _pattern(pattern: str, of: str | list[str] = "string") -> WithJsonSchema:
    return WithJsonSchema({"type": of, "pattern": rf"^\s*{pattern}\s*$"})


TextValue = BeforeValidator(_text)
TextJson = WithJsonSchema({"type": SCALAR})
Line = Annotated[str, AfterValidator(values.line_of_text), TextValue, TextJson]
Lines = Annotated[str, AfterValidator(values.lines_of_text), TextValue, TextJson]
Name = Annotated[str, AfterValidator(values.name), TextValue, TextJson]
Date = Annotated[
    str,
    AfterValidator(values.moment),
    TextValue,
    _pattern(r"\d{4}-\d{2}-\d{2}([Tt\s]\s*\d{2}:\d{2}(:\d{2}([.,]0+)?)?\s*([Zz]|[+-]\d{2}:?\d{2})?)?"),
]
Url = Annotated[str, AfterValidator(values.url), TextValue, _pattern(r"[Hh][Tt][Tt][Pp][Ss]?://\S+")]
Language = Annotated[str, AfterValidator(values.language), TextValue, _pattern(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*")]
Slug = Annotated[str, AfterValidator(values.slug), TextValue, _pattern(r"[^\s/.?#][^\s/?#]*", of=SCALAR)]
OldAddress = Annotated[str, AfterValidator(values.old_address), TextValue, _pattern(r"/[^?#\\]+")]
Picture = Annotated[str, AfterValidator(values.picture), TextValue]
Boolean = Annotated[
    bool,
    BeforeValidator(values.boolean),
    BeforeValidator(_text),
    _pattern("(true|True|TRUE|false|False|FALSE)", of=["boolean", "string"]),
]
Percent = Annotated[
    int,
    BeforeValidator(_weight),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 100},
                {"type": "string", "pattern": r"^\s*0{0,2}([1-9][0-9]?|100) ?%?\s*$"},
            ]
        }
    ),
]
Extra = Annotated[str, BeforeValidator(_json), BeforeValidator(_mapping), WithJsonSchema({"type": "object"})]
Ignore = Annotated[
    dict[
        Annotated[str, AfterValidator(values.silenced_code), WithJsonSchema({"type": "string"})],
        Annotated[str, BeforeValidator(_reason), TextJson],
    ],
    BeforeValidator(_ignored),
]
ListValue = BeforeValidator(_list)
Names = Annotated[tuple[Name, ...], ListValue]


class Part(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _or_text(schema: dict[str, Any]) -> None:
    whole = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": SCALAR, "description": whole.get("description", "")}, whole]


class SourceSchema(Part):
    """Where the story comes from."""

    model_config = ConfigDict(json_schema_extra=_or_text)

    name: Name = Field(description="The publication or agency.")
    url: Url = Field("", description="The address of the original story.")


class ImageSchema(Part):
    """The lead picture."""

    src: Picture = Field(description="The picture's file, such as /media/2026/harbour.jpg, or an https address.")
    alt: Line = Field(description="What the picture shows, for readers who do not see it.")
    caption: Line = Field("", description="What is shown below the picture.")
    credit: Line = Field("", description="Who made the picture.")
    licence: Line = Field("", description="On what terms the picture is shown.")


class CorrectionSchema(Part):
    """A correction that is shown with the article and on the page of corrections."""

    date: Date = Field(description="When the article was corrected.")
    text: Lines = Field(description="What was wrong, and what is right.")


class PageSchema(Part):
    """The front matter of a standing page."""

    title: Line = Field(description="The headline.")
    description: Line = Field("", description="For search engines and cards.")
    language: Language = Field("", description="BCP 47 tag, when it differs from the site's.")
    updated: Date = Field("", description="Last substantial change.")
    draft: Boolean = Field(False, description="Never published.")
    aliases: Annotated[tuple[OldAddress, ...], ListValue] = Field((), description="Old addresses, redirected.")
    ignore: Ignore = Field({}, description="Warnings that are all right here: the code of each, and the reason.")
    extra: Extra = Field("{}", description="Anything a theme of one's own wants.")


class ArticleSchema(Part):
    """The front matter of an article."""

    title: Line = Field(description="The headline.")
    date: Date = Field(
        description="Publication, in the site's time zone unless another is given. In the future: embargoed."
    )
    categories: Names = Field(description="Sections; the first is the main one.", json_schema_extra={"minItems": 1})
    summary: Annotated[tuple[Line, ...], ListValue] = Field((), description="The bullets of the summary.")
    topics: Annotated[dict[Name, Percent], BeforeValidator(_weights)] = Field(
        {}, description="How much the article is about each of its topics: 1 to 100 percent."
    )
    source: Annotated[SourceSchema | None, BeforeValidator(_source)] = Field(
        None, description="Where the story comes from: a name, or name and url."
    )
    authors: Names = Field((), description="Bylines.")
    updated: Date = Field("", description="Last substantial change; not before date.")
    expires: Date = Field("", description="The article leaves the site then.")
    description: Line = Field(
        "", description="For search engines and cards. By default the first bullet, else the first sentences."
    )
    image: Annotated[ImageSchema, BeforeValidator(_mapping)] | None = Field(None, description="The lead picture.")
    slug: Slug = Field("", description="Last part of the address. By default the file's name without a leading date.")
    aliases: Annotated[tuple[OldAddress, ...], ListValue] = Field((), description="Old addresses, redirected.")
    corrections: Annotated[tuple[Annotated[CorrectionSchema, BeforeValidator(_mapping)], ...], ListValue] = Field(
        (), description="Corrections, shown as a notice."
    )
    canonical_url: Url = Field("", description="The original of a syndicated story.")
    draft: Boolean = Field(False, description="Never published.")
    featured: Boolean = Field(False, description="Leads the front page and its section.")
    language: Language = Field("", description="BCP 47 tag, when it differs from the site's.")
    ignore: Ignore = Field({}, description="Warnings that are all right here: the code of each, and the reason.")
    extra: Extra = Field("{}", description="Anything a theme of one's own wants.")


class MenuItemSchema(Part):
    """An entry of the menu."""

    name: Line = Field(description="What readers see.")
    url: Annotated[str, AfterValidator(values.menu_address), TextValue] = Field(
        description="A path on this site, such as /about/, or a whole address."
    )


class RelatedSchema(Part):
    """The choice of related articles."""

    count: Annotated[int, Between(0, 20)] = Field(default=4, description="How many are shown at most.")
    threshold: Annotated[int, Between(0, 100)] = Field(
        default=15, description="How alike they must be at least, in percent."
    )
    common: Annotated[int, Between(1, 100)] = Field(
        default=20, description="Topics of more than this share of articles (percent) count less."
    )
    newer: Boolean = Field(
        default=False, description="Whether articles that came out later are shown too; then old pages change."
    )


IN_PATH: Final = r"([^{}\s]|\{(year|month|day|slug)\})"


class SettingsSchema(Part):
    """The settings of the site, content/site.yaml."""

    title: Line = Field(description="The name of the publication.")
    tagline: Line = Field("", description="A line below the name.")
    description: Line = Field("", description="For search engines and cards.")
    base_url: Annotated[
        str, AfterValidator(values.site_address), TextValue, _pattern(r"[Hh][Tt][Tt][Pp][Ss]?://[^\s?#]+")
    ] = Field("", description="The address under which the site is published; it may end in a path.")
    language: Language = Field("en", description="BCP 47 tag of the site's language.")
    time_zone: Annotated[str, AfterValidator(values.time_zone), TextValue] = Field(
        "UTC",
        description="Time zone of dates that are written without one: an IANA name, such as Europe/Berlin.",
    )
    permalink: Annotated[
        str, AfterValidator(values.permalink), TextValue, _pattern(rf"/{IN_PATH}*\{{slug\}}{IN_PATH}*/")
    ] = Field(
        "/{year}/{month}/{slug}/",
        description="The pattern of articles' addresses: {year}, {month}, {day} and {slug}.",
    )
    page_size: Annotated[int, Between(5, 200)] = Field(20, description="How many articles a full page of a list holds.")
    feed_size: Annotated[int, Between(1, 200)] = Field(20, description="How many articles a feed holds.")
    sections: Names = Field((), description="Categories in the order in which the front page shows them.")
    menu: Annotated[tuple[Annotated[MenuItemSchema, BeforeValidator(_mapping)], ...], ListValue] = Field(
        (), description="The entries of the menu."
    )
    copyright: Line = Field("", description="The line at the foot of every page.")
    slugs: Annotated[
        str,
        AfterValidator(lambda value: values.choice(value, SLUGS)),
        TextValue,
        WithJsonSchema({"type": "string", "enum": ["latin", "unicode"]}),
    ] = Field("latin", description="Whether addresses are written in Latin letters or keep their script.")
    cname: Annotated[str, AfterValidator(values.host), TextValue] = Field(
        "", description="The domain of the site on GitHub Pages, such as news.example.org."
    )
    half_life: Annotated[int, Between(1, 3650)] = Field(
        30, description="Days after which an article counts half on its topics' pages."
    )
    related: Annotated[RelatedSchema, BeforeValidator(_mapping)] = Field(
        RelatedSchema(), description="How related articles are chosen."
    )
    buzzing_days: Annotated[int, Between(1, 365)] = Field(
        7, description="Over how many days topics are counted as buzzing."
    )
    ignore: Annotated[dict[Annotated[str, AfterValidator(values.ignored_place)], Ignore], BeforeValidator(_mapping)] = (
        Field({}, description="Warnings of files without front matter that are all right: by file or folder.")
    )
    extra: Extra = Field("{}", description="Anything a theme of one's own wants.")


SLUGS: Final = ("latin", "unicode")


class TopicSchema(Part):
    """What the registry says of a topic."""

    aliases: Names = Field((), description="Other names of the same topic.")
    parent: Name = Field("", description="The topic of which this one is a part.")
    description: Line = Field("", description="What stands at the head of the topic's page.")
    slug: Slug = Field("", description="The last part of its address.")
    aliases_of_url: Annotated[
        tuple[Annotated[str, AfterValidator(values.former_address), TextValue], ...], ListValue
    ] = Field((), description="Former slugs or paths of its page, redirected.")
    distinct: Names = Field((), description="Topics that are spelt much like this one and are others.")


class AuthorSchema(Part):
    """What is known of an author."""

    email: Annotated[str, AfterValidator(values.email), TextValue] = Field("", description="E-mail address.")
    url: Url = Field("", description="The author's own page.")
    picture: Picture = Field("", description="A picture's file, such as /media/authors/ada.jpg.")
    about: Lines = Field("", description="A line about the author.")


class TopicsSchema(RootModel[dict[Name, Annotated[TopicSchema, BeforeValidator(_mapping)]]]):
    """The registry of topics, content/topics.yaml: canonical names."""


class AuthorsSchema(RootModel[dict[Name, Annotated[AuthorSchema, BeforeValidator(_mapping)]]]):
    """The authors, content/authors.yaml: names."""


# Checking: all errors at once, each at its place in the file.

Model = TypeVar("Model", bound=BaseModel)
Loc = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Checked(Generic[Model]):
    """The checked values, and the problems of the text and of the values."""

    model: Model | None
    problems: tuple[Problem, ...]


def check(
    kind: type[Model], tree: Tree, file: str, area: str, fallback: dict[str, Plain] | None = None
) -> Checked[Model]:
    """Check what was read against a model. `area` begins the codes of missing and unknown keys.

    Where there are problems the model is None; with a `fallback` for required keys, what the other keys give.
    """
    if tree.root is None:
        return Checked(None, tree.problems)
    given = _given(kind, tree.root)
    try:
        return Checked(kind.model_validate(given), tree.problems)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
    # What cannot be read has no value that could be wrong: one line, one cause.
    told = {each.line for each in tree.problems if each.severity == "error"}
    found = [
        (each["loc"], _problem(kind, tree.root, file, area, each["loc"], each["type"], each.get("ctx", {})))
        for each in errors
    ]
    problems = (*tree.problems, *(each for each in _once(found) if each.line not in told))
    if fallback is None:
        return Checked(None, problems)
    wrong = {str(each["loc"][0]) for each in errors}
    rest = {key: value for key, value in given.items() if key not in wrong}
    return Checked(kind.model_validate(fallback | rest), problems)


def _once(found: list[tuple[Loc, Problem]]) -> Iterator[Problem]:
    """Leave out that a key is missing where the advice for an unknown one beside it says how that one is written."""
    advice: dict[Loc, str] = defaultdict(str)
    for loc, each in found:
        if each.code.endswith("/unknown-key"):
            advice[loc[:-1]] += each.help + "\n"
    for loc, each in found:
        key = str(loc[-1])
        is_told = f"mean {shown(key)}?" in advice[loc[:-1]] or f" {key}: " in advice[loc[:-1]]
        if not (is_told and "/missing-" in each.code):
            yield each


def _given(kind: type[BaseModel], root: Mapping) -> dict[str, Plain]:
    """Leave out what is not filled in, but for topics, whose weights are due, and a theme's own keys."""
    if issubclass(kind, RootModel):
        return {each.key.value: {} if is_nothing(each.value) else _filled_in(each.value) for each in root.entries}
    given: dict[str, Plain] = {}
    fields = kind.model_fields
    for each in root.entries:
        key, value = each.key.value, each.value
        field = fields.get(key)
        is_required = field is not None and field.is_required()
        if is_nothing(value) and not (is_required and isinstance(value, Text) and value.value.strip()):
            continue
        given[key] = plain(value) if key in {"topics", "extra", "ignore"} else _filled_in(value)
    return given


def _filled_in(node: Node) -> Plain:
    if isinstance(node, Items):
        return [_filled_in(each) for each in node.items]
    if isinstance(node, Mapping):
        return {each.key.value: _filled_in(each.value) for each in node.entries if not is_nothing(each.value)}
    return node.value


def _problem(
    kind: type[BaseModel], root: Mapping, file: str, area: str, loc: Loc, type_: str, context: dict[str, Any]
) -> Problem:
    if type_ == "missing":
        return _missing(root, file, area, loc)
    if type_ == "extra_forbidden":
        return _unknown(kind, root, file, area, loc)
    wrong = context.get("error")
    if not isinstance(wrong, Wrong):
        raise TypeError(f"the schema let {type_} pass at {loc}")
    place = place_of(root, loc)
    node = _node_at(root, loc)
    if wrong.code == "value/empty" and node and node.comment:
        advice = f"“#” begins a comment. If it is meant as text, put it in quotes: {quoted(node.comment)}"
        return problem(wrong.code, file, *place, wrong.message, advice)
    if node and not node.quoted and in_typographic_quotes(node.value):
        return problem("yaml/smart-quotes", file, *place, SMART, f"Write it without them: {node.value[1:-1].strip()}")
    return problem(wrong.code, file, *place, wrong.message, wrong.advice)


def _node_at(root: Mapping, loc: Loc) -> Text | None:
    """Return the text at a path of keys and indexes; None where something else stands there."""
    node: Node | None = root
    for step in loc:
        if isinstance(node, Mapping):
            node = node.get(str(step))
        elif isinstance(node, Items) and isinstance(step, int):
            node = node.items[step]
        else:
            return None
    return node if isinstance(node, Text) else None


def place_of(root: Mapping, loc: Loc) -> tuple[int, int]:
    """Return line and column of the value at a path of keys and indexes, or of the nearest around it."""
    node: Node = root
    for index, step in enumerate(loc):
        if isinstance(node, Mapping):
            entry = next((each for each in node.entries if each.key.value == step), None)
            if entry is None:
                break
            if loc[index + 1 :] == ("[key]",):
                return entry.key.line, entry.key.column
            node = entry.value
        elif isinstance(node, Items) and isinstance(step, int):
            node = node.items[step]
    return node.line, node.column


def _key_place(root: Mapping, loc: Loc) -> tuple[int, int]:
    return place_of(root, (*loc, "[key]"))


def _missing(root: Mapping, file: str, area: str, loc: Loc) -> Problem:
    key = str(loc[-1])
    advice = MISSING.get(f"{area}.{key}") or MISSING.get(key, f"Add a line “{key}: …”.")
    if len(loc) > 1:
        owner = next(str(each) for each in reversed(loc[:-1]) if isinstance(each, str))
        place = place_of(root, loc)
        return problem("value/missing-key", file, *place, f"{shown(owner)} has no {shown(key)}.", advice)
    node = root.get(key)
    if isinstance(node, Text) and node.comment:
        message = f"{shown(key)} is empty, since “#” begins a comment."
        advice = f"Put the text in quotes: {key}: {quoted(node.comment)}"
        return problem(f"{area}/missing-{key}", file, node.line, node.column, message, advice)
    place = _key_place(root, loc) if node else (1, 1)
    return problem(f"{area}/missing-{key}", file, *place, f"{shown(key)} is missing.", advice)


MISSING: Final = {
    "title": "Add a line “title: ” and the headline.",
    "settings.title": "Add a line “title: ” and the name of the publication.",
    "date": "Add a line such as “date: 2026-01-28T14:30:00Z”.",
    "categories": "Add at least one category:\ncategories:\n  - World",
    "alt": "Add a line “alt: ” with what the picture shows, for readers who do not see it.",
    "src": "Add a line “src: ” with the path of the picture, such as /media/2026/harbour.jpg.",
}


def _unknown(kind: type[BaseModel], root: Mapping, file: str, area: str, loc: Loc) -> Problem:
    key = str(loc[-1])
    known = [each for each in _fields(kind, loc) if each not in loc]
    likely = _meant(key, known)
    advice = (
        f"Did you mean {shown(likely)}?"
        if likely
        else did_you_mean(key, [each for each in known if _is_like(key, each)])
    )
    if "draft" in known and _would_hold_back(root, key):
        advice = "To hold the article back write “draft: true”."
    if loc[0] == "menu" and len(loc) == 3 and (url := _node_at(root, loc)) and url.value.strip():
        advice = f"Write:\nmenu:\n  - name: {_as_written(key)}\n    url: {_as_written(url.value)}"
    if not advice and "extra" in known and len(loc) == 1:
        advice = "Delete it, or put it under “extra”."
    return problem(
        f"{area}/unknown-key",
        file,
        *_key_place(root, loc),
        f"There is no key {shown(key)} here.",
        advice or f"Delete it. The keys here are {', '.join(known)}.",
    )


def _meant(key: str, known: Collection[str]) -> str:
    """Return the known key that other generators or habits call by this name, or by one spelt nearly like it."""
    plain = key.casefold().replace("_", "").replace("-", "")
    exact = next((each for each in SYNONYMS.get(plain, ()) if each in known), "")
    if exact or any(_is_like(plain, each) for each in known):
        return exact
    near = (name for name in SYNONYMS if len(name) >= SHORTEST_NEAR and OSA.distance(plain, name, score_cutoff=1) <= 1)
    return next((each for name in near for each in SYNONYMS[name] if each in known), "")


SHORTEST_NEAR: Final = 4
"""Letters of another name for a key of which a slip of the pen is looked for."""


def _would_hold_back(root: Mapping, key: str) -> bool:
    """Say whether a key of another generator keeps a text from being published, as it is set here."""
    value = root.get(key)
    said = value.value.casefold() if isinstance(value, Text) else ""
    return said in {"published": ("false", "no"), "publish": ("false", "no"), "status": ("draft", "private")}.get(
        key.casefold(), ("true", "yes") if key.casefold() in ("hidden", "private", "unlisted") else ()
    )


def _is_like(key: str, known: str) -> bool:
    """Say whether a key may be a known one misspelt: other generators have many that only look a little like it."""
    word = key.casefold()
    alike = SequenceMatcher(None, known, word).ratio()
    return alike >= (0.7 if word[:1] == known[:1] else 0.85) or sorted(word) == sorted(known)


def _fields(kind: type[BaseModel], loc: Loc) -> Iterable[str]:
    """Return the keys that are known where the last key of a path stands."""
    if issubclass(kind, TopicsSchema):
        return TopicSchema.model_fields
    if issubclass(kind, AuthorsSchema):
        return AuthorSchema.model_fields
    parts: dict[str, type[BaseModel]] = {
        "source": SourceSchema,
        "image": ImageSchema,
        "corrections": CorrectionSchema,
        "menu": MenuItemSchema,
        "related": RelatedSchema,
    }
    owner = parts[str(loc[0])] if len(loc) > 1 else kind
    return owner.model_fields


SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "alt": ("alt",),
    "author": ("authors",),
    "baseurl": ("base_url",),
    "bullets": ("summary",),
    "byline": ("authors",),
    "bylines": ("authors",),
    "canonical": ("canonical_url",),
    "categoriy": ("categories",),
    "category": ("categories",),
    "cover": ("image",),
    "created": ("date",),
    "credits": ("credit",),
    "deck": ("description",),
    "domain": ("cname",),
    "embargo": ("date",),
    "embargodate": ("date",),
    "embargoed": ("date",),
    "embargoeduntil": ("date",),
    "embargountil": ("date",),
    "excerpt": ("description",),
    "expirydate": ("expires",),
    "featuredimage": ("image",),
    "file": ("src",),
    "headline": ("title",),
    "href": ("url",),
    "keywords": ("topics",),
    "label": ("name",),
    "lang": ("language",),
    "languagecode": ("language",),
    "lastmod": ("updated",),
    "lastmodified": ("updated",),
    "lede": ("description",),
    "license": ("licence",),
    "link": ("url",),
    "locale": ("language",),
    "modified": ("updated",),
    "name": ("title",),
    "nav": ("menu",),
    "navigation": ("menu",),
    "originalurl": ("canonical_url",),
    "paginate": ("page_size",),
    "path": ("src",),
    "permalink": ("slug",),
    "photographer": ("credit",),
    "pubdate": ("date",),
    "publicationdate": ("date",),
    "publishat": ("date",),
    "publishdate": ("date",),
    "publishon": ("date",),
    "published": ("date",),
    "redirectfrom": ("aliases",),
    "section": ("categories",),
    "siteurl": ("base_url",),
    "slogan": ("tagline",),
    "sourceurl": ("source",),
    "sticky": ("featured",),
    "subtitle": ("tagline", "description"),
    "tag": ("topics",),
    "tags": ("topics",),
    "teaser": ("description",),
    "thumbnail": ("image",),
    "timezone": ("time_zone",),
    "topic": ("topics",),
    "unpublish": ("expires",),
    "updatedate": ("updated",),
    "url": ("src", "slug", "base_url"),
}
"""What other generators and habits call a key, without case, hyphens and underscores."""
