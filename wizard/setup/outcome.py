"""What a live test found, for which answers it was made, and how well all of them together prove a setup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wizard.finding import Finding, FollowUp, Status, verdict
from wizard.model import Fingerprint
from wizard.setup.draft import Draft, has_apps
from wizard.setup.page import BY_ID
from wizard.step import Step

if TYPE_CHECKING:
    from wizard.evidence import Evidence
    from wizard.setup.flow import Flow


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a page's live test found, and for which request."""

    page: str
    request: Fingerprint
    findings: tuple[Finding, ...]
    evidence: Evidence
    at: datetime
    steps: tuple[Step, ...] = ()
    """What was tried, each step with its outcome."""
    waiting: tuple[FollowUp, ...] = ()
    """What could be asked further, with the person's consent."""

    @property
    def status(self) -> Status:
        return verdict(finding.status for finding in self.findings)


def fingerprint(page: str, draft: Draft, secret: tuple[int, str]) -> Fingerprint:
    """Of exactly the answers that a page's test rests on. `secret`: how often it was typed anew, and where else it is read."""
    server = (draft.host, draft.port, draft.encryption, draft.ca_file, draft.ehlo, tuple(app.hostname for app in draft.apps))
    login = (draft.login, draft.username, draft.mechanism, draft.may_cross_plaintext, *secret)
    senders = (draft.from_address, draft.from_name, draft.apps)
    selectors = (draft.selectors, draft.other_selectors)
    parts: dict[str, tuple[object, ...]] = {
        "port": (server,),
        "login": (server, login),
        "senders": (server, login, senders),
        # Where mail leaves from is told by the server's addresses, the provider that it belongs to, and the login.
        "dns": (senders, selectors, draft.provider, draft.host, draft.login, draft.username),
        "message": (server, login, senders, draft.recipient),
    }
    return Fingerprint.of(page, parts.get(page, ()))


def in_a_word(flow: Flow, page: str) -> str:
    """A page's verdict: ok, warn, FAIL, ?, stale, or nothing yet."""
    found = flow.outcome(page)
    if found is not None:
        return {"pass": "ok", "warn": "warn", "fail": "FAIL", "unknown": "?", "skipped": "-"}[found.status.value]
    if flow.is_stale(page):
        return "stale"
    return "-" if page == "login" and not flow.draft.login else "ok" if _is_answered(flow, page) else ""


def _is_answered(flow: Flow, page: str) -> bool:
    """Whether a page without a test has what it asks for."""
    if page == "apps":
        return has_apps(flow.draft)
    return (page == "provider" and bool(flow.draft.provider)) or (page == "export" and bool(flow.written))


def in_words(flow: Flow) -> str:
    """How well the whole is proven: "proven 2 min ago", or what was not tested since it changed."""
    pages = [id for id in ("port", "login", "senders", "message") if id != "login" or flow.draft.login]
    senders = flow.outcome("senders")
    if senders is not None and senders.status in (Status.PASS, Status.WARN):
        pages = ["senders", "message"]  # its conversation went through the port and the login as well
    found = {id: flow.outcome(id) for id in pages}
    untested = [id for id, outcome in found.items() if outcome is None]
    if untested:
        changed = any(flow.is_stale(id) for id in untested)
        return ("not tested since a change: " if changed else "not tested: ") + _titles(untested)
    outcomes = [outcome for outcome in found.values() if outcome is not None]
    for status, words in ((Status.FAIL, "not proven, the test failed"), (Status.UNKNOWN, "not proven, a test left it open")):
        poor = [outcome.page for outcome in outcomes if outcome.status is status]
        if poor:
            return f"{words}: {_titles(poor)}"
    minutes = int((flow.now() - min(outcome.at for outcome in outcomes)).total_seconds() // 60)
    return "proven just now" if minutes < 1 else f"proven {minutes} min ago"


def _titles(pages: list[str]) -> str:
    return ", ".join(BY_ID[id].title for id in pages)
