"""Values of the wrong type or none of the accepted words, names that stand twice, and settings that nobody reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wizard.dialects.located import Located
from wizard.finding import Status
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.role import Role, role_of


def judge_port(bench: Bench) -> Iterator[Flaw]:
    """A port that is none."""
    part = bench.meaning.part(Role.PORT)
    if part is None or part.one is None or part.value is None or part.value == "":
        return
    if bench.meaning.port is None:
        digits = part.value.strip().strip("\"'")
        settings = (
            ((part.one.name, int(digits)),) if digits.isascii() and digits.isdigit() and 0 < int(digits[:6]) < 65536 else ()
        )
        yield bench.flaw(
            "invalid-setting-value", part, f"{part.value} is no port: a whole number from 1 to 65535.", settings=settings
        )


def judge_choice(bench: Bench, one: Located, accepted: Collection[str], consequence: str, *, meant: str = "") -> Flaw:
    """A word that is none of the accepted ones. `meant`: the right one, where that is plain."""
    words = " · ".join(accepted)
    value = one.value or ""
    right = meant or next((word for word in accepted if word.lower() == value.strip().lower()), "")
    return bench.flaw(
        "invalid-setting-value",
        one,
        f"{value} is not one of {words}: {consequence}",
        f"Write {right}." if right else f"Write one of {words}.",
        settings=((one.name, right),) if right else (),
        safe=bool(right),
    )


def judge_duplicates(bench: Bench, consequence: str) -> Iterator[Flaw]:
    """Settings that stand twice; the key is told at the later one."""
    first: dict[str, Located] = {}
    for one in bench.found.settings:
        if one.spelt == "ZULIP_CUSTOM_SETTINGS":
            continue
        name = one.name if bench.found.format != "ini" else one.key
        earlier = first.get(name)
        if earlier is not None and _is_ours(bench, one):
            why = f"{one.name} stands in line {earlier.line} and again in line {one.line}: {consequence}"
            yield bench.flaw("duplicate-key", one, why, f"Delete the one that is not meant, probably line {earlier.line}.")
        first.setdefault(name, one)


def judge_ignored(bench: Bench, *, cause: str = "setting-ignored-by-app") -> Iterator[Flaw]:
    """Settings that look right and are read by nobody."""
    for one in bench.found.settings:
        known = bench.keys.get(one.key)
        if known is None or not known.ignored_because or one.ignored:
            continue
        reason = known.ignored_because
        yield bench.flaw(
            cause, one, f"{reason[:1].upper()}{reason[1:]}.", remove=True, status=Status.WARN if not known.secret else Status.FAIL
        )


def _is_ours(bench: Bench, one: Located) -> bool:
    return one.key in bench.keys or role_of(one.key) is not None
