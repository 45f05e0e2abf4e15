"""Exports for apps in containers, delivered by the apps' own libraries through a real Postfix, under the name that they give."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.apps.setups import PASSWORD, app
from tests.outside import container, reader, sending
from tests.postfix import ALICE, BOB, PASSWORDS, Postfix
from wizard.app import Export
from wizard.apps import kind_of
from wizard.model import Encryption, Endpoint, Login, Profile
from wizard.secret import SecretRef

pytestmark = pytest.mark.real

GREETING = "chat.lab.test"
SHARED = "shared@lab.test"
NO_RESOLVER = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'
TARGETS = (
    ("mealie", "compose"),
    ("mealie", "docker-run"),
    ("docmost", "env-file"),
    ("docmost", "docker-run"),
    ("coolify", "tinker"),
)


@pytest.fixture
def alice(postfix: Postfix) -> Iterator[Postfix]:
    """Postfix, whose user alice has a hostile password for the time of a test."""
    postfix.set_password(ALICE, PASSWORD.reveal())
    yield postfix
    postfix.set_password(ALICE, PASSWORDS[ALICE])


def exported(server: Postfix, kind: str, target: str, encryption: Encryption) -> Export:
    port = server.tls_port if encryption is Encryption.IMPLICIT_TLS else server.starttls_port
    endpoint = Endpoint(server.host, port, encryption)
    profile = Profile("chat", endpoint, SHARED, "Café: Zoë, (x)", ehlo=GREETING, auth=Login(ALICE, SecretRef.parse("ask")))
    of = app(kind, target)
    return kind_of(of).export(profile, of, PASSWORD, form="auto", provider=None)


def inside(folder: Path, hostname: str) -> tuple[str, ...]:
    """A container's host name and hosts, and no name server: nodemailer would ask one first."""
    resolver = folder / "resolv.conf"
    resolver.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    return (*sending.container(folder, hostname, mail__lab__test="127.0.0.1"), "sh", "-c", NO_RESOLVER, "sh", str(resolver))


def deliver(folder: Path, kind: str, export: Export, ca_file: str) -> dict[str, Any]:
    trust = {"SSL_CERT_FILE": ca_file, "NODE_EXTRA_CA_CERTS": ca_file}
    if kind == "coolify":
        config = base64.b64encode(export.files[0].text.encode()).decode()
        answer: dict[str, Any] = reader.coolify(
            "tinker", BOB, cwd=folder, env={**trust, "CFG": config}, inside=inside(folder, "1234567890ab")
        )
        return answer
    is_run = export.target == "docker-run"
    started = container.docker_run(folder, export) if is_run else container.compose(folder, export, kind)
    drive = reader.mealie if kind == "mealie" else reader.docmost
    words = ("send", "--new", BOB) if kind == "mealie" else ("send", BOB)
    found: dict[str, Any] = drive(*words, cwd=folder, env=trust | started.environment, inside=inside(folder, started.hostname))
    return found


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.IMPLICIT_TLS])
@pytest.mark.parametrize(("kind", "target"), TARGETS)
def test_it_delivers_through_postfix_under_the_name_of_the_setup(
    kind: str, target: str, encryption: Encryption, tmp_path: Path, alice: Postfix
) -> None:
    before = len(alice.messages(BOB, 0))
    found = deliver(tmp_path, kind, exported(alice, kind, target, encryption), alice.ca_file)
    assert found["sent"], found
    messages = alice.messages(BOB, before + 1)
    assert len(messages) == before + 1
    # Maildir names are by time, but two within a second may change places.
    ours = [message for message in messages if f"from {GREETING} " in str(message["Received"])]
    assert ours
    (address,) = ours[-1]["From"].addresses
    assert (address.display_name, address.addr_spec) == ("Café: Zoë, (x)", SHARED)
    assert ours[-1]["Return-Path"] == f"<{SHARED}>"
