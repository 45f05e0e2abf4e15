"""Finding a provider by what a person types, a mail domain, an MX or an SMTP host; and the endpoint that follows."""

from __future__ import annotations

import pytest

from wizard import providers
from wizard.errors import UsageError
from wizard.model import Encryption


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sendgrid", "sendgrid"),
        ("SendG", "sendgrid"),
        ("office", "m365-smtp-auth"),
        ("amazon", "ses"),
        ("mandrill", "mandrill"),
        ("postfix", "local-relay"),
        ("hotmail.com", "outlook-com"),
        ("me@icloud.com", "icloud"),
        ("smtp.office365.com", "m365-smtp-auth"),
        ("email-smtp.eu-west-1.amazonaws.com", "ses"),
        ("messagingengine", "fastmail"),
        ("163", "netease-163"),
    ],
)
def test_what_a_person_types_finds_the_provider(typed: str, first: str) -> None:
    assert providers.search(typed)[0].id == first


def test_nothing_typed_lists_everything_by_name() -> None:
    names = [provider.name.casefold() for provider in providers.search(" ")]
    assert names == sorted(names)
    assert len(names) == len(providers.load_all())


def test_a_start_ranks_before_a_middle() -> None:
    found = [provider.id for provider in providers.search("mail")]
    assert found.index("mailgun") < found.index("icloud") < found.index("gmail")


def test_nonsense_finds_nothing() -> None:
    assert providers.search("qqqqzzzz") == ()


def test_an_unknown_id_names_what_comes_close() -> None:
    with pytest.raises(UsageError) as caught:
        providers.find("sendgr")
    assert "sendgrid" in caught.value.hints[0]


@pytest.mark.parametrize(
    ("hosts", "id"),
    [
        (["ASPMX.L.GOOGLE.COM.", "alt1.aspmx.l.google.com"], "gmail"),
        (["acme-com.mail.protection.outlook.com"], "m365-smtp-auth"),
        (["outlook-com.olc.protection.outlook.com"], "outlook-com"),
        (["in1-smtp.messagingengine.com"], "fastmail"),
        (["mx01.mail.icloud.com"], "icloud"),
        (["mta5.am0.yahoodns.net"], "yahoo"),
        (["mail.protonmail.ch"], "proton"),
        (["aspmx1.migadu.com"], "migadu"),
        (["mx.zoho.eu"], "zoho-mail"),
        (["mx1.mail.ovh.net"], "ovh"),
        (["mx00.ionos.de"], "ionos"),
        (["www123.your-server.de"], "hetzner"),
        (["mxbiz1.qq.com"], "exmail-qq"),
        (["mx3.qq.com"], "qq"),
        (["mail.example.com"], None),
        (["notgoogle.com"], None),
        ([], None),
    ],
)
def test_an_mx_shows_where_the_mailboxes_live(hosts: list[str], id: str | None) -> None:
    found = providers.by_mx(hosts)
    assert (found and found.id) == id


@pytest.mark.parametrize(
    ("domain", "id"),
    [("gmail.com", "gmail"), ("Hotmail.com.", "outlook-com"), ("a@163.com", "netease-163"), ("example.com", None)],
)
def test_a_mail_domain_names_its_provider(domain: str, id: str | None) -> None:
    found = providers.by_domain(domain)
    assert (found and found.id) == id


@pytest.mark.parametrize(
    ("host", "id"),
    [
        ("smtp.eu.mailgun.org", "mailgun"),
        ("SMTP.Gmail.com.", "gmail"),
        ("email-smtp.me-south-9.amazonaws.com", "ses"),
        ("acme-com.mail.protection.outlook.com", "m365-connector"),
        ("pro2.mail.ovh.net", "ovh"),
        ("localhost", None),
        ("mail.example.com", None),
        ("smtp.gmail.com.example.com", None),
        ("", None),
    ],
)
def test_a_host_names_its_provider_where_it_is_clear(host: str, id: str | None) -> None:
    found = providers.by_host(host)
    assert (found and found.id) == id


def test_every_host_that_is_offered_is_recognised_again() -> None:
    for provider in providers.load_all().values():
        for region in provider.regions:
            if region.host != "localhost":
                assert providers.by_host(region.host) is provider


def test_ses_has_a_host_for_each_of_its_nineteen_regions() -> None:
    ses = providers.find("ses")
    assert len({region.host for region in ses.regions}) == 19
    assert providers.hosts(ses, "eu-west-1") == "email-smtp.eu-west-1.amazonaws.com"


def test_a_region_that_is_not_listed_works_where_the_host_follows_from_it() -> None:
    assert providers.hosts(providers.find("oci"), "uk-london-1") == "smtp.email.uk-london-1.oci.oraclecloud.com"
    with pytest.raises(UsageError, match="no such region"):
        providers.hosts(providers.find("oci"), "evil.example.com/")
    with pytest.raises(UsageError) as caught:
        providers.hosts(providers.find("mailgun"), "mars")
    assert caught.value.hints == ("accepted: us, eu",)


def test_the_host_of_a_connector_is_made_from_the_domain() -> None:
    connector = providers.find("m365-connector")
    assert providers.hosts(connector, domain="Mail.Example.com") == "mail-example-com.mail.protection.outlook.com"
    assert providers.hosts(connector) == ""


def test_the_host_of_a_relay_is_for_the_person_to_say() -> None:
    relay = providers.endpoint(providers.find("local-relay"))
    assert (relay.host, relay.port, relay.encryption) == ("", 25, Encryption.NONE)


def test_the_encryption_belongs_to_provider_and_port() -> None:
    port = {id: providers.endpoint(providers.find(id), port=2465).encryption for id in ("resend", "lettermint")}
    assert port == {"resend": Encryption.IMPLICIT_TLS, "lettermint": Encryption.STARTTLS}


def test_an_undocumented_port_is_refused() -> None:
    with pytest.raises(UsageError, match="documents no port 465"):
        providers.endpoint(providers.find("postmark"), port=465)


def test_blocked_ports_name_the_company() -> None:
    blocked = dict(providers.blocked_ports())
    assert blocked["Hetzner Cloud"] == (25, 465)
    assert all(ports and all(0 < port < 65536 for port in ports) for ports in blocked.values())
