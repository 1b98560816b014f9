"""A YAML syntax error in PyYAML's words → what the editor wrote, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import yaml
from yaml import Mark, MarkedYAMLError

from generator.problems import shown
from generator.quotes import SMART, in_typographic_quotes, quoted

COLON: Final = "A colon and a space stand inside a value here."
LONGEST_CORRECTION: Final = 160
LONGEST_LINE: Final = 5_000
"""Characters of a line that is taken apart for advice; for longer ones that could take minutes."""


LINE: Final = re.compile(
    r"""(?P<indent>\ *)
        (?P<lead>(?:-\ +)*(?:[^\s:#"'\[\]{}][^:#"'\[\]{}]*?:\ +)?)   # dashes and a key
        (?P<value>\S.*?)?\s*""",
    re.VERBOSE,
)


OWN_KEY: Final = re.compile(r"(?:- |^)[a-z_]+:\ +$")
"""What is likely a key after the dash of an item, not the beginning of a sentence."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at a place of the YAML text; line and column count from 0."""

    code: str
    line: int
    column: int
    message: str
    help: str


def mistake(error: MarkedYAMLError, lines: Sequence[str]) -> Mistake:
    """Say what an error of PyYAML's own parser (not libyaml's) means to the one who wrote these lines."""
    end = error.problem_mark or error.context_mark
    assert end is not None, "every error of PyYAML's scanner and parser bears a place"
    start = error.context_mark or end
    for cause in CAUSES:
        found = cause(error, start, end, lines)
        if found:
            return found
    return _at(end, "yaml/syntax", "This line cannot be read.", quote_advice(_line(lines, end)) or FORM)


Cause = Callable[[MarkedYAMLError, Mark, Mark, Sequence[str]], Mistake | None]

FORM: Final = "Write “key: value” on each line, and “- ” before each item of a list on a line of its own."


def _parts(line: str, longest: int = LONGEST_LINE) -> re.Match[str] | None:
    return LINE.fullmatch(line) if len(line) <= longest else None


def corrected(line: str) -> str:
    """Return the line with its value in quotes and without indentation, or "" where that is no help."""
    parts = _parts(line, 2 * LONGEST_CORRECTION)
    if parts is None or not parts["value"]:
        return ""
    lead, value = parts["lead"], parts["value"]
    if lead.startswith("-") and not OWN_KEY.search(lead):
        dash = lead.rindex("- ") + 2 if "- " in lead else 0
        lead, value = lead[:dash], lead[dash:] + value
    whole = lead + quoted(_without_quotes(value))
    return whole if len(whole) <= LONGEST_CORRECTION else ""


def _without_quotes(value: str) -> str:
    """Take off the quotation marks that were meant to enclose all of a value."""
    mark = value[0]
    if in_typographic_quotes(value) and value.count(mark) == 1:
        return value[1:-1].strip()
    if mark not in "\"'":
        return value
    if value.count(mark) == 1:
        return value[1:]
    if value[-1] != mark or re.search(rf"\S{mark}(?=[\s.,;:!?])", value[1:-1]):
        return value
    return value[1:-1].replace('\\"', '"') if mark == '"' else value[1:-1].replace("''", "'")


def quote_advice(line: str, before: str = "Put the value in quotes: ") -> str:
    """Advise to put the value of a line in quotes, and show how."""
    whole = corrected(line)
    return before + whole if whole else "Put the whole value in quotes."


MARKED: Final = re.compile(r"((?:[\[{,]|: )\s*)([&*!](?:(?!: )[^,\[\]{}])*?)(?=\s*[,\]}])")


def mark_advice(line: str, column: int) -> str:
    """Advise to put what begins with “&”, “*” or “!” in quotes: a whole value, an item in brackets, or a key."""
    parts = _parts(line, 2 * LONGEST_CORRECTION)
    if parts is None:
        return quote_advice(line)
    begin = parts.start("value")
    if parts["value"] and line[begin] in "[{" and column > begin:
        if re.search("[\"']", line):  # what is quoted already may look like an item
            return f"Put the text that begins with {shown(line[column])} in quotes."
        return _with_quotes(MARKED.sub(lambda found: found[1] + quoted(found[2]), line), line)
    key, colon, rest = line[column:].partition(":")
    if column < begin and colon:
        return _with_quotes(line[:column] + quoted(key.rstrip()) + colon + rest, line)
    return quote_advice(line)


def key_advice(line: str) -> str:
    """Advise to put brackets or braces in quotes, where a key, or nothing, stands before them."""
    advice = "If braces or brackets are meant as text, put it in quotes"
    written = line.strip()
    form = r"((?:- +)*)([\[{].*[\]}])( *:(?: .*)?)"
    brackets = re.fullmatch(form, written) if len(written) <= LONGEST_LINE else None
    whole = brackets[1] + quoted(brackets[2]) + brackets[3] if brackets else corrected(line)
    return f"{advice}: {whole}" if 0 < len(whole) <= LONGEST_CORRECTION else f"{advice}."


def _with_quotes(changed: str, line: str) -> str:
    whole = changed.strip()
    return f"Put it in quotes: {whole}" if changed != line and len(whole) <= LONGEST_CORRECTION else quote_advice(line)


def _tab(error: MarkedYAMLError, start: Mark, end: Mark, lines: Sequence[str]) -> Mistake | None:
    line = _line(lines, end)
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    column = indent.find("\t") if "\t" in indent else end.column if line[end.column : end.column + 1] == "\t" else -1
    if column < 0:
        return None
    return Mistake(
        "yaml/tab", end.line, column, "There is a tab here.", "Write spaces instead: YAML does not take tabs."
    )


def _colon(error: MarkedYAMLError, start: Mark, end: Mark, lines: Sequence[str]) -> Mistake | None:
    if not _says(error, "mapping values are not allowed"):
        return None
    line = _line(lines, end)
    if len(line) > LONGEST_LINE:  # no key is so long
        return _at(end, "yaml/colon", COLON, quote_advice(line))
    parts = _parts(line)
    if parts is None or end.column < parts.end("lead"):
        return _above(end, lines) or _indentation(end, line)
    if not parts["lead"]:
        return _indentation(end, line) if parts["indent"] else None
    if in_typographic_quotes(parts["value"]):
        return Mistake("yaml/smart-quotes", end.line, parts.start("value"), SMART, quote_advice(line, "Write "))
    if topic := re.fullmatch(r"([ ]*)([^\s\"'].*): ([0-9]{1,3} ?%?)[ ]*", line):
        advice = f"Put the name in quotes: {quoted(topic[2])}: {topic[3]}"
        return _at(end, "yaml/colon", "A colon and a space stand inside a name here.", advice)
    return _at(end, "yaml/colon", COLON, quote_advice(line))


def _above(mark: Mark, lines: Sequence[str]) -> Mistake | None:
    """Find the line without a colon that a key cannot follow."""
    indent = _indent(_line(lines, mark))
    number = next((each for each in range(mark.line - 1, -1, -1) if lines[each].strip()), None)
    if number is None or _indent(lines[number]) != indent or re.search(r":(\s|$)", lines[number]):
        return None
    return _no_colon(number, lines[number])


def _no_colon(number: int, line: str) -> Mistake:
    word, colon, rest = line.strip().partition(":")
    key, _, value = word.partition(" ")
    if colon and rest and word.isidentifier():
        advice = f"Write a space after the colon: {word}: {rest}"
    elif not colon and value and key.isidentifier() and key.islower():
        advice = f"If “{key}” is the key, write a colon after it: {key}: {value.strip()}"
    else:
        advice = "Write a key, a colon and a space before the value; indent a line that belongs to the one above."
    message = f"{shown(line)} is not of the form “key: value”."
    return Mistake("yaml/missing-colon", number, _indent(line), message, advice)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _missing_colon(error: MarkedYAMLError, start: Mark, end: Mark, lines: Sequence[str]) -> Mistake | None:
    if not _says(error, "could not find expected ':'"):
        return None
    return _no_colon(start.line, _line(lines, start))


def _special(error: MarkedYAMLError, start: Mark, end: Mark, lines: Sequence[str]) -> Mistake | None:
    if _says(error, "cannot start any token", "keys are not allowed"):
        at = end
    elif _while(error, "alias", "anchor", "tag", "block scalar"):
        at = start
    elif _says(error, "found ','", "found ']'", "found '}'") and _begins_value(end, lines):
        at = end
    else:
        return None
    line = _line(lines, at)
    begins = shown(line[at.column : at.column + 1])
    return _at(at, "yaml/special-character", f"A value cannot begin with {begins}.", quote_advice(line))


def _begins_value(mark: Mark, lines: Sequence[str]) -> bool:
    parts = _parts(_line(lines, mark))
    return parts is not None and parts.start("value") == mark.column


def _quote(error: MarkedYAMLError, start: Mark, end: Mark, lines: Sequence[str]) -> Mistake | None:
    line = _line(lines, start)
    if _while(error, "quoted scalar") and _says(error, "unexpected"):
        if in_typographic_quotes(line[start.column :].rstrip()):
            what = "The quotation mark that opens here is not closed: the one at the end is typographic, not straight."
            return _at(start, "yaml/smart-quotes", what, quote_advice(line, "Write "))
        return _at(start, "yaml/quote", "The quotation mark that opens here is never closed.", quote_advice(line))
    if not _says(error, "expected <block end>, but found", "expected '<document start>', but found"):
        return None
    line = _line(lines, end)
    found = line[end.column : end.column + 1]
    if found and found in "]}":
        whole = (line[: end.column] + line[end.column + 1 :]).strip()
        advice = f"Delete it: {whole}" if whole and len(whole) <= LONGEST_CORRECTION else "Delete it."
        return _at(end, "yaml/bracket", f"There is one “{found}” too many here.", advice)
    parts = _parts(line)
    before = line[parts.start("value") if parts else 0 : end.column].rstrip()
    advice = quote_advice(line if before[:1] in tuple("\"'[{") else "")
    if before.endswith(('"', "'")):
        return _at(end, "yaml/quote", "Text follows the closing quotation mark.", advice)
    if before.endswith(("]", "}")):
        return _at(end, "yaml/bracket", f"Text follows the closing bracket of {shown(before)}.", advice)
    return None


def _escape(error: MarkedYAMLError, start: Mark, end: Mark, lines: Sequence[str]) -> Mistake | None:
    if not _while(error, "double-quoted scalar"):
        return None
    column = _line(lines, end).rfind("\\", 0, end.column + 1)
    message = "In double quotes a backslash begins a special character, and there is none like this."
    advice = "Write the backslash twice, or put the text in single quotes."
    return Mistake("yaml/escape", end.line, max(column, 0), message, advice)


def _bracket(error: MarkedYAMLError, start: Mark, end: Mark, lines: Sequence[str]) -> Mistake | None:
    if _while(error, "flow node") and _says(error, "<stream end>"):
        opened = _last_opened(lines)
        return _unclosed(opened, _line(lines, opened)) if opened else None
    if not _while(error, "flow sequence", "flow mapping"):
        return None
    if _says(error, "got '?'"):
        return _question_mark(end, _line(lines, end), is_list=_while(error, "flow sequence"))
    if _says(error, "<stream end>") or end.line > start.line:
        return _unclosed(start, _line(lines, start))
    opening, closing = ("[", "]") if _while(error, "flow sequence") else ("{", "}")
    return _at(
        start,
        "yaml/bracket",
        f"After “{opening}” here a “{closing}” or a comma is missing.",
        quote_advice(
            _line(lines, start),
            f"Close it with “{closing}”. If it is meant as text, put it in quotes: ",
        ),
    )


def _unclosed(mark: Mark, line: str) -> Mistake:
    is_list = line[mark.column] == "["
    message = f"A {'bracket' if is_list else 'brace'} opened here is not closed."
    advice = f"Close it with “{']' if is_list else '}'}”. If it is meant as text, put it in quotes: "
    return _at(mark, "yaml/bracket", message, quote_advice(line, advice))


def _last_opened(lines: Sequence[str]) -> Mark | None:
    """Return the place of the innermost bracket that is still open at the end."""
    opened: list[Mark] = []
    for token in yaml.scan("\n".join(lines), Loader=yaml.BaseLoader):
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            opened.append(token.start_mark)
        elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and opened:
            opened.pop()
    return opened[-1] if opened else None


def _question_mark(mark: Mark, line: str, is_list: bool) -> Mistake:
    if len(line) > LONGEST_LINE:
        line = ""
    first = re.search(r"(?:[\[{,]|: )\s*(?=[^\[{,]*$)", line[: mark.column])
    last = re.search(r"\s*(?:[,\]}]|: |$)", line[mark.column :])
    advice = "Put it in quotes."
    if first and last:
        begin, end = first.end(), mark.column + last.start()
        whole = (line[:begin] + quoted(line[begin:end]) + line[end:]).strip()
        advice = f"Put it in quotes: {whole}" if len(whole) <= LONGEST_CORRECTION else advice
    message = f"In {'square brackets' if is_list else 'braces'}, a text with “?” needs quotes."
    return _at(mark, "yaml/bracket", message, advice)


def _stray(error: MarkedYAMLError, start: Mark, end: Mark, lines: Sequence[str]) -> Mistake | None:
    line = _line(lines, end)
    if _says(error, "sequence entries are not allowed") and not line[: end.column].isspace() and end.column:
        return _at(
            end,
            "yaml/list",
            "An item of a list stands on the line of its key.",
            "Begin the item on the next line, indented by two spaces. If it is text, put it in quotes.",
        )
    if _says(error, "expected <block end>", "entries are not allowed", "document start"):
        return _indentation(end, line)
    return None


def _directive(error: MarkedYAMLError, start: Mark, end: Mark, lines: Sequence[str]) -> Mistake | None:
    number = next((each for each, line in enumerate(lines) if line.strip()), 0)
    if not lines[number].startswith("%"):
        return None
    message = "A line that begins with “%” is an instruction to YAML, which is not supported."
    return Mistake("yaml/directive", number, 0, message, "Delete the line.")


CAUSES: Final[tuple[Cause, ...]] = (
    _tab,
    _directive,
    _colon,
    _missing_colon,
    _special,
    _quote,
    _escape,
    _bracket,
    _stray,
)


def _indentation(mark: Mark, line: str) -> Mistake:
    return Mistake(
        "yaml/indentation",
        mark.line,
        min(_indent(line), mark.column),
        f"{shown(line)} is not in line with what it belongs to.",
        "Begin the keys of one mapping, and the items of one list, in the same column.",
    )


def _at(mark: Mark, code: str, message: str, advice: str) -> Mistake:
    return Mistake(code, mark.line, mark.column, message, advice)


def _line(lines: Sequence[str], mark: Mark) -> str:
    return lines[mark.line] if mark.line < len(lines) else ""


def _says(error: MarkedYAMLError, *phrases: str) -> bool:
    return any(each in (error.problem or "") for each in phrases)


def _while(error: MarkedYAMLError, *contexts: str) -> bool:
    return any(each in (error.context or "") for each in contexts)
