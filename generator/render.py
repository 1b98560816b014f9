"""A page → its bytes, through Jinja.

Templates ask like any other question, so the trace of a page names everything that it was made from, the template
files included. Jinja keeps one module for each imported template and would hide from the second page on what a
macro asked; therefore each page is given fresh templates made from compiled code that all share.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from pathlib import Path
from traceback import walk_tb
from typing import Any, Final

import jinja2
from jinja2.loaders import BaseLoader

from generator.ask import Ask, question
from generator.plan import TEMPLATES, Page
from generator.problems import Problem, problem, shown
from generator.sources import THEME, file_bytes, folder
from generator.theme import Site, filters, functions
from generator.topic_data import topic_file, topics_file

OWN: Final = "templates/"
MISTAKES: Final = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, SyntaxError)
"""What a template raises that is wrong in another way than Jinja's own errors tell."""

NO_SUCH_VALUE: Final = re.compile(r"'generator\.\w+\.(\w+) object' has no attribute '(\w+)'")

MISUSED: Final = ("render.py", "terms.py", "theme.py")
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


class _Loader(BaseLoader):
    """Finds a template for the page that is being printed, and lets that page ask for it."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, bytes], Any] = {}
        self._of_page: dict[str, jinja2.Template] = {}
        self.ask: Ask | None = None

    def begin(self, ask: Ask | None) -> None:
        """Find templates for the page that `ask` belongs to; None between pages."""
        self.ask = ask
        self._of_page.clear()

    def load(
        self, environment: jinja2.Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> jinja2.Template:
        assert self.ask is not None
        if found := self._of_page.get(name):
            return found
        file = self.ask(template_file, name)
        source = self.ask(file_bytes, file) if file else None
        if file is None or source is None:
            raise jinja2.TemplateNotFound(name)
        code = self._compiled.get((file, source))
        if code is None:
            try:
                text = source.decode()
            except UnicodeDecodeError as error:
                raise TemplateTrouble(_not_text(file, source, error)) from error
            code = self._compiled[file, source] = environment.compile(text, name, file)
        made = self._of_page[name] = jinja2.Template.from_code(environment, code, globals or {})
        return made


class _Press:
    """The Jinja environment of this process, and the page that it is printing."""

    def __init__(self) -> None:
        self._loader = _Loader()
        self._environment = jinja2.Environment(
            loader=self._loader,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=0,
            finalize=_printable,
        )
        self._environment.filters.update(filters(self._asking))
        # Both are random: two builds of one page would differ.
        del self._environment.globals["lipsum"], self._environment.filters["random"]

    def print(self, ask: Ask, page: Page) -> bytes:
        """Return the bytes of a page."""
        self._loader.begin(ask)
        self._environment.globals.update(functions(ask))
        name = TEMPLATES[page.kind]
        try:
            return self._environment.get_template(name).render(page=page).encode()
        except RecursionError as error:
            raise TemplateTrouble(_circular(name, error)) from error
        except (jinja2.TemplateError, *MISTAKES) as error:
            if _is_defect(error):
                raise
            raise TemplateTrouble(_trouble(name, error)) from error
        finally:
            self._loader.begin(None)

    def compile(self, text: str, name: str, file: str) -> None:
        """Raise TemplateSyntaxError where a template cannot be read."""
        self._environment.compile(text, name, file)

    def _asking(self) -> Ask:
        assert self._loader.ask is not None
        return self._loader.ask


def _printable(value: object) -> object:
    """Refuse what would be printed with its place in RAM, which is another in each build."""
    if not isinstance(value, jinja2.Undefined) and (isinstance(value, Site) or callable(value)):
        raise TypeError("a function is printed; it must be called")
    return value


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
    return problem(
        "template/failed", file or OWN + name, line, 0, what, "`docs/theme.md` lists what templates may ask."
    )


def syntax_problem(error: jinja2.TemplateSyntaxError) -> Problem:
    """Tell of a template that cannot be read."""
    what = f"The template cannot be read: {error.message}"
    remedy = "See whether each `{% if %}`, `{% for %}` and `{% block %}` up to this line has its end."
    return problem("template/syntax", error.filename or "", error.lineno, 0, what, remedy)


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
