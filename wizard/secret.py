"""A secret that can't be printed by accident, and the name of the place where it is kept."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from wizard.errors import UsageError


class Secret:
    """A password or key. Its repr and str are closed; `reveal()` is called at the last moment only."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the wire or for a file that the person asked for."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


class Keeper(StrEnum):
    """Who keeps a secret. The values are the words before the colon in a profile."""

    KEYRING = "keyring"
    VAULT = "vault"
    SYSTEMD = "systemd"
    FILE = "file"
    ENV = "env"
    COMMAND = "command"
    APP = "app"
    ASK = "ask"


_WRITABLE = frozenset({Keeper.KEYRING, Keeper.VAULT})
_EXPECTED = 'keyring:NAME, vault:NAME, systemd:NAME, file:/path, env:NAME, command:["pass","show","x"], app:/path#KEY, or ask'


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is kept, as it stands in a profile: `keyring:chat`, `file:/run/secrets/x`, `ask`, …"""

    keeper: Keeper
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> SecretRef:
        """Raises UsageError that says which forms are accepted."""
        word, colon, name = text.partition(":")
        try:
            keeper = Keeper(word)
        except ValueError:
            raise UsageError("this is no place that a secret can be kept in", f"accepted: {_EXPECTED}") from None
        if (keeper is Keeper.ASK) == bool(colon and name):
            raise UsageError(f"a secret reference of the kind {word!r} is incomplete", f"accepted: {_EXPECTED}")
        if keeper is Keeper.COMMAND:
            _argv(name)
        if keeper is Keeper.APP and not re.search(r".#.", name):
            raise UsageError("app: needs a file and a key", "for example app:/etc/zulip/zulip-secrets.conf#email_password")
        return cls(keeper, name)

    @property
    def argv(self) -> tuple[str, ...]:
        """The command of a `command:` reference."""
        return _argv(self.name)

    @property
    def writable(self) -> bool:
        """Whether this program can put a secret there."""
        return self.keeper in _WRITABLE

    def __str__(self) -> str:
        return self.keeper.value if self.keeper is Keeper.ASK else f"{self.keeper.value}:{self.name}"


def _argv(text: str) -> tuple[str, ...]:
    try:
        words = json.loads(text)
    except ValueError:
        words = None
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise UsageError("command: needs a list of words", 'for example command:["pass","show","smtp/chat"]')
    return tuple(words)
