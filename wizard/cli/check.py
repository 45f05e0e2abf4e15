"""`smtp-wizard check [N …]`: run the checks again, for a person or for a timer. No message is sent."""

from __future__ import annotations

import argparse

from wizard.cli.exit_code import FAIL_ON, of_verdict
from wizard.cli.output import answer, choose_format, fit_terminal, report_formats, require_folder, wants_color, write_file
from wizard.cli.parser import offer_formats
from wizard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wizard.again import Again
    from wizard.check import Job, Plan
    from wizard.cli.selection import Chosen
    from wizard.finding import Consent, Run


QUESTIONS = ("other-region", "other-ehlo", "control-hosts")
"""Follow-ups that nobody is asked for without their consent; values of `Ask`."""


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, *report_formats())
    parser.add_argument("names", nargs="*", metavar="N", help="saved setups (without one: the only one there is)")
    parser.add_argument(
        "--profile-file", action="append", default=[], metavar="F", help="a setup in a file of its own; repeatable"
    )
    parser.add_argument("--app", metavar="A", help="only this app of the setup, by its name or kind")
    parser.add_argument("--only", action="append", default=[], metavar="ID", help="only this check; repeatable")
    parser.add_argument("--skip", action="append", default=[], metavar="ID", help="not this check; repeatable")
    parser.add_argument(
        "--consent",
        action="append",
        type=consent,
        default=[],
        metavar="Q",
        help="also ask what costs one more login (other-region, other-ehlo) or contacts servers of others (control-hosts); "
        "other-region=HOST for that one only; a report says which wait",
    )
    parser.add_argument(
        "--output", metavar="FILE", help="write the report there, into a folder that exists; complete or not at all"
    )
    parser.add_argument("--fail-on", choices=FAIL_ON, default="warn", help="exit with 0 below this verdict (warn)")
    parser.add_argument("--mask", action="store_true", help="hide host names and addresses in a markdown report")


def consent(text: str) -> Consent:
    """One `--consent`, as a report prints it. Raises UsageError for what is no question."""
    from wizard.finding import Ask, Consent

    name, _, value = text.partition("=")
    if name not in QUESTIONS or (value and name != "other-region") or text.endswith("="):
        raise UsageError(f"there is no question {text!r} to agree to", f"accepted: {', '.join(QUESTIONS)}, other-region=HOST")
    return Consent(Ask(name), value)


def run(args: argparse.Namespace) -> int:
    """Check, report, and exit by the verdict."""
    from wizard.check import Job, Plan
    from wizard.cli.credential import read_all
    from wizard.cli.loop import complete
    from wizard.cli.selection import choose_any, places

    form = choose_format(args)
    if args.mask and form != "markdown":
        raise UsageError("--mask hides names in a markdown report only", "add --format markdown")
    if args.output:
        require_folder(args.output)
    plan = Plan.of(args.only, args.skip)
    chosen = choose_any(args, args.names, args.profile_file)
    profiles = [one.profile for one in chosen]

    async def work() -> Run:
        secrets = await read_all(profiles, places(args)) if plan.needs_secret else [None] * len(profiles)
        jobs = [Job(one.profile, secret, _again(args, one)) for one, secret in zip(chosen, secrets, strict=True)]
        return await _run(args, plan, jobs)

    outcome = complete(work())
    text = _render(args, form, outcome)
    if args.output:
        write_file(args.output, text)
    else:
        answer(text)
    return of_verdict(outcome.verdict.value, args.fail_on)


def _again(args: argparse.Namespace, chosen: Chosen) -> Again:
    """What makes just this run once more: not its looks, and not the consent to what costs, which is asked for each time."""
    from wizard.again import Again
    from wizard.cli.selection import shared

    checks = [word for option in ("only", "skip") for id in getattr(args, option) for word in (f"--{option}", id)]
    return Again(chosen.words, (*shared(args), *checks), args.resolver or "")


async def _run(args: argparse.Namespace, plan: Plan, jobs: list[Job]) -> Run:
    from wizard.check import run as check_all
    from wizard.cli.network import limits, network
    from wizard.cli.progress import teller

    return await check_all(
        jobs,
        net=network(args),
        only=plan.only,
        skip=plan.skip,
        app=args.app,
        limits=limits(args),
        on_step=teller(args, several=len(jobs) > 1),
        consent=args.consent,
    )


def _render(args: argparse.Namespace, form: str, outcome: Run) -> str:
    from wizard import report

    if args.mask:
        from wizard.report import markdown

        return markdown.render(outcome, mask=True)
    if not args.output:
        fit_terminal()
    return report.render(form, outcome, color=wants_color(args) and not args.output, verbose=args.verbose)
