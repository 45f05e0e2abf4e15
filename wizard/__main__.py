"""`python -m wizard` and the command `smtp-wizard`: every error ends here, as words and an exit code."""

from __future__ import annotations

import atexit
import contextlib
import errno
import gc
import os
import sys

from wizard.errors import WizardError

TYPE_CHECKING = False  # typing.TYPE_CHECKING without the cost of typing
if TYPE_CHECKING:
    from typing import TypeVar

    Code = TypeVar("Code", int, str | int | None)


def main(argv: list[str] | None = None) -> int:
    """Run one command line and return its exit code. Raises SystemExit after --help, --version and signals."""
    try:
        code = settle(command(argv))
    except SystemExit as left:
        given = settle(left.code)
        if argv is None and not isinstance(given, str):
            end(given or 0)
        raise SystemExit(given) from None
    if argv is None:
        end(code)
    return code


def end(code: int) -> None:
    """Leave at once where a thread still works: ended by Python in the midst of OpenSSL or Rust it could crash the program.

    Such a thread (a look-up that hangs, a library being loaded, a keyring that waits) has nothing to finish.
    """
    threads = sys.modules.get("threading")
    if threads is not None and any(thread.daemon for thread in threads.enumerate()):
        os._exit(code)


def command(argv: list[str] | None) -> int:
    """The verb's own exit code, every error told."""
    greet(sys.argv[1:] if argv is None else argv)
    prepare()
    from wizard.cli.exit_code import ExitCode

    try:
        from wizard.cli.parser import parse

        args = parse(argv)
        return int(args.run(args))
    except WizardError as error:
        complain(error.message, *error.hints)
        return ExitCode.UNKNOWN
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        from wizard.cli.output import silence

        silence(sys.stdout)
        return ExitCode.BROKEN_PIPE
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            complain(f"can't write the answer: {error.strerror}")
            return ExitCode.UNKNOWN
        return crash(error)


def settle(code: Code) -> Code:
    """Write out what is still buffered, here, where a reader that went away or a full disk can be told by the exit code."""
    from wizard.cli.exit_code import ExitCode
    from wizard.cli.output import silence

    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError) as error:
        silence(sys.stdout)
        if isinstance(error, BrokenPipeError):
            code = ExitCode.BROKEN_PIPE
        elif not code:
            complain(f"can't write the answer: {getattr(error, 'strerror', None) or error}")
            code = ExitCode.UNKNOWN
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except (OSError, ValueError):
        silence(sys.stderr)  # there is nobody to tell
    return code


def greet(words: list[str]) -> None:
    """Say a word at once where the wizard is asked for: to load a screen takes a quarter of a second. It is wiped off again."""
    dumb = os.environ.get("TERM", "dumb") in ("", "dumb")
    while words[:1] and words[0] in ("--config-dir", "--resolver", "--timeout", "--no-color"):
        words = words[1:] if words[0] == "--no-color" else words[2:]
    if words[:1] in ([], ["setup"], ["demo"]) and not dumb and sys.stdout is not None and sys.stdout.isatty():
        sys.stdout.write("smtp-wizard\r")
        sys.stdout.flush()


def prepare() -> None:
    """Signals leave with 128+n, and a terminal that can't show a letter gets it spelt out instead of a crash."""
    # At the end Python looks through everything for cycles, 20 ms in which nothing is won: the process is over.
    atexit.register(gc.freeze)
    import signal

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, leave)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def leave(number: int, frame: object) -> None:
    """End on a signal."""
    raise SystemExit(128 + number)


def complain(message: str, *hints: str) -> None:
    """One `error:` line and its `hint:` lines on stderr."""
    if sys.stderr is None:
        return
    from wizard.text import printable

    lines = [f"error: {printable(message, 2000)}", *(f"hint: {printable(hint, 4000)}" for hint in hints)]
    with contextlib.suppress(OSError):  # where nobody listens the exit code still tells
        print("\n".join(lines), file=sys.stderr)


def crash(error: Exception) -> int:
    """A fault of ours: one plain line, then where it happened. Local variables stay out: one could be a password."""
    import traceback

    from wizard.cli.exit_code import ExitCode
    from wizard.text import printable_lines

    complain("this program made a mistake; it is not your setup", "please report the lines below")
    if sys.stderr is not None:
        for line in printable_lines("".join(traceback.format_exception(error, limit=-12))):
            print(line, file=sys.stderr)
    return ExitCode.UNKNOWN


if __name__ == "__main__":
    raise SystemExit(main())
