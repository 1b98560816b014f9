"""The bytes of a content file → its text with LF line ends, or the place of what is not text."""

from __future__ import annotations

import re
from typing import Final

from generator.fingerprint import Value
from generator.problems import Problem, problem

UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
"""What neither YAML nor HTML takes: control characters, a byte-order mark inside the text, noncharacters."""

UTF8_MARK: Final = b"\xef\xbb\xbf"
UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class TextFile(Value, frozen=True):
    """A file's text; "" where a problem says that it is none."""

    text: str
    problems: tuple[Problem, ...]


def read_text(data: bytes, file: str) -> TextFile:
    """Decode UTF-8 with or without a byte-order mark and with any line ends. Refuse control characters."""
    marked = data.removeprefix(UTF8_MARK)
    try:
        text = with_plain_line_ends(marked.decode("utf-8"))
    except UnicodeDecodeError as error:
        return TextFile("", (_not_utf8(marked, error, file),))
    unprintable = UNPRINTABLE.search(text)
    if unprintable:
        return TextFile("", (_control_character(text, unprintable.start(), file),))
    return TextFile(text, ())


def with_plain_line_ends(text: str) -> str:
    """Write CRLF and CR as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _not_utf8(data: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    line, column = _place(with_plain_line_ends(data[: error.start].decode("utf-8")))
    what, encoding = ("file", "as UTF-16") if data.startswith(UTF16_MARKS) else ("letter", "in another encoding")
    return problem(
        "file/not-utf8",
        file,
        line,
        column,
        f"This {what} was saved {encoding}.",
        "Save it again as UTF-8.",
    )


def _control_character(text: str, at: int, file: str) -> Problem:
    line, column = _place(text[:at])
    return problem(
        "file/control-character",
        file,
        line,
        column,
        f"There is an invisible control character here (U+{ord(text[at]):04X}).",
        "Delete it. It may have been pasted with the words around it: type them again.",
    )


def _place(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")
