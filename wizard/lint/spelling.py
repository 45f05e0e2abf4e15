"""Names that nearly are names of the app: typing mistakes, other capitals, another app's word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wizard.app import Key
from wizard.dialects.located import Located
from wizard.finding import Status
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.found import Found
from wizard.lint.role import NAMES, Role, role_of

_SHORT = 6
"""Letters up to which one mistake is allowed; longer names may have two."""
_FARTHEST = 2


def distance(a: str, b: str, limit: int) -> int:
    """Letters to change, add, drop or swap with their neighbour to make one of the other; `limit` + 1 = more than `limit`."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant; empty where none is near, or two are equally near."""
    wanted = _bare(name)
    limit = 1 if len(wanted) <= _SHORT else _FARTHEST
    ranked = sorted((distance(wanted, _bare(each), limit), each) for each in known)
    close = [(far, each) for far, each in ranked if far <= limit]
    if not close or (len(close) > 1 and close[0][0] == close[1][0]):
        return ""
    return close[0][1]


def role_near(name: str, shortest: int = _SHORT + 1) -> Role | None:
    """The part of a mail setup whose name, of any app, this one nearly is; None for a short name, and where two are as near."""
    if len(name) < shortest:
        return None
    far = {role: min(distance(_bare(name), each, _FARTHEST) for each in names) for role, names in NAMES.items()}
    close = [role for role, each in far.items() if each == min(far.values()) and each <= _FARTHEST]
    return close[0] if len(close) == 1 else None


def _bare(name: str) -> str:
    return name.upper().replace("-", "_").replace(".", "_").replace("__", "_")


def judge(
    bench: Bench,
    names: Mapping[Role, str],
    *,
    others: frozenset[str] = frozenset(),
    prefix: str = "",
    prefixed: frozenset[str] = frozenset(),
    is_strict: bool = False,
) -> Iterator[Flaw]:
    """Names that the app does not read. `names`: its own name for each part; `others`: names that are no mail settings but real.

    `prefix`: what the names in `prefixed` begin with in this file; `is_strict`: whether every unknown name is a mistake.
    """
    known = known_names(bench)
    for one in bench.found.settings:
        if one.ignored and one.key in known:
            why = f"Without {prefix} before its name nobody reads it here."
            yield _misspelt(bench, one, f"{prefix}{one.key}", why)
            continue
        if one.ignored or one.key in others or _is_known(bench, one):
            continue
        meant = stand_in(one.key, known, names)
        if meant:
            whole = f"{prefix}{meant}" if meant in prefixed else meant
            yield _misspelt(bench, one, whole, f"The app reads no {one.name}, and says nothing about it.", role_of(one.key))
        elif is_strict:
            why = f"The app knows no {one.name} here, and says nothing about it."
            yield bench.flaw("misspelt-config-key", one, why, "Look for its right name, or delete it.", status=Status.WARN)


def known_names(bench: Bench) -> tuple[str, ...]:
    """The names that the app really reads."""
    return tuple(name for name, key in bench.keys.items() if not key.ignored_because)


def _is_known(bench: Bench, one: Located) -> bool:
    """Known names, and names that are known to be ignored for a reason of their own."""
    return one.key in bench.keys


def _misspelt(bench: Bench, one: Located, meant: str, why: str, role: Role | None = None) -> Flaw:
    is_taken = bench.sheet.entry(meant) is not None
    if role in (Role.TLS, Role.DRIVER):
        # Another app's word for the encryption comes with another app's values.
        fix = f"Set {meant} instead, with one of its own values, and delete this one."
        return bench.flaw("misspelt-config-key", one, why, fix)
    fix = f"{meant} is set too: delete this one." if is_taken else f"Did you mean {meant}? Rename it."
    return bench.flaw("misspelt-config-key", one, why, fix, rename="" if is_taken else meant, safe=not is_taken)


def stand_in(name: str, known: Iterable[str], names: Mapping[Role, str]) -> str:
    """What somebody meant who wrote this name; empty = probably nothing of ours."""
    known = tuple(known)
    same = next((each for each in known if _bare(each) == _bare(name)), "")
    if name in known or same:
        return same if same != name else ""
    # Another app's own word is no typing mistake: SMTP_PASS is not SMTP_PORT with two letters wrong.
    role = role_of(name)
    if role is not None:
        return names.get(role, "")
    near = nearest(name, known)
    if near:
        return near
    role = role_near(name)
    return names.get(role, "") if role is not None else ""


def stand_ins(found: Found, keys: Iterable[Key], names: Mapping[Role, str]) -> frozenset[str]:
    """The settings that somebody tried to make under another name: missing here, but not forgotten."""
    rows = {key.name: key for key in keys}
    known = tuple(name for name, key in rows.items() if not key.ignored_because)
    meant = {stand_in(one.key, known, names) for one in found.settings if one.key not in rows}
    return frozenset(meant | {one.key for one in found.settings if one.ignored}) - {""}
