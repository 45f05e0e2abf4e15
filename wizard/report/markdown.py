"""For a forum or a provider's support: one Markdown document with versions, steps, replies, findings and the conversation.

What a server said stands in code fences, so that nothing in it can become a link or a picture. With `mask`, host names and
addresses are replaced by numbered stand-ins, the same one for the same name throughout, so that it can be posted in public.
"""

from __future__ import annotations

import ipaddress
import platform
import re
from collections.abc import Callable, Iterator

from wizard.finding import Finding, Result, Run, Status
from wizard.report.text import SHAPES, more_of, tally
from wizard.step import StepState

_FILE_ENDINGS = frozenset(
    {"yaml", "yml", "toml", "conf", "ini", "env", "txt", "json", "pem", "crt", "log", "service", "override", "html"}
)
"""What looks like a domain and is a file name, unless the run is about a domain of that name."""
_FILES = frozenset({"settings.py", "manage.py", "main.cf", "master.cf"})
"""Files whose endings are countries too."""
_OF_DOMAINS = ("spf.", "dkim.", "dmarc.", "mx.")
"""Checks whose subject is a domain."""
Hide = Callable[[str], str]
_LETTER = r"\w\u0300-\u036f"
"""Of a name in any script, also where an accent is a character of its own."""
_ADDRESS = re.compile(rf"[{_LETTER}.!#$%&'*+/=?^`{{|}}~-]+@((?:[{_LETTER}-]+\.)*[{_LETTER}-]+)")
_DOMAIN = re.compile(rf"(?<![{_LETTER}.@-])(?:[{_LETTER}-]{{1,63}}\.)+[^\W\d_][{_LETTER}-]{{1,62}}(?![{_LETTER}-])")
_IP = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?)(?![\w:])"
)


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
    yield from (f"## {result.profile}: {tally(result)}", "")
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


class Mask:
    """Replaces host names, mail addresses and IP addresses by stand-ins that are the same throughout one report."""

    def __init__(self, run: Run) -> None:
        self._names: dict[str, str] = {}
        hosts = {result.endpoint.rpartition(":")[0] for result in run.results if result.endpoint}
        words = sorted((host for host in hosts if host and "." not in host and ":" not in host), key=len, reverse=True)
        # A server called by one bare word looks like any other word, so it is known only from the setup.
        self._bare = re.compile(rf"(?<![\w.@-])(?:{'|'.join(map(re.escape, words))})(?![\w-])", re.IGNORECASE) if words else None
        self._known = {_registered(name) for name in (*hosts, *_domains(run))}

    def __call__(self, text: str) -> str:
        """The text with stand-ins."""
        text = _ADDRESS.sub(lambda found: self._stand_in(found.group(), "address-{}@example.org"), text)
        text = _IP.sub(self._ip, text)
        text = _DOMAIN.sub(self._domain, text)
        return self._bare.sub(lambda found: self._stand_in(found.group(), "host-{}.example.org"), text) if self._bare else text

    def _domain(self, found: re.Match[str]) -> str:
        name = found.group()
        stem, _, ending = name.rpartition(".")
        is_file = name.lower() in _FILES or ending.lower() in _FILE_ENDINGS
        if is_file and _registered(name) not in self._known and "." in stem and _registered(stem) in self._known:
            return f"{self._stand_in(stem, 'host-{}.example.org')}.{ending}"  # a setup's file called after its host
        if (is_file and _registered(name) not in self._known) or _registered(name) == "example.org":
            return name
        return self._stand_in(name, "host-{}.example.org")

    def _ip(self, found: re.Match[str]) -> str:
        text = found.group()
        try:
            ipaddress.ip_address(text)
        except ValueError:
            return text
        return self._stand_in(text, "ip-{}")

    def _stand_in(self, name: str, form: str) -> str:
        known = self._names.get(name.lower())
        if known is None:
            number = 1 + sum(1 for stand_in in self._names.values() if stand_in.startswith(form.partition("{")[0]))
            known = self._names[name.lower()] = form.format(number)
        return known


def _domains(run: Run) -> Iterator[str]:
    """The domains that the run is about: those of its records, of its addresses, and the name it greeted with."""
    for result in run.results:
        said = [str(line.text) for line in result.transcript if line.dir == ">"]
        yield from (text.partition(" ")[2] for text in said if text.upper().startswith(("EHLO ", "HELO ")))
        texts = [*said, *(step.words for step in result.steps)]
        for finding in result.findings:
            if finding.id.startswith(_OF_DOMAINS) and finding.subject:
                yield finding.subject
            texts += [finding.title, finding.seen]
        yield from (found[1] for text in texts for found in _ADDRESS.finditer(text))


def _registered(name: str) -> str:
    """The last two labels, which a domain shares with its hosts."""
    return ".".join(name.lower().rstrip(".").split(".")[-2:])
