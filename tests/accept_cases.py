"""The golden cases: `tests/cases/<fact>/`, a tiny site each, and of what it makes only what matters for the fact.

    site/            the site
    as-of            the moment the build stands for; without it, June 2026
    options          further options, one a line: `drafts`, `base_url https://…`
    expected/…       files of the output
    problems.json    all problems; without it, there are none
    files.txt        a line `# patterns`, then every published file that matches one of them
    nowhere.txt      words that stand in no byte and no file name of the output

`tests/cases/_theme/` lies over the packaged theme and prints what templates are given, so that a new look changes no
case. `python -m tests.accept_cases [FACT …]` writes what comes out now over what was expected: the review is the
diff. To expect one more file, make an empty one of its name and accept.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.build import Report, Request, build
from generator.listing import OURS
from generator.sources import Options
from tests.sites import THEME, published

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One fact and the folder that holds it."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    def _text(self, name: str, default: str = "") -> str:
        file = self.folder / name
        return file.read_text("utf-8").strip() if file.exists() else default

    def options(self) -> Options:
        parted = (line.partition(" ") for line in self._text("options").splitlines())
        given = {name: value for name, _, value in parted}
        assert given.keys() <= {"drafts", "base_url"}, self.name
        return Options(self._text("as-of", "2026-06-01T00:00:00Z"), given.get("base_url", ""), "drafts" in given)

    def expected(self) -> dict[str, bytes]:
        """Return what is to come out, by the file of the case that says so."""
        names = [each for each in self.folder.rglob("*") if each.is_file()]
        kept = {each.relative_to(self.folder).as_posix(): each for each in names}
        found = {
            name: file.read_bytes()
            for name, file in sorted(kept.items())
            if name.startswith("expected/") or name in ("problems.json", "files.txt")
        }
        return {"problems.json": b"[]\n"} | found

    def patterns(self) -> list[str]:
        first = self._text("files.txt").partition("\n")[0]
        return first.removeprefix("#").split()

    def nowhere(self) -> list[str]:
        return self._text("nowhere.txt").split()


@dataclass(frozen=True)
class Made:
    """What a case's site comes to."""

    case: Case
    report: Report
    files: dict[str, bytes]

    @cached_property
    def actual(self) -> dict[str, bytes]:
        """Return what came out, by the file of the case that expects it; what is not there is missing."""
        found = {"problems.json": _json([asdict(each) for each in self.report.problems])}
        for name in self.case.expected():
            path = name.removeprefix("expected/")
            if name.startswith("expected/") and path in self.files:
                found[name] = self.files[path]
        if patterns := self.case.patterns():
            matching = [each for each in sorted(self.files) if any(fnmatchcase(each, one) for one in patterns)]
            found["files.txt"] = "\n".join([f"# {' '.join(patterns)}", *matching, ""]).encode()
        return found

    def leaks(self) -> list[str]:
        """Return the words that should be nowhere, and where they are."""
        return [
            f"{word}: {path}"
            for word in self.case.nowhere()
            for path, data in self.files.items()
            if word.encode() in data or word in path
        ]


def cases() -> list[Case]:
    return [Case(each) for each in sorted(CASES.iterdir()) if (each / "site").is_dir()]


def lay_theme(folder: Path) -> Path:
    """Make the theme of the cases: the packaged one, and over it `_theme`."""
    shutil.copytree(THEME, folder)
    shutil.copytree(CASES / "_theme", folder, dirs_exist_ok=True)
    return folder


def make(case: Case, theme: Path, scratch: Path) -> Made:
    """Build a case from nothing in the folder `scratch`."""
    site, output = scratch / "site", scratch / "output"
    shutil.copytree(case.folder / "site", site)
    report = build(Request(site=site, output=output, options=case.options(), memory=None, theme=theme))
    return Made(case, report, {path: data for path, data in published(output).items() if path != f"{OURS}/files"})


def accept(case: Case, theme: Path) -> list[str]:
    """Write what comes out over what was expected; return the files that changed."""
    with TemporaryDirectory() as scratch:
        made = make(case, theme, Path(scratch))
    if leaks := made.leaks():
        print(f"{case.name}: not accepted, since these should be nowhere:", *leaks, sep="\n  ")
        return []
    before, after = case.expected(), made.actual
    changed = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    for name in changed:
        file = case.folder / name
        if name not in after or (name == "problems.json" and after[name] == b"[]\n"):
            file.unlink()
        else:
            file.write_bytes(after[name])
    return [f"{case.name}/{name}" for name in changed]


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def main() -> None:
    wanted = {each.rstrip("/").rpartition("/")[2] for each in sys.argv[1:]}
    unknown = wanted - {each.name for each in cases()}
    if unknown:
        sys.exit(f"There is no case {', '.join(sorted(unknown))}.")
    with TemporaryDirectory() as scratch:
        theme = lay_theme(Path(scratch) / "theme")
        changed = [each for case in cases() if not wanted or case.name in wanted for each in accept(case, theme)]
    print("\n".join(changed) or "Nothing has changed.")


if __name__ == "__main__":
    main()
