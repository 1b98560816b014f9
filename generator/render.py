"""A page → its bytes, through Jinja.

Templates ask like any other question, so the trace of a page names everything that it was made from, the template
files included. Templates and what is imported from them are made once for all pages; a page that is given one has
asked what it was made from (`Ask.once`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path
from traceback import walk_tb
from types import FunctionType
from typing import Any, Final

import jinja2
from jinja2.environment import TemplateModule
from jinja2.loaders import BaseLoader
from jinja2.runtime import Context, Macro
from markupsafe import Markup as Html
from markupsafe import escape

from generator.ask import Ask, question
from generator.plan import TEMPLATES, Page
from generator.problems import Problem, did_you_mean, problem, shown
from generator.sources import THEME, file_bytes, folder
from generator.templates import OWN, TOO_DEEP, Reader, TemplateFile, printable, templates_of
from generator.topic_data import topic_file, topics_file
from generator.views import Card

MISTAKES: Final = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, SyntaxError)
"""What a template raises that is wrong in another way than Jinja's own errors tell."""

CHANGES: Final = re.compile(
    rb"""(?:\.\s*|["'])(?:append|clear|extend|insert|pop|popitem|remove|reverse|setdefault|sort|update|__\w+)\b"""
)
"""A template that may change a list or a mapping in RAM."""

SPECIAL: Final = re.compile("[&<>'\"]")
"""What has a meaning in HTML and is escaped."""

NO_SUCH_VALUE: Final = re.compile(r"'generator\.\w+\.(\w+) object' has no attribute '(\w+)'")

MISUSED: Final = ("ask.py", "render.py", "templates.py", "terms.py", "theme.py")
"""Where an error is the template's that gave the wrong arguments."""


class TemplateTrouble(Exception):
    """A page cannot be made as its templates are; carries what to tell."""

    def __init__(self, told: Problem) -> None:
        super().__init__(told.message)
        self.told = told


@question(stored=False, held=False)
def rendered(ask: Ask, address: str, kind: str, key: str, number: int) -> bytes:
    """Return the bytes of one page. Raises TemplateTrouble where a template is at fault."""
    page = Page(address, kind, key, number, "")
    if kind == "text":
        return key.encode()
    if kind == "topics-data":
        return topics_file(ask)
    if kind == "topic-data":
        return topic_file(ask, key)
    return PRESS.print(ask, page)


UNREADABLE: Final = (jinja2.TemplateSyntaxError, TemplateTrouble, SyntaxError)
"""What is raised of a template that cannot be read."""


class _Change(IntEnum):
    """What can be changed in RAM, each with all that stands above it."""

    NOTHING = 0
    CONTAINERS = 1
    ANYTHING = 2


class _Desk:
    """What the page that is being printed asks with; None between pages."""

    def __init__(self) -> None:
        self.ask: Ask | None = None
        self.constant = _Change.CONTAINERS
        """What in RAM no template that was met so far can change."""
        self.shelf: Mapping[tuple[str, str], _Template] = {}
        """What the templates of the page name, by who names it: the page has asked for all of it."""

    def asking(self) -> Ask:
        """Return what the page asks with."""
        assert self.ask is not None
        return self.ask

    @contextmanager
    def given(self, ask: Ask) -> Iterator[None]:
        """Let what is made meanwhile ask with another."""
        page, self.ask = self.ask, ask
        try:
            yield
        finally:
            self.ask = page


class _Template(jinja2.Template):
    """A template that all pages share, and the module that an import makes of it.

    Jinja would make the module once and hide from the second page on what it asked. Here a page that is given a module
    has asked what the module asked. A module that a page could change is made anew for each.
    """

    environment: _Environment

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        desk = self.environment.desk
        module, change = desk.asking().once(_module, self)
        if change <= desk.constant:
            return module
        return self.make_module()


# An import without context calls this; were it not so, modules would be shared without their traces.
assert "_get_default_module" in vars(jinja2.Template)


def _module(ask: Ask, template: _Template) -> tuple[TemplateModule, _Change]:
    """Return what an import makes of a template, and what in it could be changed."""
    desk = template.environment.desk
    with desk.given(ask):
        context = template.new_context()
        module = TemplateModule(template, context)
    own = template.root_render_func.__globals__
    change = max((_changeable(each, own) for each in context.vars.values()), default=_Change.NOTHING)
    for value in context.vars.values():
        if isinstance(value, Macro) and _is_of(value, own):
            vars(value)["change"] = change
    return module, change


def _is_of(macro: Macro, names: dict[str, Any]) -> bool:
    """Say whether a macro is of the template whose compiled code has these names."""
    return macro._func.__globals__ is names


def _changeable(value: object, own: dict[str, Any]) -> _Change:
    """Return what in a value could be changed; the macros of the template itself, whose names are `own`, apart."""
    if value is None or isinstance(value, (str, int, float)):
        return _Change.NOTHING
    if isinstance(value, Macro):
        # One of a file that is made anew for each page says nothing.
        return _Change.NOTHING if _is_of(value, own) else vars(value).get("change", _Change.ANYTHING)
    if isinstance(value, TemplateModule):
        return max(_changeable(each, own) for name, each in vars(value).items() if name != "_body_stream")
    if isinstance(value, (tuple, list)):
        return max((_Change.CONTAINERS, *(_changeable(each, own) for each in value)))
    if isinstance(value, dict):
        return max((_Change.CONTAINERS, *(_changeable(each, own) for each in value.values())))
    return _Change.ANYTHING


class _Context(Context):
    """What a template knows while it is being printed.

    A macro that nothing can change, called with plain values, prints the same for all pages: it is printed once, and a
    page that is given its text has asked what it asked. A story's card stands on some twenty pages.
    """

    environment: _Environment

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls; by a shorter way than Jinja's where that comes to the same."""
        if type(called) is not Macro and (type(called) is not FunctionType or vars(called)):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        if type(called) is FunctionType:
            return called(*args, **kwargs)
        constant = vars(called).get("change", _Change.ANYTHING) <= self.environment.desk.constant
        if constant and not kwargs and (key := _key(args)) is not None:
            autoescape = self.eval_ctx.autoescape
            text, _ = self.environment.desk.asking().kept((called, autoescape, *key), self._printed, called, args)
            return text
        return called(self.eval_ctx, *args, **kwargs)

    def _printed(self, ask: Ask, macro: Macro, args: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """Return what a macro prints, and its arguments: while they are kept, nothing else is where one of them is."""
        with self.environment.desk.given(ask):
            return macro(self.eval_ctx, *args), args


def _key(args: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Return what arguments are known by: text and whole numbers by their value, a card by its place in RAM; None
    where there is another."""
    key: list[object] = []
    for each in args:
        if type(each) is Card:
            key.append((Card, id(each)))
        elif type(each) is str or type(each) is int:
            key.append(each)
        else:
            return None
    return tuple(key)


class _Environment(Reader):
    """Jinja with templates that are the same for all pages."""

    template_class = _Template
    context_class = _Context

    def __init__(self, desk: _Desk, loader: _Loader) -> None:
        self.desk = desk
        super().__init__(desk.asking, loader)

    @staticmethod
    def printed(value: object) -> str:
        """Return what stands in the page for a value; it is only put between other texts."""
        if type(value) is Html or (type(value) is str and not SPECIAL.search(value)):
            return value
        return str(value) if type(value) is int else escape(printable(value))

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        """Return what a template names: by a shorter way than Jinja's where it does so for every page."""
        known = self.desk.shelf.get((parent, name)) if parent is not None and isinstance(name, str) else None
        if known:
            return known
        return super().get_template(name, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give every template the same names."""
        assert not d
        return self.globals


class _Loader(BaseLoader):
    """Finds a template for the page that is being printed, and lets that page ask for all from which it is made."""

    def __init__(self, desk: _Desk) -> None:
        self._desk = desk
        self._made: dict[tuple[str, TemplateFile], _Template] = {}

    def load(
        self, environment: jinja2.Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> jinja2.Template:
        found = self._desk.asking()(templates_of, name)[0][1]
        if found is None:
            raise jinja2.TemplateNotFound(name)
        assert isinstance(environment, Reader)
        return self.made(environment, name, found)

    def made(self, environment: Reader, name: str, known: TemplateFile) -> _Template:
        """Return a template, made once. Raises what Jinja does where it cannot be read."""
        made = self._made.get((name, known))
        if made is not None:
            return made
        try:
            text = known.source.decode()
        except UnicodeDecodeError as error:
            raise TemplateTrouble(_not_text(known.file, known.source, error)) from error
        if CHANGES.search(known.source):
            self._desk.constant = _Change.NOTHING
        # What has no code cannot be read, and here it is told why.
        file = known.file
        code = environment.read_code(known.code, file) if known.code else environment.compile(text, name, file)
        template = _Template.from_code(environment, code, environment.globals)
        assert isinstance(template, _Template)
        self._made[name, known] = template
        return template


class _Press:
    """The Jinja environment of this process, and the page that it is printing."""

    def __init__(self) -> None:
        self._desk = _Desk()
        self._loader = _Loader(self._desk)
        self._environment = _Environment(self._desk, self._loader)

    def print(self, ask: Ask, page: Page) -> bytes:
        """Return the bytes of a page."""
        self._desk.ask = ask
        name = TEMPLATES[page.kind]
        try:
            self._desk.shelf = ask.once(self._shelf, name)
            return self._environment.get_template(name).render(page=page).encode()
        except RecursionError as error:
            raise TemplateTrouble(_circular(name, error)) from error
        except (jinja2.TemplateError, *MISTAKES) as error:
            if _is_defect(error):
                raise
            raise TemplateTrouble(_trouble(name, error)) from error
        finally:
            self._desk.ask = None

    def _shelf(self, ask: Ask, name: str) -> dict[tuple[str, str], _Template]:
        """Return all that the templates of a page name, by who names it; without what is not there or not readable."""
        found = dict(ask(templates_of, name))
        made = {}
        for each, known in found.items():
            with suppress(*UNREADABLE):
                if known:
                    made[each] = self._loader.made(self._environment, each, known)
        pairs = ((by, each) for by, known in found.items() if known for each in known.names)
        return {(by, each): made[each] for by, each in pairs if each in made}

    def filters(self) -> tuple[str, ...]:
        """Return the names of the filters that templates have."""
        return tuple(sorted(self._environment.filters))

    def tests(self) -> tuple[str, ...]:
        """Return the names of the tests that templates have."""
        return tuple(sorted(self._environment.tests))

    def compile(self, text: str, name: str, file: str) -> None:
        """Raise TemplateSyntaxError where a template cannot be read."""
        self._environment.compile(text, name, file)


def _circular(name: str, error: RecursionError) -> Problem:
    file, line = _last_template_line(error)
    what = "The template is made from itself, without end."
    remedy = (
        "To begin from the packaged file write “theme:” before its name. Where `templates/` is the theme itself, as in "
        "its own repository, change the file in place."
    )
    return problem("template/circular", file or OWN + name, line, 0, what, remedy)


def _trouble(name: str, error: Exception) -> Problem:
    if isinstance(error, jinja2.TemplateSyntaxError):
        return syntax_problem(error)
    file, line = _last_template_line(error)
    if isinstance(error, jinja2.TemplateNotFound):
        what, remedy = (
            f"There is no template {shown(str(error.name))}.",
            "Mend the name, or add the file to `templates/`.",
        )
        return problem("template/missing", file or OWN + name, line, 0, what, remedy)
    reason = NO_SUCH_VALUE.sub(lambda found: f"a {found[1]} has no “{found[2]}”", str(error))
    what = f"The template cannot be filled in: {reason}."
    remedy = _unknown_name(str(error)) or "`docs/theme.md` lists what templates may ask."
    return problem("template/failed", file or OWN + name, line, 0, what, remedy)


def syntax_problem(error: jinja2.TemplateSyntaxError) -> Problem:
    """Tell of a template that cannot be read."""
    what = f"The template cannot be read: {error.message}"
    return problem("template/syntax", error.filename or "", error.lineno, 0, what, _syntax_remedy(error.message or ""))


def _syntax_remedy(message: str) -> str:
    """Return what helps against what Jinja's parser says."""
    if remedy := _unknown_name(message):
        return remedy
    if unknown := re.match(r"Encountered unknown tag '(.*?)'\.(.*)", message):
        known = tuple(re.findall(r"'(\w+)'", unknown[2])) or TAGS
        return did_you_mean(unknown[1], known) or ENDS
    if message.startswith(TOO_DEEP):
        return "Put what is inside into a macro, or into a file of its own that is included."
    if "end of comment" in message:
        return "See whether each “{#” up to this line is closed by “#}”."
    if message.startswith(("unexpected", "expected token")):
        return "See whether each “{{” up to this line is closed by “}}”, each “{%” by “%}”, and each quote and bracket."
    return ENDS


def _unknown_name(message: str) -> str:
    """Return what helps against a filter or a test that there is not; "" where something else is wrong."""
    unknown = re.match(r"No (filter|test) named '(.*?)'", message)
    if unknown is None:
        return ""
    near = did_you_mean(unknown[2], PRESS.filters() if unknown[1] == "filter" else PRESS.tests())
    return near or f"Mend the name. Jinja’s documents list its {unknown[1]}s, and `docs/theme.md` our own."


ENDS: Final = "See whether each `{% if %}`, `{% for %}` and `{% block %}` up to this line has its end."
TAGS: Final = ("block", "call", "extends", "filter", "for", "from", "if", "import", "include", "macro", "set", "with")


def _last_template_line(error: BaseException) -> tuple[str, int]:
    """Return the template file and line in which an error arose; Jinja rewrites tracebacks to name them."""
    return next(((file, line) for file, line in reversed(_frames(error)) if file.startswith((OWN, THEME))), ("", 0))


def _is_defect(error: BaseException) -> bool:
    """Say whether an error arose deeper in the program than in the functions that a template may call."""
    files = [file for file, _ in _frames(error)]
    last = max((number for number, file in enumerate(files) if file.startswith((OWN, THEME))), default=-1)
    package = str(Path(__file__).parent)
    return any(file.startswith(package) and Path(file).name not in MISUSED for file in files[last + 1 :]) and last >= 0


def _frames(error: BaseException) -> list[tuple[str, int]]:
    return [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]


def _not_text(file: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    line = data.count(b"\n", 0, error.start) + 1
    return problem("file/not-utf8", file, line, 0, "The file is not UTF-8.", "Save it again as UTF-8.")


PRESS: Final = _Press()


@question()
def template_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell which of the site's own templates cannot be read, whether or not a page uses them."""
    return tuple(_broken(ask, "templates"))


def _broken(ask: Ask, path: str) -> list[Problem]:
    names = ask(folder, path)
    found: list[Problem] = []
    for name in names.files if names and not f"{path}/".startswith("templates/assets/") else ():
        data = ask(file_bytes, f"{path}/{name}") or b""
        try:
            PRESS.compile(data.decode(), name, f"{path}/{name}")
        except jinja2.TemplateSyntaxError as error:
            found.append(syntax_problem(error))
        except UnicodeDecodeError as error:
            found.append(_not_text(f"{path}/{name}", data, error))
    for name in names.folders if names else ():
        found += _broken(ask, f"{path}/{name}")
    return found
