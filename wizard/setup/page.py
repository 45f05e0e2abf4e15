"""The wizard's pages, in order: what each proves and why it matters, in one line each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    title: str
    proves: str
    """What is being proven, and why it matters; one line at 80 columns."""
    tests: bool = True
    """Whether it has a live test that must pass before it counts as proven."""
    logs_in: bool = False
    """Whether that test logs in: with a wrong password each run is one failed login."""


PAGES = (
    Page("apps", "Apps", "Which apps send? Each has sender addresses of its own, and all get tested.", tests=False),
    Page("provider", "Provider", "Who takes the mail? Host, ports and kind of password follow from it.", tests=False),
    Page(
        "port",
        "Port and encryption",
        "Proves that the port is open and its encryption right: a wrong pair hangs.",
    ),
    Page("login", "Login", "Proves that the password is right with one login; more can lock you out.", logs_in=True),
    Page("senders", "Senders", "Proves that every address your apps send from is accepted, not just one.", logs_in=True),
    Page("dns", "DNS", "Proves that receivers can trust your mail: without these it lands in spam."),
    Page("message", "Test mail", "Proves the whole way with one real message: some providers refuse only then.", logs_in=True),
    Page("export", "Export", "Writes these settings in your app's own words: nothing is mistyped.", tests=False),
    Page("done", "Done", "What was stored where, and how to check again later.", tests=False),
)

ORDER = tuple(page.id for page in PAGES)
BY_ID = {page.id: page for page in PAGES}
