"""One written value → one checked value, or `Wrong` with what to write instead. Text in, plain values out."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from unicodedata import category, normalize
from urllib.parse import unquote, urlsplit

from generator.names import LONGEST_NAME, identity
from generator.problems import CODES, did_you_mean, shown

LONGEST_SLUG: Final = 200
LONGEST_PATH: Final = 1000
LONGEST_URL: Final = 2000


class Wrong(ValueError):
    """A value that cannot stand: the code of the problem, its message, and what to do.

    Pydantic takes a ValueError raised in a validator as the fault of the value.
    """

    def __init__(self, code: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.advice = advice


def folded(value: str) -> str:
    """Put a text on one line with single spaces."""
    return " ".join(value.split())


def line_of_text(value: str) -> str:
    """Check a text that is shown on one line, such as a headline."""
    line = folded(value)
    if not line:
        raise Wrong("value/empty", "There is no text here.", "Write the text, or delete the line.")
    return line


def lines_of_text(value: str) -> str:
    """Check a text that may have several lines."""
    if not value.strip():
        raise Wrong("value/empty", "There is no text here.", "Write the text, or delete the line.")
    return value.strip()


@lru_cache(maxsize=4096)
def name(value: str) -> str:
    """Check the name of a category, topic, source or author."""
    written = line_of_text(value)
    if len(written) > LONGEST_NAME:
        raise Wrong(
            "value/name",
            f"The name {shown(written)} has {len(written)} characters.",
            f"Shorten it to {LONGEST_NAME}. If these are several names, write each on a line of its own.",
        )
    if not identity(written):
        raise Wrong(
            "value/name", f"{shown(written)} is not a name.", "Write a name with more in it than spaces and hyphens."
        )
    return written


def weight(value: str) -> int:
    """Read a topic's weight: a whole number of percent from 1 to 100."""
    written = value.strip()
    number = re.fullmatch(r"([0-9]{1,3}) ?%?", written)
    if number and 1 <= int(number[1]) <= 100:
        return int(number[1])
    raise Wrong(
        "value/weight",
        f"The weight {shown(written)} is not a whole number from 1 to 100." if written else "The weight is missing.",
        _weight_advice(written),
    )


def _weight_advice(written: str) -> str:
    general = "Write how much the article is about this topic, in percent: a whole number from 1 to 100."
    decimal = re.fullmatch(r"([0-9]*)[.,]([0-9]+) ?%?", written)
    if not decimal:
        return general
    whole, fraction = int(decimal[1] or 0), decimal[2].rstrip("0")
    if 1 <= whole <= 100 and not fraction and "," not in written:
        return f"Write {whole}."
    if whole == 0 and 1 <= len(fraction) <= 2 and "%" not in written:
        return f"Write {int(fraction.ljust(2, '0'))}: weights are percentages from 1 to 100."
    return general


def boolean(value: str) -> bool:
    """Read true or false, as YAML 1.2's core schema spells them."""
    if value in {"true", "True", "TRUE"}:
        return True
    if value in {"false", "False", "FALSE"}:
        return False
    meant = {
        "yes": "true",
        "on": "true",
        "y": "true",
        "1": "true",
        "no": "false",
        "off": "false",
        "n": "false",
        "0": "false",
    }
    advice = f"Write {meant[value.casefold()]}." if value.casefold() in meant else "Write true or false."
    raise Wrong("value/boolean", f"{shown(value)} is neither true nor false.", advice)


def number(value: str, lowest: int, highest: int) -> int:
    """Read a whole number within bounds."""
    if re.fullmatch(r"[0-9]{1,9}", value) and lowest <= int(value) <= highest:
        return int(value)
    raise Wrong(
        "value/number",
        f"{shown(value)} is not a whole number from {lowest} to {highest}.",
        f"Write a whole number from {lowest} to {highest}.",
    )


def choice(value: str, choices: Iterable[str]) -> str:
    """Check that a value is one of a few words."""
    known = sorted(choices)
    if value in known:
        return value
    advice = f"{did_you_mean(value, known)} Write {' or '.join(known)}.".lstrip()
    raise Wrong("value/choice", f"{shown(value)} is none of the values that this key can have.", advice)


ISO_DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    r" ?(?P<zone>[Zz]|(?P<sign>[+-])(?P<zone_hours>[0-9]{2}):?(?P<zone_minutes>[0-9]{2}))?)?"
)
"""RFC 3339, 5.6, and ISO 8601-1:2019, 5.4.2.1, in the extended format, with a space allowed for the T."""

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SHORT_MONTHS: Final = tuple(each[:3].casefold() for each in MONTHS)


def moment(value: str) -> str:
    """Read a date or date-time and write it in one form; the zone stays absent where none is given."""
    written = folded(value)
    parts = ISO_DATE.fullmatch(written)
    if parts is None:
        raise _not_a_date(written)
    day = _checked_day(written, int(parts["year"]), int(parts["month"]), int(parts["day"]))
    if parts["hour"] is None:
        return day
    return day + _checked_time(written, day, parts) + _checked_zone(written, parts)


def _checked_day(written: str, year: int, month: int, day: int) -> str:
    if year < 1000:
        raise Wrong(
            "value/date",
            f"The year of {shown(written)} lies before 1000.",
            "Write the year with four digits.",
        )
    if not 1 <= month <= 12:
        raise Wrong(
            "value/date",
            f"There is no month {month:02} in {shown(written)}.",
            "Write the year, the month (01 to 12) and the day, such as 2026-01-28.",
        )
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise Wrong(
            "value/date",
            f"There is no day {day:02} in the month of {shown(written)}.",
            f"The days of {year}-{month:02} are 01 to {last}.",
        )
    return f"{year:04}-{month:02}-{day:02}"


def _checked_time(written: str, day: str, parts: re.Match[str]) -> str:
    hour, minute, second = int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise Wrong(
            "value/date",
            f"There is no such time of day as in {shown(written)}.",
            "Times run from 00:00:00 to 23:59:59.",
        )
    time = f"T{hour:02}:{minute:02}:{second:02}"
    if (parts["fraction"] or "").strip("0"):
        raise Wrong(
            "value/date",
            f"{shown(written)} holds fractions of a second.",
            f"Write whole seconds: {day}{time}{parts['zone'] or ''}",
        )
    return time


def _checked_zone(written: str, parts: re.Match[str]) -> str:
    if parts["zone"] is None:
        return ""
    if parts["sign"] is None:
        return "+00:00"
    hours, minutes = int(parts["zone_hours"]), int(parts["zone_minutes"])
    if hours * 60 + minutes > 14 * 60 or minutes > 59:
        raise Wrong(
            "value/date",
            f"There is no such time zone as in {shown(written)}.",
            "Write the distance from UTC as +hours:minutes, such as +01:00, or Z for UTC.",
        )
    sign = parts["sign"] if hours or minutes else "+"
    return f"{sign}{hours:02}:{minutes:02}"


def _not_a_date(written: str) -> Wrong:
    """Show the date in the right form, or both dates where two can be meant."""
    days = _days_meant(written)
    form = "2026-01-28T14:30:00Z" if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.", written) else "2026-01-28"
    message = f"{shown(written)} is not a date of the form {form}"
    if len(days) > 1:
        message += f"; it may be {' or '.join(map(_in_words, days))}"
        advice = f"Write {' or '.join(days)}."
    elif days:
        advice = _date_advice(written, days[0])
    else:
        advice = "Write year, month and day, and the time if it matters: 2026-01-28 or 2026-01-28T14:30:00Z."
    return Wrong("value/date", f"{message}.", advice)


def _in_words(day: str) -> str:
    return f"{int(day[8:])} {MONTHS[int(day[5:7]) - 1]}"


def _date_advice(written: str, day: str) -> str:
    rest = ISO_DAY.sub("", written)
    if rest != written and not TIME.fullmatch(rest):
        # The time was not understood: advice that drops it, or takes it for another, would end an embargo early.
        return f"Write {day}, or with the time and its zone {day}T14:30:00Z or {day}T14:30:00-05:00."
    if ":" not in written:
        has_hour = re.search(r"[0-9] ?[AaPp]\.?[Mm]\b", written)
        return f"Write {day}, or with the time {day}T14:30:00Z." if has_hour else f"Write {day}."
    time = TIME.search(written)
    if not time or (time["half"] and not 1 <= int(time["hour"]) <= 12):
        return f"Write {day}, or with the time {day}T14:30:00Z."
    hour = int(time["hour"]) % 12 + 12 * (time["half"] in "Pp") if time["half"] else int(time["hour"])
    zone = "Z" if time["zone"] in ("Z", "GMT", "UTC") else time["zone"] or ""
    return f"Write {day}T{hour:02}:{time['minute']}:{time['second'] or '00'}{zone}."


ISO_DAY: Final = re.compile(r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt ,]*(?=.)")
TIME: Final = re.compile(
    r"(?<![0-9:])(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?"
    r" ?(?:(?P<half>[AaPp])\.?[Mm]\.?)? ?(?P<zone>Z|GMT|UTC|[+-][0-9]{2}:?[0-9]{2})?$"
)


def _days_meant(written: str) -> tuple[str, ...]:
    numbers = re.match(r"([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})(?![0-9])", written)
    if numbers:
        return _days_of_numbers(int(numbers[1]), int(numbers[3]), int(numbers[4]), numbers[2])
    compact = re.match(r"([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])", written)
    if compact:
        return _day_if_any(int(compact[1]), int(compact[2]), int(compact[3]))
    month = re.search(rf"\b({'|'.join(SHORT_MONTHS)})[a-z]*\b", written, re.IGNORECASE)
    day = re.search(r"(?<![0-9:])([0-9]{1,2})(?:st|nd|rd|th)?(?![0-9:])", written)
    year = re.search(r"(?<![0-9+-])([0-9]{4})(?![0-9])", written)
    if month and day and year:
        return _day_if_any(int(year[1]), SHORT_MONTHS.index(month[1].casefold()) + 1, int(day[1]))
    return ()


def _days_of_numbers(first: int, second: int, third: int, between: str) -> tuple[str, ...]:
    """Read three numbers: the year stands first, or points say that the day does, or there may be two ways to."""
    if first >= 1000:
        return _day_if_any(first, second, third)
    day_first, month_first = _day_if_any(third, second, first), _day_if_any(third, first, second)
    if between == "." or day_first == month_first:
        return day_first
    return day_first + month_first


def _day_if_any(year: int, month: int, day: int) -> tuple[str, ...]:
    exists = 1000 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return (f"{year:04}-{month:02}-{day:02}",) if exists else ()


LANGUAGE: Final = re.compile(
    r"(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3})(?:-(?P<script>[A-Za-z]{4}))?"
    r"(?:-(?P<region>[A-Za-z]{2}|[0-9]{3}))?(?P<rest>(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?)"
)
"""RFC 5646, 2.1, without the grandfathered tags and the languages of four letters or more."""


def language(value: str) -> str:
    """Check the shape of a BCP 47 language tag and write it in its usual case (RFC 5646, 2.1.1)."""
    parts = LANGUAGE.fullmatch(value)
    if parts is None:
        with_hyphens = value.replace("_", "-").partition(".")[0]
        meant = f"Write {language(with_hyphens)}." if LANGUAGE.fullmatch(with_hyphens) else ""
        raise Wrong(
            "value/language",
            f"{shown(value)} is not a language tag.",
            meant or "Write the language's code, such as en, ar, pt-BR or zh-Hant.",
        )
    script, region = (parts["script"] or "").title(), (parts["region"] or "").upper()
    return "-".join(filter(None, (parts["language"].lower(), script, region))) + parts["rest"].lower()


def url(value: str) -> str:
    """Check an absolute http or https address."""
    if re.search(r'[\s<>"\\^`{|}]', value):
        raise Wrong("value/url", f"{shown(value)} holds characters that no address has.", "Copy the address again.")
    if len(value) > LONGEST_URL:
        raise Wrong(
            "value/url",
            f"The address {shown(value)} is too long.",
            f"Shorten it to {LONGEST_URL} characters.",
        )
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Wrong("value/url", f"{shown(value)} is not an address.", "Copy the address again.") from None
    if parts.scheme not in {"http", "https"} or not host:
        bare = re.fullmatch(r"/{0,2}((?:[\w-]+\.)+[\w-]{2,}(?:[/?#].*)?)", value)
        advice = f"Write https://{bare[1]}" if bare else "Write the whole address, beginning with https://"
        raise Wrong("value/url", f"{shown(value)} is not a web address.", advice)
    if "@" in parts.netloc:
        raise Wrong(
            "value/url",
            f"{shown(value)} holds a user name.",
            "Delete what stands before the “@”, and the “@”.",
        )
    return value


def slug(value: str) -> str:
    """Check the last part of an address: letters and digits of any script, “-”, “_”, “.” and “~”; as NFC."""
    written = normalize("NFC", value)
    if not all(_is_of_slug(each) for each in written) or not written:
        fault = "holds characters that do not belong in an address"
    elif written.startswith(".") or written.endswith("."):
        fault = "begins or ends with a full stop"
    elif len(written.encode()) > LONGEST_SLUG:
        fault = "is too long for an address"
    else:
        return written
    from slugify import slugify

    meant = slugify(written, max_length=80, word_boundary=True)
    advice = f"Write {meant}" if meant else "Write words of letters and digits with hyphens between them."
    raise Wrong("value/slug", f"{shown(written)} {fault}.", advice)


def _is_of_slug(character: str) -> bool:
    return character in "-_.~" or category(character)[0] in "LM" or category(character) == "Nd"


def old_address(value: str) -> str:
    """Check a path on this site that is to lead to the new address; in form NFC."""
    written = normalize("NFC", value)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", written):
        path = _path_of(written)
        advice = f"Write only the path: {path}" if path else "Write only the path, beginning with “/”."
        raise Wrong("value/path", f"{shown(written)} is a whole address.", advice)
    if not written.startswith("/"):
        raise Wrong("value/path", f"{shown(written)} does not begin with “/”.", f"Write /{written}")
    fault = _path_fault(written)
    if fault:
        advice = "Write the path of an old address, such as /2024/05/old-story/."
        raise Wrong("value/path", f"{shown(written)} {fault}.", advice)
    return written


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _path_fault(path: str) -> str:
    read = unquote(path)
    parts = path.removeprefix("/").removesuffix("/").split("/")
    read_parts = read.removeprefix("/").removesuffix("/").split("/")
    if any(each in "?#\\" or not each.isprintable() for each in path) or any(
        each == "\\" or not each.isprintable() for each in read
    ):
        return "holds characters that do not belong in a path"
    if len(read_parts) != len(parts):
        return "holds an encoded “/”"
    if "" in parts:
        return "holds nothing between two “/”" if len(parts) > 1 else "is the front page"
    if any(each.startswith(".") for each in read_parts):
        return "has a part that begins with a full stop"
    if len(path.encode()) > LONGEST_PATH or any(len(each.encode()) > LONGEST_SLUG for each in parts):
        return "is too long"
    return ""


def picture(value: str) -> str:
    """Check a path to a picture, as from the site (/media/…) or the article (../media/…), or an address."""
    if value.startswith("https://"):
        return url(value)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", value):
        advice = "Write https:// if the picture can be had so; else put it into the media folder."
        raise Wrong("value/picture", f"{shown(value)} is not an https address.", advice)
    if not value or any(each in '?#\\<>"' or not each.isprintable() for each in value):
        advice = "Write the path of the picture's file, such as /media/2026/harbour.jpg."
        raise Wrong("value/picture", f"{shown(value)} is not the path of a file.", advice)
    if value.startswith("/") and not value.startswith("/media/"):
        advice = "Pictures lie in the media folder: write /media/ and the file's path in it."
        raise Wrong("value/picture", f"{shown(value)} does not begin with /media/.", advice)
    if value.startswith("/") and any(each in {"", ".", ".."} for each in value[1:].split("/")):
        raise Wrong(
            "value/picture",
            f"{shown(value)} is not the path of a file.",
            "Write the path without “.” or “..”.",
        )
    return value


def email(value: str) -> str:
    """Check that a text looks like an e-mail address."""
    if re.fullmatch(r"[^\s@<>\"',;:]+@[^\s@<>\"',;:]+\.[^\s@<>\"',;:.]+", value):
        return value
    raise Wrong("value/email", f"{shown(value)} is not an e-mail address.", "Write it as name@example.org.")


def silenced_code(value: str) -> str:
    """Check the code of a problem that is to be silenced: there is one, and it is a warning."""
    written = value.strip()
    severity = CODES.get(written)
    if severity is None:
        advice = did_you_mean(written, (each for each in CODES if CODES[each] == "warning"))
        raise Wrong(
            "ignore/unknown-code", f"There is no problem with the code {shown(written)}.",
            advice or "Write the code as it stands in brackets after the warning.",
        )  # fmt: skip
    if severity == "error":
        raise Wrong("ignore/is-an-error", f"{shown(written)} is an error, which cannot be silenced.", "Mend it.")
    if written.startswith("ignore/"):
        raise Wrong("ignore/unknown-code", f"{shown(written)} cannot be silenced.", "Take the line out.")
    return written


def reason(value: str) -> str:
    """Check why a warning is silenced."""
    if not value.strip():
        advice = "Write after the colon why it is all right: whoever reads this later cannot ask you."
        raise Wrong("ignore/no-reason", "A warning is to be silenced, and no reason is given.", advice)
    return line_of_text(value)


def ignored_place(value: str) -> str:
    """Check where warnings are to be silenced: a file of the site, or a folder, whose name ends in “/”."""
    written = normalize("NFC", value.strip())
    if not written.startswith(("content/", "templates/")) or ".." in written.split("/"):
        raise Wrong(
            "value/path", f"{shown(written)} is no file or folder of the site.",
            "Write the path as the warning shows it, such as content/media/press/.",
        )  # fmt: skip
    return written


def host(value: str) -> str:
    """Check the name of a host, as GitHub Pages takes it in CNAME (RFC 1123, 2.1)."""
    written = value.lower()
    if len(written) <= 253 and re.fullmatch(
        r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", written
    ):
        return written
    address = re.match(r"https?://([a-z0-9.-]+)", written)
    advice = f"Write {address[1]}" if address else "Write the name alone, such as news.example.org."
    raise Wrong("settings/cname", f"{shown(value)} is not the name of a host.", advice)


def permalink(value: str) -> str:
    """Check the pattern of articles' addresses: a path with {slug}; {year}, {month} and {day} if wanted."""
    unknown = [each for each in re.findall(r"\{(.*?)\}", value) if each not in PLACEHOLDERS]
    if unknown:
        fault = f"holds {shown('{' + unknown[0] + '}')}, which stands for nothing"
    elif "{slug}" not in value:
        fault = "does not hold {slug}"
    elif not (value.startswith("/") and value.endswith("/")):
        fault = "does not begin and end with “/”"
    elif not all(PERMALINK_PART.fullmatch(each) for each in value[1:-1].split("/")):
        fault = "has a part that cannot stand in an address"
    else:
        return value
    advice = "Write a path such as /{year}/{month}/{slug}/. There are {year}, {month}, {day} and {slug}."
    raise Wrong("settings/permalink", f"{shown(value)} {fault}.", advice)


PLACEHOLDERS: Final = frozenset({"year", "month", "day", "slug"})
PERMALINK_PART: Final = re.compile(
    r"(?:[A-Za-z0-9_~-]|\{(?:year|month|day|slug)\})(?:[A-Za-z0-9_.~-]|\{(?:year|month|day|slug)\})*"
)


def time_zone(value: str) -> str:
    """Check the name of a time zone of the IANA database, as the tzdata package has it on every machine."""
    if value == "UTC":
        return value
    known = time_zones()
    if value in known:
        return value
    in_lower_case = {each.casefold(): each for each in known}
    meant = in_lower_case.get(value.casefold().replace(" ", "_"))
    advice = f"Did you mean {shown(meant)}?" if meant else _zone_advice(value, known)
    raise Wrong("settings/time-zone", f"{shown(value)} is not a time zone.", advice)


def _zone_advice(value: str, known: frozenset[str]) -> str:
    city = value.casefold().replace(" ", "_")
    meant = next((each for each in sorted(known) if each.casefold().endswith(f"/{city}")), "")
    near = f"Did you mean {shown(meant)}?" if meant else did_you_mean(value, known)
    return near or "Write a name of the IANA list, such as Europe/Berlin or UTC."


def time_zones() -> frozenset[str]:
    """Return the names of the time zones of the IANA database."""
    from importlib.resources import files

    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split())


def site_address(value: str) -> str:
    """Check the address of the site itself, and write it without a “/” at its end."""
    address = url(value)
    if "?" in address or "#" in address:
        raise Wrong("value/url", f"{shown(value)} holds “?” or “#”.", f"Write {re.split('[?#]', address)[0]}")
    return address.rstrip("/")


def menu_address(value: str) -> str:
    """Check where an entry of the menu leads: a path on this site or a whole address."""
    if not value.startswith("/") or value.startswith("//"):
        return url(value)
    if re.search(r'[\s<>"\\]', value):
        raise Wrong(
            "value/url",
            f"{shown(value)} holds characters that no address has.",
            "Write a path such as /about/.",
        )
    return value


def former_address(value: str) -> str:
    """Check a former slug or path of a topic."""
    return old_address(value) if value.startswith("/") else slug(value)
