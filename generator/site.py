"""The three files that hold for the whole site, as questions: `site.yaml`, `topics.yaml`, `authors.yaml`.

A page asks for the one setting it needs, so that a change of another does not touch it.
"""

from __future__ import annotations

from typing import Final

from generator import settings as files
from generator.ask import Ask, question
from generator.names import identity
from generator.settings import AuthorEntry, AuthorsParsed, MenuItem, SettingsParsed, TopicEntry, TopicsParsed
from generator.sources import base_url_option, file_bytes
from generator.urls import Base, base_of

SITE_FILE: Final = "content/site.yaml"
TOPICS_FILE: Final = "content/topics.yaml"
AUTHORS_FILE: Final = "content/authors.yaml"


@question(near=True)
def settings(ask: Ask) -> SettingsParsed:
    """Read `site.yaml`."""
    return files.parse_site(ask(file_bytes, SITE_FILE), SITE_FILE)


@question(near=True)
def text_setting(ask: Ask, name: str) -> str:
    """Return one setting that is text."""
    return str(getattr(ask(settings).settings, name))


@question(near=True)
def number_setting(ask: Ask, name: str) -> int:
    """Return one setting that is a number."""
    return int(getattr(ask(settings).settings, name))


@question(near=True)
def section_names(ask: Ask) -> tuple[str, ...]:
    """Return the names of the sections, in the order in which the front page shows them."""
    return ask(settings).settings.sections


@question(near=True)
def setting_place(ask: Ask, key: str) -> tuple[int, int]:
    """Return line and column of a section ("sections.0") or of where an entry of the menu leads ("menu.0.url")."""
    return next(((line, column) for each, line, column in ask(settings).places if each == key), (0, 0))


@question(near=True)
def menu(ask: Ask) -> tuple[MenuItem, ...]:
    """Return the links that every page's foot shows."""
    return ask(settings).settings.menu


@question(near=True)
def base(ask: Ask) -> Base:
    """Return where the site is published."""
    return base_of(ask(base_url_option) or ask(text_setting, "base_url"))


@question(near=True)
def topics_file(ask: Ask) -> TopicsParsed:
    """Read `topics.yaml`."""
    return files.parse_topics(ask(file_bytes, TOPICS_FILE), TOPICS_FILE)


@question(near=True)
def registered_topics(ask: Ask) -> tuple[tuple[str, TopicEntry], ...]:
    """Return what the registry says of topics, by their identity."""
    return tuple((identity(each.name), each) for each in ask(topics_file).topics)


@question(near=True)
def topic_aliases(ask: Ask) -> tuple[tuple[str, str], ...]:
    """Return for the identity of each alias the identity of the topic that is meant."""
    return tuple((identity(alias), identity(each.name)) for each in ask(topics_file).topics for alias in each.aliases)


@question(near=True)
def topic_description(ask: Ask, key: str) -> str:
    """Return what the registry says about a topic; "" where it says nothing."""
    entry = ask.table(registered_topics).get(key)
    return entry.description if entry else ""


@question(near=True)
def authors_file(ask: Ask) -> AuthorsParsed:
    """Read `authors.yaml`."""
    return files.parse_authors(ask(file_bytes, AUTHORS_FILE), AUTHORS_FILE)


@question(near=True)
def registered_authors(ask: Ask) -> tuple[tuple[str, AuthorEntry], ...]:
    """Return what is known of authors, by the identity of their names."""
    return tuple((identity(each.name), each) for each in ask(authors_file).authors)


@question(near=True)
def author_profile(ask: Ask, key: str) -> AuthorEntry | None:
    """Return what is known of one author."""
    return ask.table(registered_authors).get(key)
