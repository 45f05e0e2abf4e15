"""For a forum or a provider's support: one Markdown document with versions, steps, replies, findings and the conversation.

What a server said stands in code fences, so that nothing in it can become a link or a picture. With `mask`, host names and
addresses are replaced by numbered stand-ins, the same one for the same name throughout, so that it can be posted in public.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Iterator

from wizard.finding import Finding, Result, Run, Status
from wizard.report.mask import Mask
from wizard.report.text import SHAPES, more_of, tally
from wizard.step import StepState

Hide = Callable[[str], str]


def render(run: Run, *, color: bool = False, verbose: bool = False, mask: bool = False) -> str:
    """The whole report; it is always complete and never coloured."""
    hide = Mask(run) if mask else _as_it_is
    started = run.started.isoformat(timespec="seconds")
    made = f"smtp-wizard {run.version}, Python {platform.python_version()}, {platform.system()}, {started}"
    lines = ["# Mail check", "", made, "", f"Verdict: **{SHAPES[run.verdict][1]}**", ""]
    for result in run.results:
        lines += _profile(result, hide)
    return "\n".join(lines) + "\n"


def _as_it_is(text: str) -> str:
    return text


def _profile(result: Result, hide: Hide) -> Iterator[str]:
    yield from (f"## {hide(result.profile)}: {tally(result)}", "")
    if result.endpoint:
        yield from _fence([hide(result.endpoint)])
    for finding in result.findings:
        if finding.status not in (Status.PASS, Status.SKIPPED):
            yield from _finding(finding, hide)
    if result.waiting:
        yield from ("### Not asked without consent", "")
        yield from _fence([hide(f"{one.reason}: {one.cost} (--consent {one.answer})") for one in result.waiting])
    in_order = [finding for finding in result.findings if finding.status is Status.PASS]
    if in_order:
        yield from ("### In order", "")
        yield from _fence([f"{finding.id:<18}{hide(finding.title)}{_subject(finding, hide)}" for finding in in_order])
    for finding in in_order:
        if rows := [*_details(finding, hide), *_commands(finding, hide)]:
            yield from (f"### How {finding.app or finding.id} sends", "")
            yield from _fence(rows)
    steps = [step for step in result.steps if step.state is not StepState.RUNNING]
    if steps:
        yield from ("### Steps", "")
        yield from _fence([f"{step.state.value:<8}{_ms(step.ms)}  {hide(step.words)}" for step in steps])
    if result.transcript:
        yield from ("### Conversation", "")
        yield from _fence([f"{line.t:7.3f} {line.dir} {hide(str(line.text))}" for line in result.transcript])


def _finding(finding: Finding, hide: Hide) -> Iterator[str]:
    shape, word = SHAPES[finding.status]
    cause = f" ({finding.cause})" if finding.cause else ""
    yield from (f"### {shape} {word}: {finding.id}{cause}", "")
    rows = [f"{hide(finding.title)}{_subject(finding, hide)}"]
    said = (("seen", finding.seen), ("why", finding.why), ("do", finding.fix.text))
    rows += [f"{label:<6}{hide(text)}" for label, text in said if text]
    rows += _commands(finding, hide)
    rows += [f"see   {link}" for link in finding.links]
    rows += _details(finding, hide)
    yield from _fence(rows)


def _commands(finding: Finding, hide: Hide) -> list[str]:
    return [f"      $ {hide(command)}" for command in finding.fix.commands]


def _details(finding: Finding, hide: Hide) -> list[str]:
    return [f"{detail.label:<6}{hide(detail.text)}" for detail in more_of(finding)]


def _subject(finding: Finding, hide: Hide) -> str:
    if not finding.subject:
        return ""
    # An identity's id is the person's own word for it (`chat.noreply`), not a host name.
    identity = finding.id.startswith(("sender.", "message."))
    return f" [{finding.subject if identity else hide(finding.subject)}]"


def _ms(ms: float | None) -> str:
    return f"{ms:7.0f} ms" if ms is not None else " " * 10


def _fence(rows: list[str]) -> Iterator[str]:
    """A code block that nothing inside can close, and a blank line."""
    shown = [line for row in rows for line in row.split("\n")]
    longest = max((len(run) for line in shown for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}text", *shown, fence, "")
