"""A password under a name, or in a file, where Zulip does not look for it."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.apps.zulip.docker import CUSTOM, SECRETS_VARIABLE
from wizard.dialects.located import Located
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.role import Role, role_of
from wizard.lint.spelling import role_near

_OWN = "email_password"
_SHORTEST = 8
"""Letters from which on a mistyped name still tells what was meant."""


def is_password(name: str) -> bool:
    """Whether somebody meant the mail password who wrote this name, rightly or mistyped."""
    if role_of(name) is not None:
        return role_of(name) is Role.PASSWORD
    return role_near(name, _SHORTEST) is Role.PASSWORD


def misplaced(bench: Bench, others: frozenset[str]) -> tuple[Located, ...]:
    """The settings of settings.py, or of the container, that were meant as the password and are none."""
    return tuple(
        one
        for one in bench.found.settings
        if one.key not in others and (one.key == _OWN or one.key not in bench.keys) and _is_misplaced(one)
    )


def _is_misplaced(one: Located) -> bool:
    # SECRETS_ is the right place, and a name that is mistyped behind it is judged as every name.
    return not one.name.upper().startswith("SECRETS_") and is_password(one.key)


def judge(bench: Bench, settings: tuple[Located, ...]) -> Iterator[Flaw]:
    """Say of each where it belongs."""
    for one in settings:
        if bench.found.format == "compose":
            yield _in_container(bench, one)
        else:
            why = f"Zulip reads no {one.name} in settings.py: it takes the password from zulip-secrets.conf alone."
            fix = f"Write it into /etc/zulip/zulip-secrets.conf, below [secrets], as {_OWN} = … without quotes; delete it here."
            yield bench.flaw("misspelt-config-key", one, why, fix)


def _in_container(bench: Bench, one: Located) -> Flaw:
    is_taken = bench.sheet.entry(SECRETS_VARIABLE) is not None
    name = one.key if one.spelt == CUSTOM else one.name
    why = f"Zulip reads no {name}: docker-zulip takes the password from {SECRETS_VARIABLE}, or from a docker secret."
    if is_taken or one.spelt == CUSTOM:
        fix = f"{SECRETS_VARIABLE} is set too: delete this one." if is_taken else f"Set {SECRETS_VARIABLE}; delete this one."
        return bench.flaw("misspelt-config-key", one, why, fix)
    return bench.flaw("misspelt-config-key", one, why, f"Rename it to {SECRETS_VARIABLE}.", rename=SECRETS_VARIABLE, safe=True)
