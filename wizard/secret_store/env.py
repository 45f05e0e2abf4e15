"""A secret in an environment variable that somebody else set. We never set one."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.errors import SecretError
from wizard.secret import Keeper, Secret
from wizard.secret_store.state import KeeperState, is_text


def state() -> KeeperState:
    return KeeperState(Keeper.ENV, True, "an environment variable; whoever may look at this process can read it")


def read(name: str, environ: Mapping[str, str]) -> Secret:
    """The variable's value, exactly. Raises SecretError."""
    value = environ.get(name)
    if value is None:
        raise SecretError(
            f"the environment variable {name} is not set", "set it where this is started, without typing it on a command line"
        )
    if not value:
        raise SecretError(f"the environment variable {name} is empty", "put the password there")
    if not is_text(value):
        raise SecretError(f"the environment variable {name} is not UTF-8 text", "keep the password as plain text there")
    return Secret(value)
