"""A secret that a command of the person's prints, such as `pass show smtp/chat`."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence

from wizard.errors import SecretError
from wizard.patience import wait_for
from wizard.secret import Keeper, Secret
from wizard.secret_store.state import LONGEST, KeeperState, decode
from wizard.text import printable

LIMIT = 30.0
"""Seconds."""
_BEAT = 0.05
"""Seconds between two looks whether the command has ended while something it started keeps its pipe open."""


def state() -> KeeperState:
    return KeeperState(Keeper.COMMAND, True, "a password manager's command that prints it, without asking anything")


async def read(argv: Sequence[str], limit: float = LIMIT) -> Secret:
    """The first line that the command prints. Raises SecretError; after `limit` seconds or when cancelled it is killed."""
    name = printable(argv[0], 80)
    call = _Call(argv, limit)
    try:
        printed = await wait_for(call.run, limit + 2, f"secret:{name}")
    except TimeoutError:
        raise SecretError(
            f"the command {name} took longer than {limit:g} s and was stopped",
            "it must print the password without asking anything",
        ) from None
    finally:
        call.stop()
    first = printed.partition(b"\n")[0].removesuffix(b"\r")
    return decode(first, f"the first line that {name} prints")


class _Call:
    """One run of a command, in a session of its own: a pinentry must not find our terminal and draw on it."""

    def __init__(self, argv: Sequence[str], limit: float) -> None:
        self._argv = list(argv)
        self._limit = limit
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self) -> bytes:
        """Blocks. What the command printed; SecretError if it failed, TimeoutError if it took too long."""
        name = printable(self._argv[0], 80)
        deadline = time.monotonic() + self._limit
        try:
            self._process = process = subprocess.Popen(
                self._argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                # What it says may hold the secret, so nobody here reads it.
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it can't be written as a command"
            raise SecretError(
                f"the command {name} can't be run: {reason}", "see that it is installed here, and its name"
            ) from None
        try:
            if self._stopped:
                return b""
            printed = _collect(process, deadline)
            code = process.wait(max(deadline - time.monotonic(), _BEAT))
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        finally:
            self.stop()
            if process.stdout is not None:
                process.stdout.close()
        if code != 0:
            raise SecretError(
                f"the command {name} failed with status {code}",
                "what it said is not shown, since it could hold the password: run it yourself as this user to see it",
            )
        return printed

    def stop(self) -> None:
        """Kill the command and everything that it started, unless it has ended."""
        self._stopped = True
        process = self._process
        if process is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            # Reaped, so that no zombie stays; killed, so that this takes no time.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1)


def _collect(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """What a command prints until it ends, at most `LONGEST` bytes and one more. Raises TimeoutError."""
    assert process.stdout is not None
    pipe, heard = process.stdout.fileno(), b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            ready = selector.select(min(_BEAT, max(deadline - time.monotonic(), 0)))
            if ready:
                chunk = os.read(pipe, LONGEST)
                heard = (heard + chunk)[: LONGEST + 1]
                if not chunk:
                    return heard
            if time.monotonic() >= deadline:
                raise TimeoutError
            # An agent that the command left running may hold the pipe open for ever.
            if not ready and process.poll() is not None:
                return heard
