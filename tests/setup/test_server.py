"""What a chosen provider or server brings along, and what does not go to another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.setup.start import SECRET, flow_in
from wizard.model import SAME_AS_SECRET, Encryption
from wizard.secret import Secret
from wizard.setup.draft import CUSTOM, Draft, DraftApp


def test_a_password_never_goes_to_another_provider(tmp_path: Path) -> None:
    flow = flow_in(tmp_path)
    flow.choose_provider("sendgrid")
    flow.set_secret(Secret(SECRET))
    flow.choose_provider("mailgun")
    assert flow.secret is None
    flow.choose_provider("sendgrid")
    assert flow.secret == Secret(SECRET)


def test_a_password_that_is_the_user_name_too_is_in_no_draft(tmp_path: Path) -> None:
    flow = flow_in(tmp_path)
    flow.edit(username=SECRET)
    flow.set_secret(Secret(SECRET))
    assert flow.draft.username == SAME_AS_SECRET
    flow.edit(username=f" {SECRET} ")
    assert flow.draft.username == SAME_AS_SECRET
    flow.edit(username="alice")
    flow.set_secret(Secret(""))
    assert flow.draft.username == "alice"


def test_a_provider_brings_its_host_port_and_user_name(tmp_path: Path) -> None:
    flow = flow_in(tmp_path)
    flow.choose_provider("sendgrid")
    assert (flow.draft.host, flow.draft.port, flow.draft.username) == ("smtp.sendgrid.net", "587", "apikey")
    flow.edit(port="465", encryption="implicit_tls")
    flow.choose_region("eu")
    assert (flow.draft.host, flow.draft.port, flow.draft.encryption) == ("smtp.eu.sendgrid.net", "465", "implicit_tls")
    flow.choose_provider("postmark")
    assert flow.draft.username == SAME_AS_SECRET
    flow.choose_provider("google-relay")
    assert not flow.draft.login
    flow.choose_provider(CUSTOM)
    assert (flow.draft.host, flow.draft.login, flow.provider) == ("", True, None)


@pytest.mark.parametrize(("typed", "first"), [("2526", 2526), ("587", 587), ("x", 587), ("٣", 587), ("", 587), ("70000", 587)])
def test_the_usual_ports_and_the_typed_one_are_looked_at(tmp_path: Path, typed: str, first: int) -> None:
    flow = flow_in(tmp_path)
    flow.start_over(Draft(provider=CUSTOM, port=typed, encryption="starttls"))
    found = flow.candidates()
    assert next(iter(found)) == first
    assert {587, 465, 2525, 25} <= set(found)
    assert found[465] is Encryption.IMPLICIT_TLS


@pytest.mark.parametrize(
    ("kind", "target", "port"),
    [
        ("zulip", "bare", "587"),
        ("synapse", "docker", "587"),
        ("mealie", "compose", "587"),
        ("docmost", "compose", "465"),
        ("coolify", "api", "465"),
        ("unheard-of", "bare", "587"),
    ],
)
def test_an_app_that_cannot_insist_on_starttls_is_proposed_the_port_that_needs_none(
    tmp_path: Path, kind: str, target: str, port: str
) -> None:
    flow = flow_in(tmp_path)
    flow.edit(apps=(DraftApp("chat", kind, target, "chat.example.com"),))
    flow.choose_provider("sendgrid")
    assert flow.draft.port == port
    assert flow.draft.encryption == ("implicit_tls" if port == "465" else "starttls")
    flow.choose_provider("m365-smtp-auth")  # has no such port
    assert (flow.draft.port, flow.draft.encryption) == ("587", "starttls")
