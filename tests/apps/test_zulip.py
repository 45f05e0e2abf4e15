"""A setup in Zulip's own words, for each way of running it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
import yaml
from hypothesis import given

from tests.apps import golden
from tests.apps.setups import PASSWORD, app, profile, provider
from tests.dialects.hostile import TEXTS
from wizard import providers
from wizard.app import Export
from wizard.apps import kind_of, zulip
from wizard.dialects import docker_zulip
from wizard.errors import Unrepresentable, UsageError
from wizard.model import App, Encryption, Profile
from wizard.provider import Provider
from wizard.secret import Secret

TARGETS = ("docker-12", "docker-11", "bare")


def made(
    setup: Profile, of: App, secret: Secret | None = PASSWORD, *, form: str = "auto", with_provider: Provider | None = None
) -> Export:
    return zulip.export(setup, of, secret, form=form, provider=with_provider)


def files(export: Export) -> dict[str, str]:
    return {file.path: file.text for file in export.files}


@pytest.mark.parametrize("login", [True, False], ids=["login", "no-login"])
@pytest.mark.parametrize("encryption", list(Encryption))
@pytest.mark.parametrize("target", TARGETS)
def test_every_export_is_as_it_was_last_looked_at(target: str, encryption: Encryption, login: bool) -> None:
    setup = profile(encryption, login=login)
    export = made(setup, app("zulip", target, administrator="admin@example.com"), PASSWORD if login else None)
    golden.compare("zulip", f"{target}-{encryption}-{'login' if login else 'no-login'}", export)


@pytest.mark.parametrize("target", TARGETS)
def test_what_zulip_overwrites_is_never_exported(target: str) -> None:
    text = "".join(files(made(profile(), app("zulip", target))).values())
    for name in ("EMAIL_HOST_PASSWORD", "EMAIL_TIMEOUT", "DEFAULT_FROM_EMAIL"):
        assert name not in text


@pytest.mark.parametrize(
    ("encryption", "tls", "ssl"),
    [(Encryption.STARTTLS, True, False), (Encryption.IMPLICIT_TLS, False, True), (Encryption.NONE, False, False)],
)
def test_both_switches_are_written_and_never_both_are_on(encryption: Encryption, tls: bool, ssl: bool) -> None:
    settings: dict[str, object] = {}
    exec(files(made(profile(encryption), app("zulip", "bare")))["/etc/zulip/settings.py"], settings)
    assert (settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (tls, ssl)


def test_the_noreply_address_is_the_verified_sender_and_not_the_host_name() -> None:
    text = files(made(profile(), app("zulip", "bare")))["/etc/zulip/settings.py"]
    assert "NOREPLY_EMAIL_ADDRESS = 'noreply@example.com'" in text
    assert "ADD_TOKENS_TO_NOREPLY_ADDRESS = False" in text
    assert "TOKENIZED" not in text


def test_with_tokens_both_addresses_are_exported() -> None:
    text = files(made(profile(), app("zulip", "bare", tokens=True)))["/etc/zulip/settings.py"]
    assert "NOREPLY_EMAIL_ADDRESS = 'noreply@example.com'" in text
    assert "TOKENIZED_NOREPLY_EMAIL_ADDRESS = 'noreply-{token}@example.com'" in text


def test_the_envelope_is_always_noreply_and_the_administrator_s_own_in_error_mail() -> None:
    found = zulip.identities(profile(), app("zulip", "bare", administrator="admin@example.com", tokens=True))
    assert [(one.id, one.envelope, one.sample) for one in found] == [
        ("chat.noreply", "noreply@example.com", False),
        ("chat.token", "noreply@example.com", True),
        ("chat.administrator", "noreply@example.com", False),
        ("chat.administrator-envelope", "admin@example.com", False),
    ]
    local, _, token = found[1].from_address.partition("@")[0].partition("-")
    assert local == "noreply"
    assert len(token) == 24
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert found[1].from_address == zulip.identities(profile(), app("zulip", "bare", tokens=True))[1].from_address


def test_equal_identities_are_tested_once() -> None:
    assert [one.id for one in zulip.identities(profile(), app("zulip", "bare"))] == ["chat.noreply"]


@pytest.mark.parametrize(
    ("id", "accepts"),
    [
        ("resend", True),
        ("mailpit", True),
        ("mailersend", True),
        ("sendgrid", False),
        ("smtp2go", False),
        ("fastmail", False),
        ("ionos", False),
        ("oci", False),
    ],
)
def test_random_addresses_are_offered_only_where_the_provider_surely_takes_them(id: str, accepts: bool) -> None:
    assert zulip.suggest(profile(), providers.find(id))["tokens"] is accepts
    assert zulip.suggest(profile(), None)["tokens"] is False


def test_random_addresses_that_the_provider_refuses_are_a_limit() -> None:
    export = made(profile(), app("zulip", "bare", tokens=True), with_provider=provider("mailbox or its aliases", "mailbox"))
    assert any("will be refused" in limit for limit in export.limits)
    unsure = made(
        profile(), app("zulip", "bare", tokens=True), with_provider=provider("verified domain or single address", covers="either")
    )
    assert any("need a verified domain" in limit for limit in unsure.limits)


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(UsageError, match="no target"):
        made(profile(), app("zulip", "helm"))


@given(TEXTS)
def test_every_user_and_sender_name_reaches_zulip_exactly_or_is_refused(value: str) -> None:
    for target, where in itertools.product(TARGETS, ("username", "name")):
        setup = profile(username=value) if where == "username" else profile(name=value)
        try:
            written = files(made(setup, app("zulip", target)))
        except Unrepresentable:
            continue
        expected = value if where == "username" else value or None
        assert _setting(written, "EMAIL_HOST_USER" if where == "username" else "INSTALLATION_NAME", target) == expected


def _setting(written: dict[str, str], name: str, target: str) -> object:
    settings: dict[str, object] = {}
    if target == "bare":
        exec(written["/etc/zulip/settings.py"], settings)
        return settings.get(name)
    legacy = target == "docker-11"
    environment = yaml.safe_load(written["docker-compose.override.yml" if legacy else "compose.override.yaml"])
    environment = {key: value.replace("$$", "$") for key, value in environment["services"]["zulip"]["environment"].items()}
    exec(docker_zulip.interpret(environment.get("ZULIP_CUSTOM_SETTINGS", "")), settings)
    variable = environment.get(f"SETTING_{name}")
    if variable is None:
        return settings.get(name)
    return docker_zulip.read(variable, legacy=legacy, string=name == "EMAIL_HOST_USER")


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"noreply": "noreply"}, UsageError),
        ({"administrator": "Acme, Inc <a@b.example>"}, UsageError),
        ({"noreply": "a{b@example.com", "tokens": True}, Unrepresentable),
        ({"noreply": "x" * 45 + "@example.com", "tokens": True}, Unrepresentable),
        ({"noreply": "grüße@example.com"}, Unrepresentable),
        ({"tokens": "yes"}, UsageError),
        ({"noreply": True}, UsageError),
    ],
)
def test_an_answer_that_zulip_can_not_use_is_refused(settings: dict[str, str | bool], error: type[Exception]) -> None:
    with pytest.raises(error):
        made(profile(), app("zulip", "bare", **settings))


def test_an_international_domain_becomes_punycode() -> None:
    text = files(made(profile(), app("zulip", "bare", noreply="noreply@bücher.example")))["/etc/zulip/settings.py"]
    assert "NOREPLY_EMAIL_ADDRESS = 'noreply@xn--bcher-kva.example'" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ehlo": "[192.0.2.5]"}, "can't be called [192.0.2.5]"),
        ({"ehlo": "smtp.example.net"}, "take itself for the mail server"),
    ],
)
def test_a_greeting_that_a_container_can_not_have_is_a_limit(change: dict[str, str], said: str) -> None:
    setup = replace(profile(), **change)  # type: ignore[arg-type]
    export = made(setup, app("zulip", "docker-12"))
    assert "hostname:" not in files(export)["compose.override.yaml"]
    assert any(said in limit for limit in export.limits)
    assert zulip.behaviour(setup, app("zulip", "docker-12")).ehlo == ""


def test_a_ca_of_one_s_own_a_chosen_mechanism_and_localhost_are_limits() -> None:
    setup = profile()
    assert setup.auth is not None
    setup = replace(
        setup,
        server=replace(setup.server, host="localhost", ca_file="/ca.pem"),
        auth=replace(setup.auth, mechanism="PLAIN"),
    )
    said = " ".join(made(setup, app("zulip", "docker-12")).limits)
    assert "no setting for a CA" in said
    assert "can't be told to use PLAIN" in said
    assert "the container itself" in said


def test_behaviour_follows_the_encryption_and_the_target() -> None:
    for encryption, starttls in zip(Encryption, ("implicit", "required", "never"), strict=True):
        found = zulip.behaviour(profile(encryption), app("zulip", "docker-12"))
        assert (found.starttls, found.timeout, found.falls_back, found.ascii_credentials) == (starttls, 15.0, True, True)
        assert found.mechanisms == ("CRAM-MD5", "PLAIN", "LOGIN")
        assert found.ehlo == "chat.example.com"


def test_zulip_is_found_and_its_table_is_whole() -> None:
    assert kind_of(app("zulip", "bare")).TITLE == "Zulip"
    names = [key.name for key in zulip.KEYS]
    assert len(names) == len(set(names))
    assert all(key.meaning or key.ignored_because for key in zulip.KEYS)
    assert all(key.source for key in zulip.KEYS)
    exported = files(made(profile(), app("zulip", "bare", tokens=True)))["/etc/zulip/settings.py"]
    known = {key.name for key in zulip.KEYS if not key.ignored_because}
    assert {line.partition(" = ")[0] for line in exported.splitlines() if " = " in line} <= known
