"""User name and password: both or neither, and of the kind that the provider wants."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.finding import Status
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.meaning import Part
from wizard.lint.role import Role
from wizard.lint.secrecy import is_placeholder

_LONGEST = 4096
"""Characters of a secret that are compared with a shape."""


def judge(bench: Bench) -> Iterator[Flaw]:
    """The login."""
    if not bench.meaning.is_on:
        return
    user, password = bench.meaning.part(Role.USER), bench.meaning.part(Role.PASSWORD)
    if user is not None and password is not None and not bench.meaning.hides_login:
        yield from _pair(bench, user, password)
    if user is not None and user.value:
        yield from _username(bench, user)
    if password is not None and password.value:
        yield from _secret(bench, password)


def _pair(bench: Bench, user: Part, password: Part) -> Iterator[Flaw]:
    if user.is_there and not password.is_there:
        why = f"There is a user name but no password ({password.key}): the app sends without a login, or not at all."
        yield bench.flaw("credentials-incomplete", _place(password, user), why, key=_name(password, user))
    elif password.is_there and password.one is not None and not user.is_there:
        why = f"There is a password but no user name ({user.key}): the app sends without a login, or not at all."
        yield bench.flaw("credentials-incomplete", _place(user, password), why, key=_name(user, password))
    elif not user.is_there and bench.provider is not None and bench.provider.auth == "required" and not bench.found.is_partial:
        why = f"{bench.provider.name} takes no mail without a login, and these settings have none."
        yield bench.flaw("credentials-incomplete", user, why)


def _place(missing: Part, there: Part) -> Part:
    """Where to show it: the empty half if it stands in the file, else the half that does."""
    return missing if missing.one is not None else there


def _name(missing: Part, there: Part) -> str:
    return (missing.one or there.one).name if missing.one or there.one else missing.key  # type: ignore[union-attr]


def _username(bench: Bench, user: Part) -> Iterator[Flaw]:
    rule = bench.provider.username if bench.provider else None
    if rule is None or bench.provider is None or user.value is None or user.one is None:
        return
    if rule.type == "fixed" and rule.value and user.value != rule.value:
        why = f"{bench.provider.name} wants the word {rule.value} as user name, whoever you are."
        yield bench.flaw("wrong-username", user, why, settings=((user.one.name, rule.value),))


def _secret(bench: Bench, password: Part) -> Iterator[Flaw]:
    value, rule = password.value, bench.provider.secret if bench.provider else None
    if not value or password.one is None or is_placeholder(value):
        return
    if rule is None or len(value) > _LONGEST or bench.provider is None:
        return
    for pattern, means in rule.wrong:
        if re.search(pattern, value):
            why = f"This looks like {means}. {bench.provider.name} wants its {rule.label}."
            yield bench.flaw("wrong-secret-type", password, why, status=Status.WARN)
            return
