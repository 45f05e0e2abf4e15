"""Where words go: answers to stdout or a file, talk to stderr; colour only where a person looks."""

from __future__ import annotations

import argparse
import contextlib
import os
import stat
import sys

from wizard.errors import FileError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


_NARROWEST, _WIDEST = 40, 100
"""Columns between which prose is wrapped in a terminal: a line that is longer is hard to read."""


def answer(text: str) -> None:
    """Print an answer. Raises BrokenPipeError when nobody reads any more, FileError when it can't be written."""
    if sys.stdout is None:
        raise FileError("there is no standard output to write the answer to")
    try:
        sys.stdout.write(text if text.endswith("\n") or not text else f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence(sys.stdout)
        raise FileError(f"can't write the answer: {error.strerror or error}") from error


def answer_json(document: object) -> None:
    """Print an answer for programs."""
    import json

    answer(json.dumps(document, ensure_ascii=False, indent=2))


def talk(line: str) -> None:
    """Say something beside the answer, on one line."""
    from wizard.text import printable

    if sys.stderr is not None:
        with contextlib.suppress(OSError):  # the talk is no reason to lose the answer
            print(printable(line, 2000), file=sys.stderr)


def silence(stream: TextIO | None) -> None:
    """Send what a stream still holds nowhere; else the interpreter complains about it on its way out."""
    try:
        target = stream.fileno() if stream is not None else None
    except (AttributeError, OSError, ValueError):
        return
    if target is not None:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, target)
        os.close(devnull)


def wants_color(args: argparse.Namespace) -> bool:
    """Whether stdout is a terminal that may be coloured."""
    if args.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return sys.stdout is not None and sys.stdout.isatty()


def fit_terminal() -> None:
    """Let what is told from here on be wrapped at the width of the terminal that stdout is; else it stays at the usual one."""
    from wizard.report.text import TERMINAL

    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout is not None and sys.stdout.isatty() else 0
    except (OSError, ValueError):
        columns = 0
    TERMINAL.set(min(max(columns, _NARROWEST), _WIDEST) if columns else 0)


def is_watched(args: argparse.Namespace) -> bool:
    """Whether progress should be told: a person looks at stderr, or asked for it."""
    return bool(args.verbose) or (sys.stderr is not None and sys.stderr.isatty())


def choose_format(args: argparse.Namespace) -> str:
    """The format to answer in, of those that the verb offers, the first where none was asked for. Raises UsageError."""
    wanted = args.format or args.formats[0]
    if wanted not in args.formats:
        raise UsageError(f"{args.verb} has no format {wanted!r}", f"accepted: {', '.join(args.formats)}")
    return str(wanted)


def report_formats() -> tuple[str, ...]:
    """Every format of a report, the one for people first."""
    from wizard import report

    return ("text", *(name for name in report.formats() if name != "text"))


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows in columns, two blanks apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows)


def require_folder(path: str) -> None:
    """Refuse, before any work is done, a file whose folder is not there: mostly its name is mistyped. Raises FileError."""
    from wizard.files import path_of

    folder = os.path.dirname(os.path.realpath(path_of(path)))
    try:
        is_folder = stat.S_ISDIR(os.stat(folder).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        is_folder = False
    except OSError:
        return  # what else is wrong with it is told when the file is written
    if not is_folder:
        raise FileError(f"there is no folder {folder}", "make it first, or name another file")


def write_file(path: str, text: str) -> None:
    """Write an answer to a file, complete or not at all; a new one is private, another one keeps who may read it."""
    from wizard.files import path_of, write_private

    write_private(path_of(path), text)
