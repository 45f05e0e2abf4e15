"""Values that reach the app changed, because the file's reader takes some of their characters for its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.dialects.located import Located
from wizard.dialects.sheet import line_end
from wizard.dialects.sheet.compose import ComposeSheet
from wizard.dialects.sheet.lines import EnvSheet, value_in
from wizard.errors import FileError, Unrepresentable
from wizard.finding import Status
from wizard.lint import quoting
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.reference import has_reference, is_reference

_QUOTES = ("'", '"', "`")
_READER = {"compose": "Docker Compose", "docker-run": "docker run", "node": "Node's dotenv", "python": "python-dotenv"}
_JUDGED_ELSEWHERE = ("FROM_NAME", "_HOST", "FROM_EMAIL", "FROM_ADDRESS")
"""A display name may hold quotes of its own; in a host or an address they are a mistake by another name."""
_DOTENV_VARIABLE = re.compile(r"\$\{[^}:]*(?::-[^}]*)?\}")
"""As python-dotenv knows it; without its closing brace it is text."""
_STICKY = re.compile(r"[ \t]+#(?=\S)")
"""A # behind a blank and straight before a word: a comment to the reader, part of the password to whoever wrote it."""


def judge(bench: Bench) -> Iterator[Flaw]:
    """Every setting of the app's own whose text is not what its reader makes of it."""
    for one in bench.found.settings:
        known = bench.keys.get(one.key)
        if known is None or known.ignored_because or one.ignored or not one.raw:
            continue
        problem, meant = _changed(bench, one)
        if problem:
            yield _flaw(bench, one, problem, meant)
        elif one.value and one.value != one.value.strip() and not problem:
            yield _edge(bench, one)


def _changed(bench: Bench, one: Located) -> tuple[str, str | None]:
    """What the reader does to the value, and the value that was probably meant (None = can't be told)."""
    sheet = bench.sheet
    if isinstance(sheet, ComposeSheet):
        return _compose(sheet, one)
    if isinstance(sheet, EnvSheet):
        return _env(bench, sheet, one)
    if bench.found.format == "ini":
        return _ini(one)
    if bench.found.format == "yaml":
        rest = _rest(bench, one)
        if one.raw[:1] not in _QUOTES and _STICKY.match(rest):
            return "YAML takes everything from the # on for a comment.", f"{one.raw}{rest}".rstrip()
    return "", None


def _rest(bench: Bench, one: Located) -> str:
    """What stands behind the value in its line."""
    try:
        end = bench.sheet.span(one)[1]
    except FileError:
        return ""
    return bench.sheet.text[end : line_end(bench.sheet.text, end)]


def _compose(sheet: ComposeSheet, one: Located) -> tuple[str, str | None]:
    raw = sheet.raw_value(one)
    quote = raw[:1] if raw[:1] in ("'", '"') else ""
    inner = raw.removeprefix(quote).removesuffix(quote) if quote else raw
    if has_reference(inner) and not is_reference(inner) and "${" not in inner:
        return "Docker Compose puts a variable in for $ and the word behind it, whatever the quotes.", inner.replace("$$", "$")
    if has_reference(inner):
        return "", None
    if not quote and not sheet.is_list and one.value is not None and one.value != inner.replace("$$", "$") and _is_number(inner):
        return f"Without quotes YAML takes {_kind(inner)} from it, and the app gets another text.", inner
    try:
        end = sheet.span(one)[1]
    except FileError:
        return "", None
    rest = sheet.text[end : line_end(sheet.text, end)]
    if not quote and one.raw[:1] not in ("'", '"') and _STICKY.match(rest):
        return "YAML takes everything from the # on for a comment.", f"{inner}{rest}".rstrip()
    return "", None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[0-9][0-9_.eExXoObBa-fA-F+-]*", text) is not None


def _kind(text: str) -> str:
    return "a number" if _is_number(text) else "something else"


def _env(bench: Bench, sheet: EnvSheet, one: Located) -> tuple[str, str | None]:
    rest = _rest(bench, one)
    reader = _READER[sheet.reader]
    raw = one.raw
    quote = raw[:1] if len(raw) > 1 and raw[:1] in _QUOTES and raw[-1:] == raw[:1] else ""
    inner = raw[1:-1] if quote else raw
    if sheet.reader == "docker-run":
        if quote and not one.key.endswith(_JUDGED_ELSEWHERE):
            return "docker run takes quotes for part of the value.", inner
        return "", None
    if not quote and (_STICKY.match(rest) or (sheet.reader == "node" and rest[:1] == "#")):
        return f"{reader} takes everything from the # on for a comment.", f"{raw}{rest}".rstrip()
    if sheet.reader != "docker-run" and is_reference(inner):
        return "", None
    if _is_expanded(sheet.reader, quote, inner):
        return f"{reader} puts a variable in for $ and the word behind it.", inner
    is_open = not bench.found.is_reader_certain and bench.found.kind == "docmost"
    if is_open and not quote and "#" in raw and value_in("node", raw) != one.value:
        return "Outside a container Docmost takes everything from the # on for a comment.", raw
    return "", None


def _is_expanded(reader: str, quote: str, inner: str) -> bool:
    """Whether a `$` in it is replaced by this reader."""
    if reader == "python":
        return _DOTENV_VARIABLE.search(inner) is not None and "${:-" not in inner
    if reader == "compose":
        return quote != "'" and has_reference(inner) and "${" not in inner
    return has_reference(inner) and "${" not in inner


def _ini(one: Located) -> tuple[str, str | None]:
    value = one.value or ""
    if len(value) > 1 and value[0] == value[-1] and value[0] in ("'", '"'):
        return "In this file nothing is quoted: the quotes are part of the value.", value[1:-1]
    comment = re.search(r"\s[#;]\s+\S.*$", value)
    if comment is not None:
        return "In this file a comment needs a line of its own: this one is part of the value.", value[: comment.start()]
    return "", None


def _flaw(bench: Bench, one: Located, problem: str, meant: str | None) -> Flaw:
    is_secret = bench.is_secret(one.key)
    is_number = "number" in problem
    cause = "special-chars-in-password" if is_secret and not is_number else "invalid-setting-value"
    fix = "" if is_secret and not is_number else "Put the value into quotes that its reader knows."
    if bench.found.format in ("ini",) or "part of the value" in problem:
        fix = "Write the value without quotes, and comments on lines of their own."
    settings = ((one.name, meant),) if meant is not None else ()
    return bench.flaw(cause, one, problem, fix or _typed(bench, one, meant), settings=settings)


def _typed(bench: Bench, one: Located, meant: str | None) -> str:
    """What to type, in words: the corrected line of a secret does not show it."""
    if meant is None:
        return ""
    try:
        advice = quoting.advice(bench.sheet, meant, bench.spelling(one.name, meant))
    except (FileError, Unrepresentable):
        return ""
    return f"Write it as below, with your password for the {quoting.HIDDEN}: {advice}." if advice else ""


def _edge(bench: Bench, one: Located) -> Flaw:
    value = one.value or ""
    why = "A blank or line break at the end is part of the value, and mostly came along with copying."
    return bench.flaw("secret-trailing-newline", one, why, settings=((one.name, value.strip()),), status=Status.WARN)
