"""Asks the person for something secret, on a terminal and nowhere else."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator

from wizard.errors import SecretError
from wizard.secret import Secret
from wizard.secret_store import Prompt


def is_possible() -> bool:
    """Whether a person sits there: what comes from a pipe or a timer is never asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()


def prompt(about: str = "") -> Prompt | None:
    """A Prompt for the secret store, which names what it is about; None where nobody can be asked."""
    if not is_possible():
        return None
    return lambda question: ask(f"{question} ({about})" if about else question)


def prompt_once() -> Prompt | None:
    """A Prompt that takes no answer for an answer: whoever pressed Enter is not asked again."""
    refused = False

    def unless_refused(question: str) -> Secret | None:
        nonlocal refused
        given = None if refused else ask(question)
        refused = given is None
        return given

    return unless_refused if is_possible() else None


def ask(question: str) -> Secret | None:
    """What the person types, unseen; None for nothing. Raises KeyboardInterrupt, or SystemExit on a signal."""
    import getpass

    with _interruptible():
        try:
            return Secret(getpass.getpass(f"{question}: ")) or None
        except EOFError:
            return None


def ask_twice(question: str) -> Secret:
    """A new secret, typed twice. Raises SecretError."""
    first = ask(question)
    if first is None:
        raise SecretError("nothing was typed, so nothing is kept")
    if ask(f"{question}, once more") != first:
        raise SecretError("the two differ, so nothing is kept", "type it again, or paste it both times")
    return first


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """While the person types, the event loop stands still and would hear no signal; getpass must still restore the echo."""

    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = {
        number: signal.signal(number, handler)
        for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, leave), (signal.SIGHUP, leave))
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
