"""What a hand-written profile may hold, and how what it may not hold is refused."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wizard.errors import FileError
from wizard.model import Encryption
from wizard.profiles import parse
from wizard.secret import Keeper

DESIGN = """
schema = 1
name = "chat"
provider = "sendgrid"
region = "global"
[server]
host = "smtp.sendgrid.net"
port = 587
encryption = "starttls"
ca_file = "/etc/ssl/own.pem"
[auth]
username = "apikey"
mechanism = "auto"
secret = "keyring:chat"
[identity]
from_name = "Example Chat"
from_address = "noreply@example.com"
ehlo = "chat.example.com"
[domains."example.com"]
dkim_selectors = ["s1", "s2"]
[test]
recipient = "me@example.net"
[apps.chat]
kind = "zulip"
target = "docker-12"
hostname = "chat.example.com"
[apps.chat.settings]
administrator = "admin@example.com"
"""
LEAST = """
schema = 1
name = "relay"
[server]
host = "relay.example.com"
port = 25
encryption = "none"
[identity]
from_address = "app@example.com"
"""


def refusal(text: str) -> str:
    with pytest.raises(FileError) as caught:
        parse(text, "chat.toml")
    return "\n".join((caught.value.message, *caught.value.hints))


def test_every_documented_key_is_read() -> None:
    profile = parse(DESIGN, "chat.toml")
    assert (profile.name, profile.provider, profile.region) == ("chat", "sendgrid", "global")
    assert str(profile.server) == "smtp.sendgrid.net:587"
    assert profile.server.encryption is Encryption.STARTTLS
    assert profile.server.ca_file == "/etc/ssl/own.pem"
    assert profile.auth is not None
    assert (profile.auth.username, profile.auth.mechanism, profile.auth.secret.keeper) == ("apikey", "auto", Keeper.KEYRING)
    assert (profile.from_name, profile.from_address, profile.ehlo) == ("Example Chat", "noreply@example.com", "chat.example.com")
    assert profile.selectors == {"example.com": ("s1", "s2")}
    assert profile.recipient == "me@example.net"
    (app,) = profile.apps
    assert (app.name, app.kind, app.target, app.hostname) == ("chat", "zulip", "docker-12", "chat.example.com")
    assert app.settings == {"administrator": "admin@example.com"}


def test_no_auth_table_means_no_login() -> None:
    assert parse(LEAST, "relay.toml").auth is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("hots = 'x'", ["chat.toml", "[server] hots", "no such key", "host, port, encryption, ca_file"]),
        ("password = 'hunter2'", ["[server] password", "holds no secret", "secret set"]),
        ("API_KEY = 'hunter2'", ["[server] API_KEY", "holds no secret"]),
    ],
)
def test_an_unknown_key_is_refused_with_what_would_be_accepted(line: str, told: list[str]) -> None:
    words = refusal(LEAST.replace("port = 25", f"port = 25\n{line}"))
    for part in told:
        assert part in words
    assert "hunter2" not in words


def test_a_password_among_the_settings_of_an_app_is_refused() -> None:
    words = refusal(DESIGN + 'email_password = "hunter2"\n')
    assert "[apps.chat.settings] email_password" in words
    assert "hunter2" not in words


def test_a_password_in_place_of_its_place_is_not_repeated() -> None:
    words = refusal(DESIGN.replace("keyring:chat", "hunter2"))
    assert "[auth] secret" in words
    assert "keyring:NAME" in words
    assert "hunter2" not in words


def test_a_line_that_is_no_toml_is_named_by_its_place_only() -> None:
    words = refusal(DESIGN.replace('secret = "keyring:chat"', "secret = hunter2"))
    assert "not valid TOML" in words
    assert "line 14" in words
    assert "hunter2" not in words


def test_all_problems_are_told_at_once() -> None:
    words = refusal(
        LEAST.replace("25", '"25"').replace('"none"', '"tls"').replace("app@example.com", "nobody").replace("schema = 1", "")
    )
    assert "4 things to put right" in words
    for place in ("schema: is missing", "[server] port", "[server] encryption", "[identity] from_address"):
        assert place in words
    assert "implicit_tls, starttls, none" in words


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("schema = 1", "schema = 2", "schema"),
        ("schema = 1", "schema = true", "schema"),
        ('name = "relay"', 'name = "../relay"', "name"),
        ("port = 25", "port = 70000", "[server] port"),
        ("port = 25", "port = 25.0", "[server] port"),
        ('host = "relay.example.com"', 'host = "smtp://relay.example.com"', "[server] host"),
        ('host = "relay.example.com"', "", "[server] host: is missing"),
        ("[server]", "[[server]]", "server: is a value where a table is expected"),
        ("[identity]", "[test]\nrecipient = 1\n[identity]", "[test] recipient: is a number"),
        ("[identity]", '[auth]\nusername = "x"\nsecret = "ask"\nmechanism = "XOAUTH2"\n[identity]', "[auth] mechanism"),
        ("[identity]", '[auth]\nusername = "x"\nsecret = "ask"\nplaintext_for = true\n[identity]', "[auth] plaintext_for"),
        ("[identity]", '[domains."a b"]\n[identity]', '[domains."a b"]'),
        ("[identity]", '[domains."x.org"]\n[domains."X.org"]\n[identity]', "twice"),
        ("[identity]", '[domains."x.org"]\ndkim_selectors = "s1"\n[identity]', 'accepted: a list of texts such as ["s1", "s2"]'),
        ("[identity]", '[apps."A B"]\nkind = "zulip"\ntarget = "bare"\n[identity]', "no name for an app"),
        ("[identity]", "[apps.chat]\n[identity]", "[apps.chat] kind: is missing"),
        ("[identity]", '[apps.chat]\nkind = "zulip"\ntarget = "bare"\nsettings = {x = 1}\n[identity]', "[apps.chat.settings] x"),
    ],
)
def test_a_wrong_value_is_refused_by_table_and_key(before: str, after: str, place: str) -> None:
    assert before in LEAST
    words = refusal(LEAST.replace(before, after, 1))
    assert words.startswith("chat.toml")
    assert place in words


@settings(deadline=2_000)
@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
@example("a = " + "[" * 100_000)
@example("a = " + "1" * 5_000)
@example("a" * 300_000)
@example(".".join("a" * 20_000) + " = 1")
@example("\n".join(".".join(name * 1_000) + " = 1" for name in "abcdefgh"))
@example("a = 1979-99-99")
@example('"\\u001b[2J" = 1')
def test_a_hostile_file_is_refused_and_never_crashes(text: str) -> None:
    with contextlib.suppress(FileError):
        parse(text, "hostile.toml")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_value_at_any_key_is_refused_or_read(value: object) -> None:
    import tomli_w

    for path in ("schema", "name", "server", "auth", "identity", "domains", "test", "apps"):
        try:
            text = tomli_w.dumps({"schema": 1, path: value})
        except TypeError:  # TOML has no null
            return
        with contextlib.suppress(FileError):
            parse(text, "hostile.toml")


def test_an_escape_sequence_in_a_key_is_spelt_out() -> None:
    words = refusal(LEAST + '"\\u001b[2J" = 1\n')
    assert "\x1b" not in words
    assert "\\x1b[2J" in words
