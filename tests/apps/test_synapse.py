from __future__ import annotations

from dataclasses import replace
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
import yaml as pyyaml
from hypothesis import given

from tests.apps import golden
from tests.apps.setups import PASSWORD, app, profile
from tests.dialects.hostile import TEXTS
from wizard.app import Export
from wizard.apps import kind_of, synapse
from wizard.apps.synapse.sender import read_sender
from wizard.errors import Unrepresentable, UsageError
from wizard.model import App, Encryption, Profile
from wizard.secret import Secret

TARGETS = ("homeserver", "conf-d", "docker")


def made(setup: Profile, of: App, secret: Secret | None = PASSWORD, *, form: str = "auto") -> Export:
    return synapse.export(setup, of, secret, form=form, provider=None)


def section(export: Export) -> dict[str, object]:
    found = pyyaml.safe_load(export.files[0].text)
    assert list(found) == ["email"]
    email: dict[str, object] = found["email"]
    return email


@pytest.mark.parametrize("login", [True, False], ids=["login", "no-login"])
@pytest.mark.parametrize("encryption", list(Encryption))
@pytest.mark.parametrize("target", TARGETS)
def test_every_export_is_as_it_was_last_looked_at(target: str, encryption: Encryption, login: bool) -> None:
    export = made(profile(encryption, login=login), app("synapse", target), PASSWORD if login else None)
    golden.compare("synapse", f"{target}-{encryption}-{'login' if login else 'no-login'}", export)


@pytest.mark.parametrize(
    ("encryption", "keys"),
    [
        (Encryption.IMPLICIT_TLS, {"force_tls": True}),
        (Encryption.STARTTLS, {"require_transport_security": True}),
        (Encryption.NONE, {"enable_tls": False}),
    ],
)
def test_each_encryption_is_one_key_and_never_the_illegal_pair_of_the_documentation(
    encryption: Encryption, keys: dict[str, bool]
) -> None:
    email = section(made(profile(encryption), app("synapse", "homeserver")))
    assert {key: email[key] for key in ("force_tls", "require_transport_security", "enable_tls") if key in email} == keys


def test_the_port_is_a_number_and_always_there() -> None:
    assert section(made(profile(), app("synapse", "homeserver")))["smtp_port"] == 587


def test_user_and_password_stand_both_or_neither() -> None:
    assert {"smtp_user", "smtp_pass"} <= set(section(made(profile(), app("synapse", "homeserver"))))
    without = section(made(profile(login=False), app("synapse", "homeserver"), None))
    assert not {"smtp_user", "smtp_pass"} & set(without)


@pytest.mark.parametrize(("username", "password"), [("", "x"), ("x", ""), ("x", "a\0b"), ("x", "\udc80")])
def test_credentials_that_synapse_can_not_use_are_refused_with_a_hint(username: str, password: str) -> None:
    with pytest.raises(Unrepresentable) as caught:
        made(profile(username=username), app("synapse", "homeserver"), Secret(password))
    assert caught.value.hints


@given(TEXTS, TEXTS)
def test_every_user_and_password_is_text_and_exact_or_refused(username: str, password: str) -> None:
    try:
        email = section(made(profile(username=username), app("synapse", "homeserver"), Secret(password)))
    except Unrepresentable:
        assert any(bad in (username, password) or bad in username + password for bad in ("", "\0")) or not _is_text(
            username + password
        )
        return
    assert (email["smtp_user"], email["smtp_pass"]) == (username, password)


def _is_text(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


@given(TEXTS)
def test_every_sender_name_reaches_the_header_or_is_refused(name: str) -> None:
    try:
        email = section(made(profile(name=name), app("synapse", "homeserver")))
    except Unrepresentable:
        return
    header = str(email["notif_from"]) % {"app": "Matrix"}
    assert header.isascii()
    assert parseaddr(header)[1] == "noreply@example.com"
    assert str(make_header(decode_header(parseaddr(header)[0]))) == name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Example Chat", "Example Chat <noreply@example.com>"),
        ("", "noreply@example.com"),
        ("100% Chat", "100%% Chat <noreply@example.com>"),
        ("Acme, Inc", '"Acme, Inc" <noreply@example.com>'),
        ('The "best"', '"The \\"best\\"" <noreply@example.com>'),
        ("%(app)s", '"%%(app)s" <noreply@example.com>'),
        ("Café Zoë", "=?utf-8?b?Q2Fmw6kgWm/Dqw==?= <noreply@example.com>"),
    ],
)
def test_sender_names_are_written_for_the_three_traps(name: str, written: str) -> None:
    assert section(made(profile(name=name), app("synapse", "homeserver")))["notif_from"] == written


def test_a_long_international_name_is_several_encoded_words() -> None:
    name = "Grüße vom Verein für Homöopathie und Kräuterkunde in Überlingen 🙂 am See"
    header = str(section(made(profile(name=name), app("synapse", "homeserver")))["notif_from"])
    assert all(len(word) <= 75 for word in header.split())
    assert read_sender(header, "Matrix") == (name, "noreply@example.com")


def test_an_international_domain_becomes_punycode_and_a_local_part_is_refused() -> None:
    email = section(made(replace(profile(), from_address="noreply@bücher.example"), app("synapse", "homeserver")))
    assert str(email["notif_from"]).endswith("<noreply@xn--bcher-kva.example>")
    with pytest.raises(Unrepresentable, match="beyond ASCII"):
        made(replace(profile(), from_address="grüße@example.com"), app("synapse", "homeserver"))


@pytest.mark.parametrize(
    ("notif_from", "seen"),
    [
        ("Acme, Inc <a@b.example>", ("", "Acme")),
        ("%(app)s <a@b.example>", ("Matrix", "a@b.example")),
        ("%(foo)s%% <a@b.example>", ("% s%% (foo)", "a@b.example")),
    ],
)
def test_a_sender_is_read_as_synapse_reads_it(notif_from: str, seen: tuple[str, str]) -> None:
    assert read_sender(notif_from, "Matrix") == seen


@pytest.mark.parametrize("notif_from", ["100% Chat <a@b.example>", "%(app) <a@b.example>"])
def test_a_percent_sign_that_keeps_synapse_from_starting_is_named(notif_from: str) -> None:
    with pytest.raises(Unrepresentable, match="keeps Synapse from starting"):
        read_sender(notif_from, "Matrix")


@pytest.mark.parametrize("form", ["file", "env"])
def test_a_password_anywhere_else_than_in_the_configuration_is_refused(form: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(profile(), app("synapse", "homeserver"), form=form)
    assert "inline" in caught.value.hints[0]


@pytest.mark.parametrize("target", TARGETS)
def test_the_password_stands_in_one_private_file_and_in_no_command(target: str) -> None:
    export = made(profile(), app("synapse", target), Secret("one-of-a-kind"))
    assert [(file.secret, file.mode, file.text.count("one-of-a-kind")) for file in export.files] == [(True, 0o600, 1)]
    assert not any("one-of-a-kind" in line for line in (*export.apply, *export.test, *export.notes, *export.limits))
    assert any("configuration only" in limit for limit in export.limits)


def test_without_a_secret_a_placeholder_is_written_and_said() -> None:
    export = made(profile(), app("synapse", "conf-d"), None)
    assert section(export)["smtp_pass"] == "PUT-THE-PASSWORD-HERE"
    assert "No password was at hand" in export.notes[0]
    assert not export.files[0].secret


def test_the_test_command_quotes_the_recipient_for_json_and_the_shell() -> None:
    command = made(replace(profile(), recipient="o'brien@example.net"), app("synapse", "homeserver")).test[0]
    assert "o'\"'\"'brien@example.net" in command


def test_a_shallow_merge_is_warned_of_everywhere() -> None:
    for target in TARGETS:
        assert any("does not merge" in note for note in made(profile(), app("synapse", target)).notes)
    assert any("the last file wins" in step for step in made(profile(), app("synapse", "conf-d")).apply)


@pytest.mark.parametrize("settings", [{"app_name": True}, {"notifications": "yes"}])
def test_an_answer_of_the_wrong_kind_is_refused(settings: dict[str, str | bool]) -> None:
    with pytest.raises(UsageError):
        made(profile(), app("synapse", "homeserver", **settings))


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(UsageError, match="no target"):
        made(profile(), app("synapse", "helm"))


def test_its_own_answers_are_exported() -> None:
    email = section(made(profile(), app("synapse", "homeserver", app_name="Büro 100%", notifications=True)))
    assert (email["app_name"], email["enable_notifs"]) == ("Büro 100%", True)


def test_limits_name_what_can_not_be_expressed() -> None:
    setup = profile(Encryption.NONE)
    assert setup.auth is not None
    setup = replace(
        setup, server=replace(setup.server, host="127.0.0.1", ca_file="/ca.pem"), auth=replace(setup.auth, mechanism="PLAIN")
    )
    said = " ".join(made(setup, app("synapse", "docker")).limits)
    for words in (
        "no setting for a CA",
        "can't be told to use PLAIN",
        "the container itself",
        "cross the network readable",
        "no time limit",
    ):
        assert words in said


def test_behaviour_waits_for_ever_and_does_not_fall_back() -> None:
    for encryption, starttls in zip(Encryption, ("implicit", "required", "never"), strict=True):
        found = synapse.behaviour(profile(encryption), app("synapse", "docker"))
        assert (found.starttls, found.timeout, found.falls_back, found.ascii_credentials) == (starttls, None, False, False)
        assert found.mechanisms == ("CRAM-MD5", "LOGIN", "PLAIN")


def test_there_is_one_identity_for_every_mail() -> None:
    (identity,) = synapse.identities(profile(), app("synapse", "docker"))
    assert (identity.id, identity.envelope, identity.from_address) == ("chat", "noreply@example.com", "noreply@example.com")


def test_synapse_is_found_and_its_table_is_whole() -> None:
    assert kind_of(app("synapse", "docker")).ID == "synapse"
    names = [key.name for key in synapse.KEYS]
    assert len(names) == len(set(names))
    exported = section(made(profile(), app("synapse", "homeserver")))
    assert set(exported) <= set(names)
