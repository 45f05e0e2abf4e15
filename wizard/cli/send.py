"""`smtp-wizard send N --to ADDR`: a real message, as one identity of the setup or as each."""

from __future__ import annotations

import argparse
from dataclasses import replace

from wizard.cli.exit_code import of_verdict
from wizard.cli.output import answer, choose_format, fit_terminal, report_formats, talk, wants_color
from wizard.cli.parser import offer_formats
from wizard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wizard.finding import Finding, Run
    from wizard.model import Identity, Profile


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, *report_formats())
    parser.add_argument("name", metavar="N", help="a saved setup")
    parser.add_argument(
        "--to", required=True, metavar="ADDR", help="where the message goes; use a mailbox that you can look into"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--identity", metavar="I", help="send as this identity, for example chat.noreply (the first one)")
    which.add_argument("--each", action="store_true", help="send one message as each identity")


def run(args: argparse.Namespace) -> int:
    """Send, report, and exit by the verdict."""
    from wizard import field, report
    from wizard.cli.loop import complete
    from wizard.cli.selection import choose
    from wizard.diagnosis.statement import listed

    form = choose_format(args)
    recipient = field.address(args.to, "recipient")
    (profile,) = choose(args, [args.name])
    outcome, accepted = complete(_send(args, profile, _identities(args, profile), recipient))
    fit_terminal()
    answer(report.render(form, outcome, color=wants_color(args), verbose=args.verbose))
    if accepted:
        look = f"accepted: {len(accepted)}; now look whether it arrives at {recipient}, also in the spam folder"
        talk(f"{look}, and whether it still comes from {listed(list(dict.fromkeys(accepted)), 2)}")
    return of_verdict(outcome.verdict.value)


def _identities(args: argparse.Namespace, profile: Profile) -> list[Identity]:
    from wizard.check import distinct, learn

    known = learn(profile).identities
    if args.each:
        return list(distinct(known))
    if args.identity is None:
        return [known[0]]
    chosen = [identity for identity in known if identity.id == args.identity]
    if not chosen:
        raise UsageError(f"there is no identity {args.identity!r}", f"accepted: {', '.join(one.id for one in known)}")
    return chosen


async def _send(args: argparse.Namespace, profile: Profile, identities: list[Identity], recipient: str) -> tuple[Run, list[str]]:
    from datetime import UTC, datetime

    from wizard import __version__
    from wizard.check import deliver
    from wizard.cli.credential import read_all
    from wizard.cli.network import limits, network
    from wizard.cli.progress import teller
    from wizard.cli.selection import places
    from wizard.finding import Result, Run

    started = datetime.now(UTC)
    (secret,) = await read_all([profile], places(args))
    tell = teller(args)(profile.name)
    findings, evidence = await deliver(
        profile, identities, recipient, net=network(args), secret=secret, limits=limits(args), on_step=tell
    )
    findings = tuple(_left_to_the_reader(finding) for finding in findings)
    accepted = [result.identity.from_address for result in evidence.sent if result.data is not None and result.data.ok]
    result = Result(profile.name, findings, endpoint=str(profile.server))
    return Run(started, __version__, (result,)), accepted


def _left_to_the_reader(finding: Finding) -> Finding:
    """Whether it arrived is the person's to see and no shortcoming of this run: else no message could ever exit with 0."""
    from wizard.finding import Status

    is_open = finding.id == "message.arrived" and finding.status is Status.UNKNOWN
    return replace(finding, status=Status.SKIPPED) if is_open else finding
