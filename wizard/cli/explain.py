"""`smtp-wizard explain [FILE|-]`: a pasted error, log or traceback → its cause and what to do. No network is asked."""

from __future__ import annotations

import argparse
import errno

from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, answer_json, choose_format, fit_terminal, talk
from wizard.cli.parser import offer_formats
from wizard.errors import FileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from typing import BinaryIO

    from wizard.diagnosis.explain import Explanation, Hints, Ranked

_LINE = 64 << 10
"""Characters of one line that are read at once: a file without line ends must not fill the memory."""
_LONGEST_NAME = 255
_ENDING = r"\w\.(?:(?:log|txt|text|out|err|eml|msg|json|ya?ml|conf|env|ini|md|html?|gz)(?:\.\d{1,3})?|\d{1,3}\.gz)$"
NO_FILE = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
"""What the system says where there is no file of a name, or can't be one."""
ENCRYPTIONS = ("implicit_tls", "starttls", "none")


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text", "json")
    parser.add_argument(
        "file",
        nargs="?",
        default="-",
        metavar="FILE",
        help="the text (- or nothing: standard input), or the error itself in quotes",
    )
    parser.add_argument("--app", metavar="WORD", help="which app it comes from, in any word")
    parser.add_argument("--provider", metavar="P", help="which provider it is about (smtp-wizard providers lists them)")
    parser.add_argument("--host", metavar="H", help="the mail server that the app is set to")
    parser.add_argument("--port", metavar="N", help="its port")
    parser.add_argument("--encryption", choices=ENCRYPTIONS, help="its encryption")


def run(args: argparse.Namespace) -> int:
    """Read, explain, answer. An input without any known mail error is an answer too."""
    from wizard import providers
    from wizard.diagnosis.explain import explain

    form = choose_format(args)
    _look_at_app(args.app)
    explanation = explain(_lines(args.file), _hints(args), providers.load_all())
    if form == "json":
        answer_json(_document(explanation))
    else:
        fit_terminal()
        answer("\n".join(_words(explanation)))
    return ExitCode.OK


def _look_at_app(word: str | None) -> None:
    """Say that a word for the app is none that is known; it stays a word, since other apps' errors are explained too."""
    from wizard.diagnosis.explain.speaker import KNOWN

    if word and not any(kind in word.lower() for kind in KNOWN):
        talk(f"{word} is none of the apps that I know ({', '.join(KNOWN)}): no setting can be named as that app calls it")


def _hints(args: argparse.Namespace) -> Hints:
    from wizard import field, providers
    from wizard.diagnosis.explain import Hints
    from wizard.model import Encryption

    return Hints(
        app=args.app,
        provider=providers.find(args.provider) if args.provider else None,
        host=args.host,
        port=field.port(args.port) if args.port else None,
        encryption=Encryption(args.encryption) if args.encryption else None,
    )


def _lines(file: str) -> Iterator[str]:
    """The text a line at a time, whatever bytes it has. Raises FileError."""
    import io
    import os
    import sys

    from wizard.files import path_of

    if _is_text(file):
        if _is_like_a_name(file):
            talk("there is no file of this name, so the words themselves are explained")
        yield from io.StringIO(os.fsencode(file).decode("utf-8", "replace"))
        return
    try:
        if file != "-":
            with path_of(file).open("rb") as raw:
                yield from _pieces(io.TextIOWrapper(raw, _encoding(raw), errors="replace"))
            return
        if sys.stdin is None:
            raise FileError("there is no standard input to read", "name a file")
        if sys.stdin.isatty():
            talk("paste the error or the log, then press Ctrl+D on a line of its own")
        yield from _pieces(io.TextIOWrapper(sys.stdin.buffer, _encoding(sys.stdin.buffer), errors="replace"))
    except OSError as error:
        hints = ["to paste an error: smtp-wizard explain -"] if error.errno in NO_FILE else []
        raise FileError(f"can't read {file}: {error.strerror or error}", *hints) from error


def _encoding(stream: BinaryIO) -> str:
    """The encoding that the byte order mark at the start tells: what Windows' `>` writes is UTF-16."""
    import io

    start = stream.peek(4) if isinstance(stream, io.BufferedReader) else b""
    if start.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    return "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"


def _is_text(file: str) -> bool:
    """Whether what was given for a file is the error itself: words with blanks between them, and no file is called so."""
    import os

    from wizard.files import path_of

    if len(file.split()) < 2:
        return False
    try:
        os.stat(path_of(file))
    except OSError as error:
        return error.errno in NO_FILE
    return False


def _is_like_a_name(words: str) -> bool:
    """Whether the words could have been meant as a file's name: one line with a folder before it or an ending of text files."""
    import os
    import re

    if "\n" in words or len(words) > _LONGEST_NAME or re.search(r"[:;<>\"'(){}]", words):
        return False
    return os.sep in words.split()[0] or re.search(_ENDING, words.rstrip()) is not None


def _pieces(stream: io.TextIOWrapper) -> Iterator[str]:
    while piece := stream.readline(_LINE):
        yield piece
    stream.detach()  # standard input stays open for whoever comes after


def _document(explanation: Explanation) -> dict[str, object]:
    ranked = {entry.cause: entry for entry in explanation.causes}
    question = explanation.question
    return {
        "schema": 1,
        "causes": [_cause(entry) for entry in explanation.causes],
        "groups": [
            {"seen": group.seen, "count": group.count, "causes": [_cause(ranked.get(id) or _bare(id)) for id in group.causes]}
            for group in explanation.groups
        ],
        "question": {"ask": question.ask, "decides": list(question.decides)} if question else None,
        "warnings": list(explanation.warnings),
    }


def _bare(id: str) -> Ranked:
    """A cause of one group that did not make it among those of the whole input."""
    from wizard.catalogue import cause
    from wizard.diagnosis.explain import Ranked

    known = cause(id)
    return Ranked(id, 0.0, known.title, known.reason, known.fix, "", known.look_alikes, known.tell_apart, known.links)


def _cause(entry: Ranked) -> dict[str, object]:
    return {
        "cause": entry.cause,
        "score": round(entry.score, 3),
        "title": entry.title,
        "why": entry.why,
        "fix": {"text": entry.fix.text, "commands": list(entry.fix.commands)},
        "matched": entry.matched,
        "look_alikes": list(entry.look_alikes),
        "tell_apart": entry.tell_apart,
        "links": list(entry.links),
    }


def _words(explanation: Explanation) -> Iterator[str]:
    from wizard.report.text import headed, labelled, wrap

    for warning in explanation.warnings:
        yield from headed(f"! {warning}")
    if not explanation.causes:
        yield "there is no mail error in this text that I know"
        return
    first = explanation.causes[0]
    yield from _told("a guess" if first.is_guess else "the likely cause", first)
    if explanation.doubt:
        yield from wrap("sure?", explanation.doubt)
    if first.links:
        yield labelled("see", first.links[0])
    for entry in explanation.rivals:
        yield from ("", *_told("also possible", entry, seen=entry.matched != first.matched, commands=False))
    for entry in explanation.further:
        yield from ("", *_told("another error in this text", entry))
    repeated = [group for group in explanation.groups if group.count > 1 or len(explanation.groups) > 1]
    if repeated:
        yield from ("", "how often:")
        yield from (f"{group.count:>7} x  {group.seen}" for group in repeated)
    if explanation.left_out:
        yield f"{explanation.left_out:>7} x  errors of further kinds"
    if explanation.question:
        yield from ("", *headed(f"to tell them apart: {explanation.question.ask}"))


def _told(heading: str, entry: Ranked, *, seen: bool = True, commands: bool = True) -> Iterator[str]:
    """A cause with its reason and remedy. `seen`: with what was recognised, which a rival may share with the first.

    `commands`: what is worth a try first is typed first; those of the rivals tells `causes ID`.
    """
    from wizard.report.text import headed, typed, wrap

    yield from headed(f"{heading}: {entry.title} ({entry.cause}, {entry.score:.0%})")
    if seen and entry.matched:
        yield from wrap("seen", entry.matched)
    yield from wrap("why", entry.why)
    yield from wrap("do", entry.fix.text)
    yield from typed(entry.fix.commands if commands else ())
