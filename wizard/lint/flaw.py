"""One mistake in a settings file, and the bench at which rules find them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from wizard.app import Key
from wizard.catalogue import cause as load_cause
from wizard.dialects.located import Located
from wizard.dialects.sheet import Edit, Sheet, Value, apply, line_end, line_start
from wizard.errors import FileError, Unrepresentable
from wizard.finding import Fix, Status
from wizard.lint import quoting
from wizard.lint.found import Found
from wizard.lint.meaning import Meaning, Part
from wizard.lint.quoting import HIDDEN
from wizard.lint.secrecy import is_secret_name
from wizard.provider import Provider
from wizard.text import printable


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about a file beside its text."""

    is_tracked: bool = False
    """Whether it lies in a git repository that does not ignore it."""
    is_world_readable: bool = False
    """Whether every account of the machine can read it."""
    sibling: frozenset[str] = frozenset()
    """Variables that the `.env` beside it sets."""
    companions: tuple[Found, ...] = ()
    """Other files of the same app that were given together with it."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A mistake. All texts are for people, printable, and without a secret in them."""

    cause: str
    status: Status
    title: str
    why: str
    fix: Fix
    key: str | None = None
    line: int | None = None
    suggestion: str | None = None
    """The line or lines as they should be."""
    edits: tuple[Edit, ...] = field(default=(), repr=False)
    """What would mend it in the file."""
    is_safe: bool = False
    """Whether the edits can be made without asking what was meant."""

    @property
    def place(self) -> str:
        """Where it is, for the head of a line: `line 3 SMTP_HOST: `; empty where it is the file's."""
        parts = " ".join(part for part in (f"line {self.line}" if self.line else "", self.key or "") if part)
        return f"{parts}: " if parts else ""


class Bench:
    """One file on its way through the rules: what was found, what it means, and how to say what is wrong."""

    def __init__(
        self,
        found: Found,
        meaning: Meaning,
        keys: tuple[Key, ...],
        provider: Provider | None,
        around: Surroundings | None = None,
    ) -> None:
        self.found = found
        self.meaning = meaning
        self.keys = {key.name: key for key in keys}
        self.provider = provider
        self.around = around or Surroundings()

    @property
    def sheet(self) -> Sheet:
        if self.found.sheet is None:
            raise FileError("this file can only be read")
        return self.found.sheet

    def sheet_value(self, one: Located) -> str:
        """The value alone as it is written, quotes and all."""
        from wizard.dialects.sheet.compose import ComposeSheet

        return self.sheet.raw_value(one) if isinstance(self.sheet, ComposeSheet) else one.raw

    def is_secret(self, key: str) -> bool:
        known = self.keys.get(key)
        return known.secret if known is not None else is_secret_name(key)

    def flaw(
        self,
        cause: str,
        where: Located | Part | str | None,
        why: str,
        fix: str = "",
        *,
        status: Status = Status.FAIL,
        settings: Collection[tuple[str, Value]] = (),
        rename: str = "",
        remove: bool = False,
        safe: bool = False,
        title: str = "",
        key: str = "",
    ) -> Flaw:
        """A mistake at a setting. `settings`: what to set instead; `rename`, `remove`: what to do with the setting itself."""
        known = load_cause(cause)
        one = where.one if isinstance(where, Part) else where if isinstance(where, Located) else None
        name = key or (one.name if one else where.key if isinstance(where, Part) else where if isinstance(where, str) else "")
        edits, suggestion = self._mend(one, settings, rename, remove)
        return Flaw(
            cause,
            status,
            printable(title or known.title),
            printable(why, 1000),
            Fix(printable(fix or known.fix.text, 1000)),
            printable(name) if name else None,
            one.line if one else self._commented(name),
            suggestion,
            tuple(edits),
            safe and bool(edits),
        )

    def _mend(
        self, one: Located | None, settings: Collection[tuple[str, Value]], rename: str, remove: bool
    ) -> tuple[list[Edit], str | None]:
        """The edits, and the lines that come out of them. A file that can't be edited still gets its lines."""
        lines: list[str] = []
        edits: list[Edit] = []
        try:
            if one is not None and rename:
                lines.append(self._renamed(one, rename))
                edits.append(self.sheet.rename(one, rename))
            if one is not None and remove:
                edits.append(self.sheet.remove(one))
            for name, value in settings:
                made, line = self._set(name, value)
                edits += made
                lines += [line] if line else []
        except (FileError, Unrepresentable):
            edits = []
        return edits, "\n".join(printable(line, 2000) for line in lines) or None

    def _set(self, name: str, value: Value) -> tuple[list[Edit], str]:
        one = self.sheet.entry(name)
        if value is None and self.found.format != "json":
            return ([self.sheet.remove(one)] if one else []), ""
        raw = self.spelling(name, value)
        shown = self.sheet.line(name, quoting.hidden(self.sheet, raw) if self.is_secret(name) else raw)
        return (
            [self.sheet.set(one, raw)] if one else self.sheet.add([(name, raw)], [each.name for each in self.sheet.entries])
        ), shown

    def spelling(self, name: str, value: Value) -> str:
        """How a setting's value is to be written in this file. Raises FileError, Unrepresentable."""
        one = self.sheet.entry(name)
        like = one.raw if one else ""
        if isinstance(value, str) and self.is_secret(name):
            return quoting.write(self.sheet, value, like)
        return self.sheet.write(value, like)

    def _renamed(self, one: Located, name: str) -> str:
        if self.is_secret(one.key) or self.is_secret(name) or is_secret_name(one.name):
            return self.sheet.line(name, self.sheet.write(HIDDEN))
        start = line_start(self.sheet.text, one.line)
        end = line_end(self.sheet.text, start)
        edit = self.sheet.rename(one, name)
        return apply(self.sheet.text[:end], [edit])[start:].strip()

    def _commented(self, name: str) -> int | None:
        """The line in which a setting that is not set stands as a comment."""
        sheet = self.found.sheet
        below = sheet.commented(name) if sheet is not None and name else None
        if sheet is None or below is None:
            return None
        return (
            sheet.text.count("\n", 0, below)
            if below < len(sheet.text) or sheet.text.endswith("\n")
            else sheet.text.count("\n") + 1
        )


def distinct(flaws: Iterable[Flaw]) -> tuple[Flaw, ...]:
    """Each cause once a setting, in the file's order; those without a line last."""
    seen: dict[tuple[str, str | None, int | None], Flaw] = {}
    for flaw in flaws:
        seen.setdefault((flaw.cause, flaw.key, flaw.line), flaw)
    return tuple(sorted(seen.values(), key=lambda flaw: flaw.line or 1 << 30))
