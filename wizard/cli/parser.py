"""The words that the command line takes. Each verb's own words are read from its file only when that verb is asked for."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

from wizard import __version__
from wizard.errors import UsageError

TYPE_CHECKING = False  # typing.TYPE_CHECKING without the cost of typing: --help must answer at once
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, NoReturn

PROGRAM = "smtp-wizard"
VERBS = {
    "setup": "the wizard: from nothing to a mail setup that is proven to send",
    "check": "run the checks of a saved setup again",
    "probe": "see what the ports of a server speak",
    "send": "send a real test mail with a saved setup",
    "providers": "list the mail providers that are known, or show one",
    "profiles": "list, show or delete saved setups",
    "secret": "keep, find or delete the password of a setup",
    "export": "write a setup in your app's own words",
    "lint": "find mistakes in the settings files of your apps",
    "import": "make a setup from settings that an app already has",
    "dns": "the DNS records of a sender domain: have, want, missing",
    "explain": "tell what a pasted error or log means, and what to do",
    "causes": "list the causes that can be named, or show some in full",
    "demo": "try the wizard in a world of its own, with no server and no password",
    "schema": "print the JSON Schema of an output",
}
_DEFAULTS: dict[str, Any] = {
    "config_dir": None,
    "resolver": None,
    "timeout": None,
    "format": None,
    "no_color": False,
    "verbose": False,
}


class Parser(argparse.ArgumentParser):
    """argparse in this program's manners: no abbreviations, and an error is a UsageError (exit code 3)."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", _Help)
        super().__init__(allow_abbrev=False, add_help=False, **settings)
        share(self)

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"{self.prog} --help shows what is accepted")


class _Verb:
    """Stands for a verb's parser, which is made when the verb is asked for: a dozen real ones cost a tenth of a `--help`."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings
        self.name = ""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """What argparse asks of a verb's parser."""
        # `import` is a word of Python's own, and so no name of a file of it.
        module = importlib.import_module(f"wizard.cli.{'import_' if self.name == 'import' else self.name}")
        parser = Parser(**self.settings)
        module.declare(parser)
        parser.set_defaults(run=module.run)
        refuse_unknown(parser, args)
        try:
            # `probe HOST --timeout 3 25 587`: only this way an option may stand between two words of one kind.
            return parser.parse_known_intermixed_args(args, namespace)
        except TypeError:  # argparse can't do that for a verb with actions of its own (`profiles list`)
            return parser.parse_known_args(args, namespace)

    def _check_help(self, action: argparse.Action) -> None:
        """Python 3.14 checks the one-line help of a verb through its parser; ours holds no % to go wrong."""


class _Help(argparse.HelpFormatter):
    def __init__(self, prog: str, **settings: Any) -> None:
        # Without a width argparse loads shutil, with every kind of archive that it knows, to ask for the same number.
        super().__init__(prog, max_help_position=28, width=min(_columns(), 100) - 2, **settings)


def _columns() -> int:
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdecimal() and int(wanted) > 20:
        return int(wanted)
    try:
        return max(os.get_terminal_size(sys.__stdout__.fileno()).columns, 40) if sys.__stdout__ else 80
    except (OSError, ValueError):
        return 80


def share(parser: argparse.ArgumentParser) -> None:
    """Add the options that stand before or after the verb. Absent ones stay absent, so that neither place undoes the other."""
    group = parser.add_argument_group("everywhere")

    def add(*names: str, **settings: Any) -> None:
        group.add_argument(*names, default=argparse.SUPPRESS, **settings)

    add("-h", "--help", action="help", help="show this and exit")
    add("--config-dir", metavar="DIR", help="keep setups here instead of the usual configuration folder")
    add("--resolver", metavar="ADDR[:PORT]", type=resolver, help="ask this name server for everything, host names too")
    add("--timeout", metavar="S", type=seconds, help="seconds to wait for an answer (10)")
    add("--format", metavar="F", help="how the answer is written; the help of a verb lists what it offers")
    add("--no-color", action="store_true", help="no colours (so does a NO_COLOR that is not empty)")
    add("-v", "--verbose", action="store_true", help="tell more: every step, everything said")


def offer_formats(parser: argparse.ArgumentParser, *names: str) -> None:
    """What --format takes here, the usual one first: shown by --help, and kept to by `choose_format`."""
    parser.set_defaults(formats=names)
    words = f"{names[0]} (usual), {', '.join(names[1:])}" if len(names) > 1 else f"{names[0]} only"
    parser._option_string_actions["--format"].help = f"how the answer is written: {words}"


def refuse_unknown(parser: argparse.ArgumentParser, words: Sequence[str]) -> None:
    """Name the first option, verb or action that there is not, and the one that was probably meant. Raises UsageError.

    argparse passes over an unknown option, and complains of the word behind it.
    """
    deeper = next((action for action in parser._actions if isinstance(action, argparse._SubParsersAction)), None)
    rest = iter(words)
    for word in rest:
        if word == "--":
            return
        if word.startswith("--"):
            name, given, _ = word.partition("=")
            if name not in parser._option_string_actions:
                _refuse(parser, "option", name, parser._option_string_actions)
            if not given and parser._option_string_actions[name].nargs != 0:
                next(rest, None)
        elif deeper is not None and not word.startswith("-"):
            if word not in deeper.choices:
                _refuse(parser, str(deeper.metavar).lower(), word, deeper.choices)
            inner = deeper.choices[word]
            if isinstance(inner, Parser):
                refuse_unknown(inner, list(rest))
            return


def _refuse(parser: argparse.ArgumentParser, what: str, word: str, known: Iterable[str]) -> NoReturn:
    import difflib

    begun = [each for each in known if each.startswith(word)]
    near = begun or difflib.get_close_matches(word, list(known), n=1)
    hints = [f"did you mean {near[0]}?"] if near else []
    if not near and what == "option" and parser.prog == PROGRAM:
        hints.append("the options of a verb stand behind it")
    raise UsageError(f"there is no {what} {word!r}", *hints, f"{parser.prog} --help shows what is accepted")


def resolver(text: str) -> str:
    """ADDR or ADDR:PORT of a name server, [ADDR]:PORT for IPv6. Raises UsageError."""
    from wizard import field

    try:
        field.resolver(text)
    except UsageError:
        raise UsageError(
            "--resolver takes the address of a name server", "for example 9.9.9.9, 127.0.0.1:5353 or [::1]:53"
        ) from None
    return text


def seconds(text: str) -> float:
    """A number of seconds, more than 0 and at most an hour. Raises UsageError."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 3600:
        raise UsageError("--timeout takes a number of seconds", "for example --timeout 20")
    return value


def build() -> Parser:
    """The whole parser."""
    parser = Parser(
        prog=PROGRAM,
        description='Takes a self-hosted app from "does not send mail" to "proven to send". With no verb the wizard starts.',
        epilog="Exit codes: 0 all pass, 1 warnings, 2 a failure, 3 unknown or wrong usage, 128+n on a signal.",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}", help="print the version and exit")
    verbs: Any = parser.add_subparsers(title="verbs", metavar="VERB", dest="verb", parser_class=_Verb)
    for name, summary in VERBS.items():
        verbs.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.").name = name
    return parser


def parse(argv: list[str] | None) -> argparse.Namespace:
    """The command line as values; `run` is the verb's function. Raises UsageError, or SystemExit after --help and --version."""
    parser = build()
    refuse_unknown(parser, argv if argv is not None else sys.argv[1:])
    args = parser.parse_args(argv, argparse.Namespace(**_DEFAULTS))
    if args.verb is None:
        # The wizard is what a person wants who says nothing.
        args = parser.parse_args([*(argv if argv is not None else sys.argv[1:]), "setup"], argparse.Namespace(**_DEFAULTS))
    return args
