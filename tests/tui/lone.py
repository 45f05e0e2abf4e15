"""One scripted server and a draft that points at it: for what a page does with that server's answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.check.stage import GOOD, PASSWORD, Stage, stage
from tests.tui.driving import Keyboard, walking
from wizard.sandbox.certificate import Authority
from wizard.sandbox.script import Script
from wizard.setup.draft import CUSTOM, Draft, DraftApp


def draft_for(scene: Stage) -> Draft:
    """Every answer but the secret."""
    return Draft(
        provider=CUSTOM,
        host="mail.example.com",
        port=str(scene.server.port),
        encryption="starttls",
        ca_file=scene.server.ca_file,
        username="noreply@example.com",
        keeper="ask",
        from_address="noreply@example.com",
        recipient="me@example.net",
        apps=(DraftApp("mealie", "mealie", "compose", "chat.example.com"),),
    )


@asynccontextmanager
async def at_page(
    page: str, folder: Path, authority: Authority, script: Script = GOOD, **changes: object
) -> AsyncIterator[tuple[Keyboard, Stage]]:
    """The wizard on a page of a setup with that one server; the secret is typed already but for the login page."""
    from dataclasses import replace

    async with stage(script, authority=authority) as scene:
        draft = replace(draft_for(scene), **changes)  # type: ignore[arg-type]
        secret = "" if page == "login" else PASSWORD
        async with walking(folder, scene.net, draft=draft, page=page, secret=secret) as keyboard:
            yield keyboard, scene
