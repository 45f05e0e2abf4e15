"""`demo`: the wizard in a world of its own. Without a terminal it answers by itself, prints all and exits by the verdict."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from wizard.cli.exit_code import ExitCode, of_verdict
from wizard.cli.output import choose_format
from wizard.cli.parser import offer_formats
from wizard.errors import UsageError, WizardError
from wizard.files import Places
from wizard.finding import Finding, Status, verdict
from wizard.setup.flow import Flow
from wizard.setup.outcome import Outcome
from wizard.setup.page import BY_ID, PAGES, Page
from wizard.step import Step, StepState

WORDS = {Status.PASS: "ok", Status.WARN: "warn", Status.FAIL: "FAIL", Status.UNKNOWN: "?", Status.SKIPPED: "-"}
_STEPS = {StepState.OK: "ok", StepState.FAILED: "FAIL", StepState.UNKNOWN: "?", StepState.SKIPPED: "-"}


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text")
    parser.add_argument("--fault", metavar="NAME", help="rehearse one fault with ready answers; list = which there are")


def run(args: argparse.Namespace) -> int:
    """Start the demo. Nothing leaves the machine, and nothing stays on it."""
    from wizard.sandbox.fault import FAULTS

    choose_format(args)
    if args.fault == "list":
        for fault in FAULTS.values():
            print(f"{fault.name:<22} {fault.title}; {fault.cure}")
        return ExitCode.OK
    if args.fault is not None and args.fault not in FAULTS:
        raise UsageError(f"there is no fault {args.fault!r} to rehearse", f"known: {', '.join(FAULTS)}")
    with tempfile.TemporaryDirectory(prefix="smtp-wizard-demo-") as folder:
        if args.fault is None and _has_terminal():
            return asyncio.run(_walk(Path(folder)))
        return asyncio.run(_rehearse(Path(folder), args.fault))


def _has_terminal() -> bool:
    dumb = os.environ.get("TERM", "dumb") == "dumb"
    return not dumb and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()


async def _walk(folder: Path) -> int:
    """The wizard itself, in the demo world. Its files go into the throw-away folder too."""
    from wizard.sandbox.fault import FAULTS
    from wizard.sandbox.world import World
    from wizard.tui.app import run as show

    home = Path.cwd()
    sys.stdout.write("\x1b[2K\r")  # the word that stood there while all this was loaded
    os.chdir(folder)
    try:
        async with World() as world:
            rehearsals = tuple((fault.host, fault.title) for fault in FAULTS.values())
            code = await show(Flow(world, Places.at(folder / "config"), rehearsals=rehearsals))
    finally:
        os.chdir(home)
    if code == 0:
        print("That was the demo; nothing of it was kept. The real thing: smtp-wizard")
    return code


async def _rehearse(folder: Path, name: str | None) -> int:
    """Every page's test with ready answers, as far as it goes; then the exported files."""
    from wizard.sandbox import ready
    from wizard.sandbox.fault import FAULTS
    from wizard.sandbox.world import World

    fault = FAULTS[name] if name else None
    print("smtp-wizard demo: every server is a small one on this machine; nothing leaves it, and nothing is kept.")
    if fault is not None:
        print(f"Rehearsed: {fault.title}.")
    async with World() as world:
        flow = Flow(world, Places.at(folder / "config"), rehearsals=())
        ready.prepare(flow, world, fault)
        outcomes = [await _test(flow, page) for page in PAGES if page.tests and _goes_on(flow)]
        if len(outcomes) == sum(page.tests for page in PAGES):
            await _export(flow, folder)
    found = verdict(finding.status for outcome in outcomes for finding in outcome.findings)
    print(f"\nverdict: {found.value}")
    if fault is not None:
        print(f"way out: {fault.cure}")
    return of_verdict(found.value)


def _goes_on(flow: Flow) -> bool:
    """The wizard goes no further than to a page that failed; DNS is no reason to stop."""
    return all(flow.state(page.id) not in ("FAIL", "?") for page in PAGES if page.tests and page.id != "dns")


async def _test(flow: Flow, page: Page) -> Outcome:
    print(f"\n── {page.title}: {page.proves}")
    flow.edit(page=page.id)
    outcome = await flow.test(page.id, _tell)
    taken = any(one.data and one.data.ok for one in outcome.evidence.sent)
    if taken and outcome.status is not Status.FAIL:
        outcome = flow.answer_arrived(True)
        print("        (the ready answer to “did it arrive?” is yes)")
    for finding in outcome.findings:
        if finding.status in (Status.WARN, Status.FAIL, Status.UNKNOWN):
            _explain(finding)
    return outcome


def _tell(step: Step) -> None:
    if step.state is not StepState.RUNNING and step.name != "port":
        said = f"   {step.said}" if step.said and step.state is StepState.FAILED else ""
        print(f"  {_STEPS[step.state]:<5} {step.words}{said}")


def _explain(finding: Finding) -> None:
    print(f"  {WORDS[finding.status]:<5} {finding.title}" + (f"   [{finding.cause}]" if finding.cause else ""))
    for label, text in (("seen", finding.seen), ("why", finding.why), ("do", finding.fix.text)):
        if text:
            print(f"        {label:<5} {text}")


async def _export(flow: Flow, folder: Path) -> None:
    from wizard.setup import writing

    records = "; the DNS records failed" if flow.state("dns") == "FAIL" else ""
    print(f"\n── {BY_ID['export'].title}: each app's own words. These settings are {flow.proven()}{records}.")
    try:
        made = await writing.exports(flow)
        writing.write(folder / "export", made, flow.now())
        await flow.save_profile()
    except WizardError as error:
        print(f"  FAIL  {error.message}")
        return
    for name, export in writing.blank(flow).items():
        print(f"\n   {name} · {export.target}\n")
        print("\n".join(writing.preview(export)))
