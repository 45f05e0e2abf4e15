"""Ready answers for the demo: a whole setup that the demo world will prove, or refuse in the way of one fault."""

from __future__ import annotations

from dataclasses import replace

from wizard.sandbox.fault import Fault
from wizard.sandbox.world import World
from wizard.secret import Secret
from wizard.setup.draft import CUSTOM, Draft, DraftApp
from wizard.setup.flow import Flow

PASSWORD = Secret("demo-pa$$word #1")
"""Hostile on purpose: the export must hold it exactly."""
DRAFT = Draft(
    name="demo",
    provider=CUSTOM,
    host="smtp.provider.example",
    port="587",
    encryption="starttls",
    username="chat@example.com",
    keeper="ask",
    from_name="Example Chat",
    from_address="noreply@example.com",
    recipient="me@example.net",
    selectors="s1",
    apps=(
        DraftApp("chat", "zulip", "docker-12", "chat.example.com", {"administrator": "admin@example.com"}),
        DraftApp("matrix", "synapse", "homeserver", "matrix.example.com"),
    ),
)


def prepare(flow: Flow, world: World, fault: Fault | None = None) -> None:
    """Answer every page, as a person would who meets the fault."""
    answers = DRAFT if fault is None else replace(DRAFT, host=fault.host, **fault.answers)  # type: ignore[arg-type]
    domain = answers.from_address.rpartition("@")[2]
    settings = {"administrator": f"admin@{domain}"}
    flow.start_over(replace(answers, apps=(replace(answers.apps[0], settings=settings), *answers.apps[1:])))
    flow.set_secret(PASSWORD)
    world.add_domain(domain, None)
