"""Takes the wrapping off pasted log lines: colours, time stamps, container names, JSON, escapes and reprs.

Pure text in, pure text out. What is left is what the app or the server said, so that signatures need not know who wrapped it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote_plus

from wizard.diagnosis.explain.endless import pieces
from wizard.diagnosis.explain.heading import heading_of
from wizard.diagnosis.explain.interest import is_request
from wizard.diagnosis.explain.stamp import Stamped, without_stamp

JSON_LONGEST = 65536
"""A record of this size at most is read as one."""
_DEEPEST = 4

_ESC = re.compile(
    r"(?:\x1b|\\x1b|\\u001b|\\033|\\e(?=\[)|#033|\^\[(?=\[)|\u241b)\[[0-9;?:]*[A-Za-z]"  # CSI, also where a logger spelt ESC out
    r"|\x9b[0-9;?]*[A-Za-z]"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[@-_]"
)
_BARE_COLOUR = re.compile(r"\[(?:\d{1,3}(?:;\d{1,3})*)m")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " ", "\u3000": " "})

_HTML = re.compile(r"&(?:lt|gt|quot|amp|apos|nbsp|#0?39|#34|#x27);")
_ESCAPED_LINE = re.compile(r"(?:\\{1,4}r)?\\{1,4}n|\\{1,4}r(?=[\"'\s]|$)|<br\s*/?>|\u2028|\u0085|#012|#015|\^M")
_ESCAPED_QUOTE = re.compile(r"\\{1,3}([\"'/])")
_UNICODE_ESCAPE = re.compile(r"\\{1,2}u(00[2-7][0-9a-fA-F])")
_TURN = re.compile(
    r"\s+(?=(?:>>>?|<<<?|<?--?>?|=>|<=|[CS]:)\s{0,3}(?:(?:EHLO|HELO|MAIL FROM|RCPT TO|DATA|AUTH|STARTTLS|QUIT)\b|[2-5]\d\d[ -]))"
)
"""Where the other side speaks in a dialogue whose line breaks were lost."""
_TURNS = re.compile(r"(?:MAIL FROM|RCPT TO|EHLO|HELO|AUTH|STARTTLS).{0,300}\s(?:<<<?|<-|<=|S:)\s{0,3}[2-5]\d\d[ -]")
_REPR = re.compile(r"(?<!\w)(?!(?<=')[bu]'|(?<=\")[bu]\")[bu](?=['\"])")
"""What a repr puts before a text; between two quotes of a kind it is the text."""
_ESCAPED_BYTES = re.compile(r"(?:\\{1,2}x[89a-fA-F][0-9a-fA-F])+")
"""Letters beyond ASCII as a repr of bytes writes them."""
_QUERY = re.compile(
    r"(?P<key>[?&](?:\w*error\w*|message|msg|reason|detail)=)(?P<value>[^\s&\"'<>]{0,400}(?:%20|\+|%3A)[^\s&\"'<>]{0,1000})",
    re.IGNORECASE,
)
"""An error that a page handed on in its address."""
_CONTROLS = dict.fromkeys({*range(0x80, 0xA0)} - {0x85})


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One line of input: the lines it really holds, and the stamp before them."""

    lines: tuple[str, ...]
    stamp: Stamped
    whole: bool = False
    """Whether it is a structured record with several fields, which belongs to nothing before it."""


def clean(line: str) -> Cleaned:
    """Take the wrapping off one line. Nothing in it can make this raise."""
    text = _INVISIBLE.sub("", _ESC.sub("", line.rstrip("\r\n"))).translate(_QUOTES)
    if "[" in text:
        text = _BARE_COLOUR.sub("", text)
    stamped = without_stamp(text)
    inside = _json_lines(stamped.text)
    if inside is not None and inside:
        held = (part for value in inside for part in _unescaped(without_stamp(value).text))
        return Cleaned(_short(held), replace(stamped, fresh=True), len(inside) > 1)
    return Cleaned(_short(_unescaped(stamped.text)), stamped)


def _short(lines: Iterable[str]) -> tuple[str, ...]:
    """None longer than LONGEST, since patterns are tried at every place of it."""
    return tuple(piece for line in lines for piece in pieces(line))


def _json_lines(text: str) -> list[str] | None:
    """The texts in a line that is a JSON object, as `key: value`; None where it is none."""
    data = _record(text)
    return list(_texts(data, "", 0)) or None if data is not None else None


def is_record(text: str) -> bool:
    """Whether a line is one JSON object, which is read as a whole."""
    return _record(text) is not None


def _record(text: str) -> dict[str, object] | None:
    body = text.strip()
    if not (body.startswith("{") and body.endswith("}") and 8 < len(body) <= JSON_LONGEST and '"' in body):
        return None
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


_WRAPPERS = frozenset(
    {"log", "msg", "message", "text", "event", "line", "stack", "stacktrace", "exception", "traceback", "@message"}
)
_DULL = frozenset(
    {
        *("time", "timestamp", "ts", "@timestamp", "stream", "level", "severity", "loglevel", "logger", "pid", "v", "thread"),
        *("context", "component", "module", "category", "caller", "channel", "application"),
        *("requestid", "request_id", "reqid", "traceid", "trace_id", "spanid", "span_id", "correlationid"),
    }
)
"""What a logger says of itself."""


def _texts(value: object, key: str, depth: int) -> Iterator[str]:
    if isinstance(value, dict) and depth < _DEEPEST:
        for name, inner in value.items():
            yield from _texts(inner, str(name), depth + 1)
    elif isinstance(value, list) and key.lower() in _WRAPPERS and value and all(type(one) is int for one in value):
        yield _bytes_as_text(value)
    elif isinstance(value, list) and depth < _DEEPEST:
        for inner in value[:50]:
            yield from _texts(inner, key, depth + 1)
    elif isinstance(value, str) and value and key.lower() not in _DULL:
        yield value if key.lower() in _WRAPPERS else f"{key}: {value}"
    elif isinstance(value, int | float) and key.lower() not in _DULL:
        yield f"{key}: {value}"


def _bytes_as_text(numbers: list[int]) -> str:
    """A message that journald wrote as a list of bytes, since colours or other controls stand in it."""
    text = bytes(number & 255 for number in numbers).decode("utf-8", "replace")
    return _INVISIBLE.sub("", _ESC.sub("", text)).translate(_QUOTES)


def _unescaped(text: str) -> Iterator[str]:
    """Escapes of JSON, reprs, HTML and loggers undone; one line becomes the lines that it really holds."""
    if "&" in text:
        text = _HTML.sub(lambda found: html.unescape(found.group()), text)
    if "\\" in text or "#0" in text or "^M" in text or "\n" in text or "<br" in text:
        text = _UNICODE_ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text)
        if "\\x" in text:
            text = _INVISIBLE.sub("", _ESCAPED_BYTES.sub(_decoded, text)).translate(_QUOTES)
        text = _ESCAPED_LINE.sub("\n", text)
        text = _ESCAPED_QUOTE.sub(r"\1", text)
        text = text.replace("\\t", " ")
    if "=" in text and _QUERY.search(text):
        text = _INVISIBLE.sub("", _QUERY.sub(lambda found: found["key"] + unquote_plus(found["value"]), text))
    if "b'" in text or 'b"' in text or "u'" in text or 'u"' in text:
        text = _REPR.sub("", text)
    if _TURNS.search(text):
        text = _TURN.sub("\n", text)
    for part in text.split("\n"):
        yield part.replace("\r", " ").replace("\t", " ").rstrip()


def _decoded(found: re.Match[str]) -> str:
    """Escaped bytes as the letters that they are in UTF-8, or as they stood where they are none."""
    try:
        return bytes.fromhex(found.group().replace("\\", "").replace("x", "")).decode("utf-8").translate(_CONTROLS)
    except UnicodeDecodeError:
        return found.group()


_WIDTHS = frozenset({60, 64, 66, 70, 72, 74, 76, 78, 79, 80, 100, 120, 132})
_WRAPPED_MOST = 20_000
_REPLY_LINE = re.compile(r"[2345]\d\d[ -]")


def unfolded(text: str) -> str:
    """A text that an editor broke at a fixed width, in the middle of words, with those breaks taken out.

    It shows in the longest lines: all of one length, a usual width, and going on at the left edge.
    """
    if len(text) > _WRAPPED_MOST or "\n" not in text:
        return text
    lines = text.splitlines()
    width = max(map(len, lines))
    if width not in _WIDTHS:
        return text
    parts: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        # A login in base64 may be as long: what follows is the server's next line, and glued on it would hide the login.
        ends = line.endswith("=") or _REPLY_LINE.match(following) or _begins(following)
        goes_on = len(line) == width and following[:2].strip() != "" and not ends
        parts.append(line if goes_on else line + "\n")
    return "".join(parts)


def _begins(line: str) -> bool:
    """Whether a line is no rest of the line before it."""
    stamped = without_stamp(line)
    return stamped.fresh or stamped.source != "" or heading_of(line) is not None or is_request(line)
