"""`check --mask` leaves our own commands, advice and file names as they are: what it prints can still be pasted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.apps.situation import SITUATIONS, experience
from tests.report.sample import RUN
from wizard import apps
from wizard.again import Again
from wizard.catalogue import load_all
from wizard.diagnosis.place import ON_THE_HOST
from wizard.finding import Finding, Result
from wizard.model import App
from wizard.report import markdown
from wizard.report.mask import Mask

TARGETS = [(kind, target.id) for kind in apps.load_all() for target in apps.kind_of(App("x", kind, "")).TARGETS]
AGAIN = Again(
    ("--profile-file", "/srv/smtp.example.net_587.toml"),
    ("--timeout", "5", "--only", "app.behaviour", "--skip", "tls.version"),
    "203.0.113.9",
)
SOMEBODYS = ("yahoo.com",)
"""What the catalogue names and a run may be about."""


def run_of(*findings: Finding, host: str = "smtp.example.net") -> markdown.Run:
    return replace(RUN, results=(Result("chat", findings, endpoint=f"{host}:587"),))


def commands(report: str) -> list[str]:
    return [line.strip() for line in report.splitlines() if line.strip().startswith("$ ")]


@pytest.mark.parametrize(("kind", "target"), [one for one in TARGETS if one[1] not in ON_THE_HOST])
def test_the_command_for_inside_a_container_stays_but_for_the_names_of_the_setup(kind: str, target: str) -> None:
    run = run_of(experience(kind, target, replace(SITUATIONS["all is well"], changes={"again": AGAIN})))
    plain, masked = commands(markdown.render(run)), commands(markdown.render(run, mask=True))
    assert plain
    assert "{{.State.Pid}}" in plain[0]
    assert "smtp.example.net" in plain[0]
    assert masked == [one.replace("smtp.example.net", "host-1.example.org").replace("203.0.113.9", "ip-1") for one in plain]


def _advice() -> Iterator[str]:
    for cause in load_all().values():
        yield from (cause.title, cause.meaning, cause.why, cause.tell_apart, cause.fix.text, *cause.fix.commands)


@pytest.mark.parametrize("host", ["smtp.example.net", "relayhost", "mail", "smtp", "postfix"])
def test_the_catalogue_reads_the_same_behind_a_mask(host: str) -> None:
    mask = Mask(run_of(host=host))
    for text in _advice():
        if not any(name in text for name in SOMEBODYS):
            assert mask(text) == text


@pytest.mark.parametrize(("kind", "target"), TARGETS)
def test_what_is_said_of_an_app_reads_the_same_behind_a_mask(kind: str, target: str) -> None:
    mask = Mask(run_of())
    for situation in SITUATIONS.values():
        for detail in experience(kind, target, situation).details:
            if "example" not in detail.text:
                assert mask(detail.text) == detail.text


@pytest.mark.parametrize(
    "text",
    [
        "docker inspect --format '{{.State.Pid}}' chat && docker inspect --format '{{.NetworkSettings.Networks}}' chat",
        "smtplib.SMTPServerDisconnected, smtplib.SMTPException, ssl.SSLCertVerificationError, java.net.ConnectException: refused",
        "dig +short TXT _dmarc.DOMAIN; dig +short TXT SELECTOR._domainkey.DOMAIN; SELECTOR._domainkey.DOMAIN.DOMAIN",
        "dig @9.9.9.9 +short SERVER",
        "from webmaster@localhost or root@hostname",
    ],
)
def test_words_of_our_own_stay(text: str) -> None:
    assert Mask(RUN)(text) == text


@pytest.mark.parametrize(
    ("host", "text", "shown"),
    [
        ("server.name", "dig SERVER.NAME", "dig host-1.example.org"),
        ("acme.domain", "SELECTOR._domainkey.acme.domain", "host-1.example.org"),
        ("acme.com", "com.acme.mailer.SendFailedException", "host-1.example.org"),
        ("mail.acme.com", "mail.acme.CoM, other.net.CoM", "host-1.example.org, host-2.example.org"),
        ("mail.acme.com", "{{.Mail.Acme.Com}} {{.mail.other.com}}", "{{.host-1.example.org}} {{.host-2.example.org}}"),
        ("mail.acme.com", "alice@localhost webmaster@acme.com", "address-1@example.org address-2@example.org"),
    ],
)
def test_what_is_written_like_our_own_words_and_is_not_is_hidden(host: str, text: str, shown: str) -> None:
    assert Mask(run_of(host=host))(text) == shown


@pytest.mark.parametrize(
    ("host", "text", "shown"),
    [
        ("mail.acme.com", "/srv/mail.acme.com-old.toml", "/srv/host-1.example.org-old.toml"),
        ("mail.acme.com", "/srv/mail.acme.com_587.toml", "/srv/host-1.example.org_587.toml"),
        ("mail.acme.com", "/srv/mail.acme.com.old.toml", "/srv/host-1.example.org.old.toml"),
        ("mail.acme.com", "/etc/ssl/mail.acme.com-key.pem", "/etc/ssl/host-1.example.org-key.pem"),
        ("mail.acme.com", "/etc/ssl/chat.acme.com2.toml", "/etc/ssl/host-1.example.org2.toml"),
        ("mail.acme.com", "mail.acme.com_587", "host-1.example.org_587"),
        ("mail.acme.com", "old-mail.acme.com-to-mail.acme.com.toml", "host-1.example.org.toml"),
        ("c0ffee12", "/srv/c0ffee12.toml old_c0ffee12.toml /srv/c0ffee12_587", "/srv/{0}.toml old_{0}.toml /srv/{0}_587"),
    ],
)
def test_a_host_is_hidden_wherever_it_stands_in_the_name_of_a_file(host: str, text: str, shown: str) -> None:
    assert Mask(run_of(host=host))(text) == shown.format("host-1.example.org")
