"""Exports that make the apps' own mail libraries deliver through a real Postfix, under the name that `hostname:` gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.utils import parseaddr
from pathlib import Path

import pytest

from tests.apps.setups import PASSWORD, app
from tests.outside.sending import container, drive
from tests.postfix import ALICE, BOB, PASSWORDS, Postfix
from wizard.apps import kind_of
from wizard.model import App, Encryption, Endpoint, Login, Profile
from wizard.secret import SecretRef

pytestmark = pytest.mark.real

GREETING = "chat.lab.test"
SHARED = "shared@lab.test"


@pytest.fixture
def alice(postfix: Postfix) -> Iterator[Postfix]:
    """Postfix, whose user alice has a hostile password for the time of a test."""
    postfix.set_password(ALICE, PASSWORD.reveal())
    yield postfix
    postfix.set_password(ALICE, PASSWORDS[ALICE])


def setup(server: Postfix, encryption: Encryption) -> Profile:
    port = server.tls_port if encryption is Encryption.IMPLICIT_TLS else server.starttls_port
    endpoint = Endpoint(server.host, port, encryption)
    return Profile("chat", endpoint, SHARED, "Café, Zoë", ehlo=GREETING, auth=Login(ALICE, SecretRef.parse("ask")))


def exported(folder: Path, profile: Profile, of: App) -> list[Path]:
    export = kind_of(of).export(profile, of, PASSWORD, form="auto", provider=None)
    files = [folder / Path(file.path).name for file in export.files]
    for path, file in zip(files, export.files, strict=True):
        path.write_text(file.text, encoding="utf-8")
    return files


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.IMPLICIT_TLS])
async def test_synapse_delivers_through_postfix(tmp_path: Path, alice: Postfix, encryption: Encryption) -> None:
    inside = container(tmp_path, GREETING, mail__lab__test="127.0.0.1")
    before = len(alice.messages(BOB, 0))
    (file,) = exported(tmp_path, setup(alice, encryption), app("synapse", "conf-d"))
    found = await drive("synapse", "synapse_send.py", "send", file, BOB, ca_file=alice.ca_file, inside=inside)
    assert (found["sent"], found["error"]) == (True, None)
    messages = alice.messages(BOB, before + 1)
    assert len(messages) == before + 1
    delivered = [message for message in messages if message["From"] == '"Café, Zoë" <shared@lab.test>']
    assert delivered
    assert all(GREETING in str(message["Received"]) for message in delivered)


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.IMPLICIT_TLS])
async def test_zulip_delivers_every_kind_of_mail_through_postfix(tmp_path: Path, alice: Postfix, encryption: Encryption) -> None:
    inside = container(tmp_path, GREETING, mail__lab__test="127.0.0.1")
    before = len(alice.messages(BOB, 0))
    of = app("zulip", "bare", administrator=ALICE, tokens=True)
    files = exported(tmp_path, setup(alice, encryption), of)
    found = await drive("zulip", "django_send.py", "send", *files, BOB, ca_file=alice.ca_file, inside=inside)
    assert [mail["error"] for mail in found["mails"]] == [None] * 5
    messages = alice.messages(BOB, before + 5)
    assert len(messages) == before + 5
    pairs = {(parseaddr(message["Return-Path"])[1], _family(parseaddr(message["From"])[1])) for message in messages}
    promised = kind_of(of).identities(setup(alice, encryption), of)
    assert {(one.envelope, _family(one.from_address)) for one in promised} <= pairs


def _family(address: str) -> str:
    """Random addresses count as one."""
    return "shared-TOKEN" if address.startswith("shared-") else address


async def test_postfix_refuses_a_sender_that_zulip_would_use_by_default(tmp_path: Path, alice: Postfix) -> None:
    inside = container(tmp_path, GREETING, mail__lab__test="127.0.0.1")
    of = replace(app("zulip", "bare"), settings={"noreply": "noreply@lab.test", "administrator": ALICE})
    files = exported(tmp_path, setup(alice, Encryption.STARTTLS), of)
    found = await drive("zulip", "django_send.py", "send", *files, BOB, ca_file=alice.ca_file, inside=inside)
    refused = {mail["envelope"] for mail in found["mails"] if mail["error"]}
    assert refused == {"noreply@lab.test"}


async def test_a_container_without_a_host_name_of_its_own_is_refused_as_the_notes_say(tmp_path: Path, alice: Postfix) -> None:
    inside = container(tmp_path, "3f2a1b4c5d6e", mail__lab__test="127.0.0.1")
    files = exported(tmp_path, setup(alice, Encryption.STARTTLS), app("zulip", "bare"))
    found = await drive("zulip", "django_send.py", "send", *files, BOB, ca_file=alice.ca_file, inside=inside)
    assert all("504" in mail["error"] or "need fully-qualified hostname" in mail["error"] for mail in found["mails"])
