"""`smtp-wizard lint FILE …`: mistakes in settings that apps already have. Nothing is asked of any network."""

from __future__ import annotations

import argparse

from wizard.cli.exit_code import of_verdict
from wizard.cli.output import answer, answer_json, choose_format, fit_terminal, talk, wants_color
from wizard.cli.parser import offer_formats

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wizard.lint.flaw import Flaw
    from wizard.settings.linting import Report


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text", "json")
    parser.add_argument("files", nargs="+", metavar="FILE", help="settings.py, homeserver.yaml, a compose file, a .env, JSON, …")
    parser.add_argument("--app", metavar="A", help="the app that reads them, where their content does not tell")
    parser.add_argument(
        "--fix", action="store_true", help="write what can be repaired safely, after showing it; a backup is left"
    )
    parser.add_argument("--yes", action="store_true", help="with --fix: don't ask")


def run(args: argparse.Namespace) -> int:
    """Report; with --fix repair first, and report what is left."""
    from wizard.files import path_of
    from wizard.finding import verdict
    from wizard.settings.linting import lint

    form = choose_format(args)
    paths = [path_of(file) for file in dict.fromkeys(args.files)]
    reports = lint(paths, args.app)
    if args.fix and _fix(args, reports):
        reports = lint(paths, args.app)
    if form == "json":
        answer_json({"schema": 1, "files": [_document(report) for report in reports]})
    else:
        fit_terminal()
        answer("\n".join(line for report in reports for line in _words(report, wants_color(args))))
    _compare(args, reports)
    return of_verdict(verdict(report.verdict for report in reports))


def _fix(args: argparse.Namespace, reports: Sequence[Report]) -> bool:
    """Whether a file was changed."""
    from datetime import UTC, datetime

    from wizard.cli.confirmation import confirm
    from wizard.settings.change import difference, write
    from wizard.settings.repair import repair

    changes = [change for report in reports if (change := repair(report, args.app)) is not None and change.is_needed]
    for change in changes:
        for line in difference(change):
            talk(line)
    if not changes:
        talk("nothing here can be repaired without asking what was meant")
        return False
    if not confirm("write this?", is_given=args.yes):
        talk("nothing was changed")
        return False
    for change in changes:
        backup = write(change, datetime.now(UTC))
        talk(f"repaired: {change.path} (as it was: {backup}; smtp-wizard export --undo puts it back)")
    return True


def _document(report: Report) -> dict[str, object]:
    from wizard.text import printable

    found = report.found
    return {
        "file": printable(str(report.path), 4000),
        "app": found.kind if found else None,
        "target": found.target if found else None,
        "findings": [_finding(flaw) for flaw in report.flaws],
    }


def _finding(flaw: Flaw) -> dict[str, object]:
    return {
        "cause": flaw.cause or None,
        "status": flaw.status.value,
        "key": flaw.key,
        "line": flaw.line,
        "title": flaw.title,
        "why": flaw.why,
        "fix": {"text": flaw.fix.text, "commands": list(flaw.fix.commands)},
        "suggestion": flaw.suggestion,
    }


def _words(report: Report, color: bool) -> Iterator[str]:
    from wizard.report.text import labelled, status_word, typed, wrap
    from wizard.text import printable

    found = report.found
    name = printable(str(report.path), 4000)
    yield f"{name} ({found.kind}, {found.target})" if found else name
    if not report.flaws:
        yield "  nothing wrong was found"
    for flaw in report.flaws:
        cause = f" ({flaw.cause})" if flaw.cause else ""
        yield f"{status_word(flaw.status, color)} {flaw.place}{flaw.title}{cause}"
        yield from wrap("why", flaw.why)
        if flaw.fix.text:
            yield from wrap("do", flaw.fix.text)
        yield from typed(flaw.fix.commands)
        if flaw.suggestion:
            yield from (labelled("", line) for line in flaw.suggestion.splitlines())


def _compare(args: argparse.Namespace, reports: Sequence[Report]) -> None:
    """Say whether each file is what a saved setup says; whether that works is what `check` tells."""
    from wizard.cli.selection import places
    from wizard.errors import WizardError
    from wizard.profiles import Profiles
    from wizard.settings.agreement import agreements

    store = Profiles(places(args))
    profiles = []
    try:
        for name in store.names():
            profiles.append(store.load(name))
    except WizardError:
        return
    for line in agreements(reports, profiles):
        talk(line)
