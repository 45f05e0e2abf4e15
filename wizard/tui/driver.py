"""The terminal, which may go away at any moment."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, TextIO

from textual.drivers.linux_driver import LinuxDriver


class Lasting:
    """A stream whose writes vanish once its terminal is gone.

    Textual's writer ends with the first error, and whoever writes after that waits for it for ever; SIGHUP could save no draft.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Write, if somebody is still there."""
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        """Flush, if somebody is still there."""
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class LastingDriver(LinuxDriver):
    """Textual's own driver on such a stream."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._file: Any = Lasting(self._file)
