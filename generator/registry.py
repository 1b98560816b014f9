"""The topics as an editor looks after them: how each is used, and which to merge, as entries of topics.yaml."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from generator.ask import Ask, question
from generator.families import term_keys
from generator.ledgers import ledger, uses_backwards
from generator.library import key_of, shown_name
from generator.moments import DAY
from generator.site import TOPICS_FILE, registered_topics
from generator.spelling import doubts
from generator.yaml_writing import entry, scalar


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic as the published articles use it.

    `weight` is the sum of its weights, `mean` what it has in an article that names it, both in percent, the second
    rounded; `last` is the day, in UTC, of the newest article, "" for none; `parent` its parent's name or "".
    """

    name: str
    articles: int
    weight: int
    mean: int
    last: str
    parent: str
    registered: bool


@question()
def topic_row(ask: Ask, key: str) -> TopicRow:
    """Return how one topic is used."""
    used = ask(ledger, "topic", key)
    _, _, last = next(uses_backwards(ask, "topic", key), ("", 0, ""))
    topic = ask.table(registered_topics).get(key)
    return TopicRow(
        name=ask(shown_name, "topic", key),
        articles=used.count if used else 0,
        weight=used.percent if used else 0,
        mean=round(used.percent / used.count) if used else 0,
        last=last[:DAY],
        parent=ask(shown_name, "topic", ask(key_of, "topic", topic.parent)) if topic and topic.parent else "",
        registered=topic is not None,
    )


@question()
def topic_rows(ask: Ask) -> tuple[TopicRow, ...]:
    """Return all topics that have a page or stand in the registry, the greatest weight first."""
    keys = sorted({*ask(term_keys, "topic"), *ask.table(registered_topics)})
    return tuple(sorted((ask(topic_row, key) for key in keys), key=lambda row: (-row.weight, row.name)))


@question()
def merges(ask: Ask) -> tuple[str, ...]:
    """Return entries of topics.yaml that make one topic of those that are probably one.

    For a topic that stands in the registry it is a comment, which says where to add the aliases: a second entry would
    be an error.
    """
    kept_for = {each.other: each.kept for each in ask(doubts, "topic")}
    names = {each.other: each.other_name for each in ask(doubts, "topic")}
    names |= {each.kept: each.kept_name for each in ask(doubts, "topic")}
    groups: dict[str, list[str]] = defaultdict(list)
    for key in kept_for:
        kept = key
        seen = {key}
        while (above := kept_for.get(kept)) is not None and above not in seen:
            kept = above
            seen.add(kept)
        groups[kept].append(key)
    return tuple(_merged(ask, key, names, groups[key]) for key in sorted(groups))


def _merged(ask: Ask, key: str, names: dict[str, str], others: list[str]) -> str:
    registry = ask.table(registered_topics)
    topic = registry.get(key)
    known = topic.aliases if topic else ()
    of_others = (alias for other in others if other in registry for alias in registry[other].aliases)
    aliases = tuple(dict.fromkeys((*known, *(names[other] for other in others), *of_others)))
    away = [f"# Take the entry of {names[other]} away." for other in others if other in registry]
    if topic is None:
        return "\n".join([*away, entry(names[key], {"aliases": aliases})])
    added = [f"#     - {scalar(each)}" for each in aliases[len(known) :]]
    where = f"# {topic.name} stands on line {topic.line} of {TOPICS_FILE} already: "
    separated = "add to its aliases" if known else "write below it:\n#   aliases"
    return "\n".join([*away, f"{where}{separated}:", *added])
