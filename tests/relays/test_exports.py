"""What the relays' files say, as somebody last looked at them, and that no value is written changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tests.apps.golden import compare
from tests.apps.setups import PASSWORD, app, provider
from tests.dialects.hostile import TEXTS
from tests.relays.setups import IN_A_CONTAINER, ON_THE_HOST, on, setup
from wizard import apps, relays
from wizard.app import Export
from wizard.dialects import maddy, postfix_main, postfix_table, systemd_env
from wizard.errors import Unrepresentable, UsageError
from wizard.model import SAME_AS_SECRET, App, Encryption, Login, Profile
from wizard.relays.login import PLACEHOLDER
from wizard.secret import Secret, SecretRef

RELAYS = ("postfix", "maddy")


def text_of(export: Export, path: str) -> str:
    return next(file.text for file in export.files if file.path == path)


def login_of(export: Export) -> tuple[str, str]:
    """The login as the relay's own reader finds it."""
    if export.app == "postfix":
        (line,) = postfix_table.read_file(text_of(export, "sasl_passwd")).values()
        username, _, password = line.partition(":")
        return username, password
    names = [file.path for file in export.files]
    variables = systemd_env.read_file(text_of(export, "maddy-relay.env")) if "maddy-relay.env" in names else {}
    environment = {name: value or "" for name, value in variables.items()}
    nodes = maddy.parse(text_of(export, "maddy.conf"), environment)
    (auth,) = [node for target in nodes for node in target.block or () if node.name == "auth"]
    return auth.arguments[1], auth.arguments[2]


def test_every_relay_is_found_by_looking() -> None:
    assert tuple(sorted(relays.load_all())) == ("maddy", "postfix")
    with pytest.raises(UsageError) as caught:
        relays.find("exim")
    assert "postfix" in caught.value.hints[0]


@pytest.mark.parametrize("relay", RELAYS)
@pytest.mark.parametrize("encryption", Encryption)
@pytest.mark.parametrize("login", [True, False], ids=["login", "no-login"])
@pytest.mark.parametrize("of", [IN_A_CONTAINER, ON_THE_HOST], ids=["container", "host"])
def test_exports_stand_as_they_were_looked_at(relay: str, encryption: Encryption, login: bool, of: App) -> None:
    made = relays.find(relay).export(setup(encryption, of, login=login), PASSWORD, provider=provider("registered senders only"))
    where = "container" if of is IN_A_CONTAINER else "host"
    compare(f"relay-{relay}", f"{where}-{encryption.value}-{'login' if login else 'no-login'}", made)


def test_maddy_holds_the_password_itself_where_that_was_asked_for() -> None:
    compare("relay-maddy", "inline", relays.find("maddy").export(setup(), PASSWORD, form="inline"))


@pytest.mark.parametrize(("relay", "form"), [("postfix", "auto"), ("maddy", "auto"), ("maddy", "inline")])
@given(username=TEXTS, password=TEXTS)
def test_a_login_is_read_back_exactly_or_refused_with_a_way_out(relay: str, form: str, username: str, password: str) -> None:
    profile = replace(setup(), auth=Login(username, SecretRef.parse("ask")))
    try:
        made = relays.find(relay).export(profile, Secret(password), form=form)
    except Unrepresentable as error:
        assert error.hints
        assert not password.strip() or len(password) < 4 or password not in error.message
        return
    assert login_of(made) == (username, password)
    assert all(file.mode & 0o007 == 0 for file in made.files if file.secret)
    holders = [file for file in made.files if file.secret]
    assert len(holders) == 1


@pytest.mark.parametrize("relay", RELAYS)
def test_without_a_password_a_placeholder_is_written_and_said(relay: str) -> None:
    made = relays.find(relay).export(setup(), None)
    assert login_of(made) == ("apikey", PLACEHOLDER)
    assert not any(file.secret for file in made.files)
    assert any(PLACEHOLDER in note for note in made.notes)


@pytest.mark.parametrize("relay", RELAYS)
def test_a_password_that_is_the_user_name_as_well_stands_in_the_private_file_only(relay: str) -> None:
    made = relays.find(relay).export(replace(setup(), auth=Login(SAME_AS_SECRET, SecretRef.parse("ask"))), Secret("tok-123"))
    assert login_of(made) == ("tok-123", "tok-123")
    assert all(file.secret or "tok-123" not in file.text for file in made.files)
    assert "tok-123" not in "".join([*made.apply, *made.test, *made.notes, *made.limits])


@pytest.mark.parametrize(
    ("username", "password", "word"),
    [("a:b", "x", "colon"), ("a", "x ", "blanks"), ("a", "x\ny", "line break"), ("a", "", "empty"), ("", "x", "empty")],
)
def test_postfix_refuses_what_its_table_would_change(username: str, password: str, word: str) -> None:
    profile = replace(setup(), auth=Login(username, SecretRef.parse("ask")))
    with pytest.raises(Unrepresentable) as caught:
        relays.find("postfix").export(profile, Secret(password))
    assert word in caught.value.message
    assert caught.value.hints


def test_maddy_refuses_what_its_quotes_would_change_and_the_environment_holds_it() -> None:
    password = Secret("ends in \\")
    with pytest.raises(Unrepresentable) as caught:
        relays.find("maddy").export(setup(), password, form="inline")
    assert "environment" in caught.value.hints[0]
    assert login_of(relays.find("maddy").export(setup(), password))[1] == password.reveal()


@pytest.mark.parametrize("relay", RELAYS)
def test_a_certificate_is_not_asked_of_an_address(relay: str) -> None:
    with pytest.raises(Unrepresentable) as caught:
        relays.find(relay).export(on(setup(Encryption.STARTTLS), "192.0.2.5", 587), PASSWORD)
    assert "name" in caught.value.hints[0]
    made = relays.find(relay).export(on(setup(Encryption.NONE, login=False), "2001:db8::5", 25), None)
    assert "[2001:db8::5]:25" in made.files[0].text


@pytest.mark.parametrize(
    ("relay", "mechanisms", "able"),
    [
        ("postfix", ("XOAUTH2",), False),
        ("maddy", ("CRAM-MD5",), False),
        ("maddy", ("LOGIN",), True),
        ("postfix", ("CRAM-MD5",), True),
    ],
)
def test_a_login_that_the_relay_can_not_do_is_refused(relay: str, mechanisms: tuple[str, ...], able: bool) -> None:
    facts = replace(provider("any"), mechanisms=mechanisms)
    if able:
        assert mechanisms[0].lower() in relays.find(relay).export(setup(), PASSWORD, provider=facts).files[0].text
        return
    with pytest.raises(Unrepresentable):
        relays.find(relay).export(setup(), PASSWORD, provider=facts)


def test_a_chosen_mechanism_is_the_only_one() -> None:
    chosen = replace(setup(), auth=Login("apikey", SecretRef.parse("ask"), "CRAM-MD5"))
    settings = postfix_main.read_file(relays.find("postfix").export(chosen, PASSWORD).files[0].text)
    assert settings["smtp_sasl_mechanism_filter"] == "cram-md5"
    with pytest.raises(Unrepresentable):
        relays.find("maddy").export(chosen, PASSWORD)


@pytest.mark.parametrize(
    ("relay", "form"), [("postfix", "inline"), ("postfix", "env"), ("maddy", "file")], ids=["inline", "env", "file"]
)
def test_a_form_that_is_none_is_refused(relay: str, form: str) -> None:
    with pytest.raises(UsageError):
        relays.find(relay).export(setup(), PASSWORD, form=form)


def test_a_relay_is_never_called_like_the_server_that_it_relays_to() -> None:
    base = on(replace(setup(), ehlo="mail.example.com"), "mail.example.com", 587)
    settings = postfix_main.read_file(relays.find("postfix").export(base, PASSWORD).files[0].text)
    assert (settings["myhostname"], settings["smtp_helo_name"]) == ("example.com", "mail.example.com")


def test_an_address_to_greet_with_is_postfix_s_alone() -> None:
    base = replace(setup(), ehlo="[192.0.2.7]")
    settings = postfix_main.read_file(relays.find("postfix").export(base, PASSWORD).files[0].text)
    assert (settings["myhostname"], settings["smtp_helo_name"]) == ("example.com", "[192.0.2.7]")
    with pytest.raises(Unrepresentable):
        relays.find("maddy").export(base, PASSWORD)


@pytest.mark.parametrize("relay", RELAYS)
def test_a_ca_of_one_s_own_is_named_with_its_whole_path(relay: str) -> None:
    made = relays.find(relay).export(on(setup(), "smtp.example.net", 587, "/etc/ssl/a $b#.pem"), PASSWORD)
    if relay == "postfix":
        assert postfix_main.read(postfix_main.read_file(made.files[0].text)["smtp_tls_CAfile"]) == "/etc/ssl/a $b#.pem"
    else:
        (target,) = [node for node in maddy.parse(made.files[0].text) if node.name == "target.smtp"]
        trust = target.find("tls_client")
        assert trust is not None
        assert (trust.find("root_ca") or trust).arguments == ("/etc/ssl/a $b#.pem",)
    with pytest.raises(Unrepresentable):
        relays.find(relay).export(on(setup(), "smtp.example.net", 587, "ca.pem"), PASSWORD)


@pytest.mark.parametrize(
    "of", [(kind, target.id) for kind, one in apps.load_all().items() for target in one.TARGETS], ids="-".join
)
def test_every_app_can_be_exported_behind_a_relay(of: tuple[str, str]) -> None:
    profile = replace(setup(), apps=(app(*of, administrator="admin@example.com", old_build=True),))
    inside: Profile = relays.behind(profile)
    assert (inside.server.encryption, inside.auth, inside.server.port) == (Encryption.NONE, None, 25)
    assert inside.server.host == ("127.0.0.1" if of[1] in ("bare", "conf-d") else "172.17.0.1")
    made = apps.kind_of(inside.apps[0]).export(inside, inside.apps[0], None, form="auto", provider=None)
    assert any(inside.server.host in file.text for file in made.files) or of[1] == "tinker"
    assert not any(PLACEHOLDER in file.text for file in made.files)
