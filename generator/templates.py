"""Templates as questions: which file a name means, what is in it, of what templates a page is made, and the Python that
Jinja makes of each.

To make it is a good part of rendering few pages, so it is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import CodeType
from typing import Final

import jinja2
from jinja2.compiler import CodeGenerator, Frame
from jinja2.meta import find_referenced_templates
from jinja2.nodes import Expr, Template
from markupsafe import Markup as Html

from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.sources import THEME, file_bytes, folder
from generator.theme import Site, filters, functions

OWN: Final = "templates/"

TOO_DEEP: Final = "Blocks or brackets lie in too many others"


class TemplateFile(Value, frozen=True):
    """A template: its file, what is in it, the names of the templates that it says it is made from, and its code, in
    Python; "" where it cannot be read."""

    file: str
    source: bytes
    names: tuple[str, ...]
    code: str


class _Writer(CodeGenerator):
    """Writes a template's code with one call for a value that is printed, where Jinja has three."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")

    def _output_child_post(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")")


# What prints a value is written by these; were it not so, `printed` would never be called.
assert {"_output_child_pre", "_output_child_post"} <= vars(CodeGenerator).keys()


def printable(value: object) -> object:
    """Refuse what would be printed with its place in RAM, which is another in each build."""
    if type(value) is str or type(value) is Html:
        return value
    if not isinstance(value, jinja2.Undefined) and (isinstance(value, Site) or callable(value)):
        raise TypeError("a function is printed; it must be called")
    return value


class Reader(jinja2.Environment):
    """Jinja as it reads our templates; what they call asks with what `asking` returns."""

    code_generator_class = _Writer

    def __init__(self, asking: Callable[[], Ask], loader: jinja2.BaseLoader | None = None) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=0,
            finalize=printable,
        )
        self.filters.update(filters(asking))
        self.globals.update(functions(asking))
        # Both are random: two builds of one page would differ.
        del self.globals["lipsum"], self.filters["random"]

    def _parse(self, source: str, name: str | None, filename: str | None) -> Template:
        with _deep_is_wrong(name, filename):
            return super()._parse(source, name, filename)

    def _generate(self, source: Template, name: str | None, filename: str | None, defer_init: bool = False) -> str:
        with _deep_is_wrong(name, filename):
            return super()._generate(source, name, filename, defer_init)

    def _compile(self, source: str, filename: str) -> CodeType:
        with _deep_is_wrong(None, filename):
            return super()._compile(source, filename)

    def read_code(self, code: str, file: str) -> CodeType:
        """Return what Python makes of a template's code. Raises TemplateSyntaxError where it cannot."""
        return self._compile(code, file)


@contextmanager
def _deep_is_wrong(name: str | None, file: str | None) -> Iterator[None]:
    """Tell as a mistake of the template that Jinja or Python cannot read it, as where blocks lie in too many others."""
    try:
        yield
    except (SyntaxError, RecursionError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else "it is too deep"
        raise jinja2.TemplateSyntaxError(f"{TOO_DEEP} ({reason}).", 1, name, file) from error


def _nobody() -> Ask:
    raise AssertionError("a template that is only read asks for something")


_READER: Final = Reader(_nobody)


@question()
def template_file(ask: Ask, name: str) -> str | None:
    """Return the file of a template: the site's own before the packaged theme's; None where there is none."""
    if name.startswith(THEME):
        return name if _exists(ask, name) else None
    return next((file for file in (OWN + name, THEME + name) if _exists(ask, file)), None)


def _exists(ask: Ask, file: str) -> bool:
    parent, _, name = file.rpartition("/")
    if not parent:
        parent, name = THEME, file.removeprefix(THEME)
    found = ask(folder, parent)
    return found is not None and name in found.files


@question()
def template(ask: Ask, name: str) -> TemplateFile | None:
    """Read a template; None where there is none."""
    file = ask(template_file, name)
    source = ask(file_bytes, file) if file else None
    return TemplateFile(file, source, *_read(name, file, source)) if file and source is not None else None


def _read(name: str, file: str, source: bytes) -> tuple[tuple[str, ...], str]:
    """Return the names of the templates that a template extends, imports or includes, and its code; nothing where it
    cannot be read."""
    with suppress(jinja2.TemplateSyntaxError, UnicodeDecodeError):
        tree = _READER.parse(source.decode(), name, file)
        names = {each for each in find_referenced_templates(tree) if each}
        return tuple(sorted(names)), _READER.compile(tree, name, file, raw=True)
    return (), ""


def tree_of(name: str, known: TemplateFile) -> Template | None:
    """Return what Jinja reads in a template; None where it cannot be read."""
    with suppress(jinja2.TemplateSyntaxError, UnicodeDecodeError):
        return _READER.parse(known.source.decode(), name, known.file)
    return None


@question(stored=False)
def templates_of(ask: Ask, name: str) -> tuple[tuple[str, TemplateFile | None], ...]:
    """Return a template and all others that it is made of, by their names.

    They are all that it and those others say, also what they only need for some pages. What is chosen while a page is
    printed is not among them.
    """
    found: dict[str, TemplateFile | None] = {}
    due = [name]
    while due:
        each = due.pop()
        if each not in found:
            found[each] = known = ask(template, each)
            due += known.names if known else ()
    return tuple(found.items())
