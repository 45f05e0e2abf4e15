"""A secret is not printed by accident, and its place is named in one way only."""

from __future__ import annotations

import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.errors import UsageError
from wizard.secret import Keeper, Secret, SecretRef

VALUE = "p$ss w'rd\"\\"


def test_no_way_of_printing_shows_it() -> None:
    secret = Secret(VALUE)
    assert VALUE not in f"{secret} {secret!r} {secret!s} {[secret]} {secret:>40}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_traceback_does_not_show_it() -> None:
    secret = Secret(VALUE)
    try:
        raise ValueError(f"no login with {secret}")
    except ValueError as error:
        assert VALUE not in "".join(traceback.format_exception(error))


def test_equal_secrets_are_equal() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert not Secret("")


@pytest.mark.parametrize(
    "text",
    [
        "keyring:chat",
        "vault:chat",
        "systemd:smtp-password",
        "file:/run/secrets/x",
        "env:SMTP_PASSWORD",
        'command:["pass","show","x"]',
        "app:/etc/zulip/zulip-secrets.conf#email_password",
        "ask",
    ],
)
def test_every_documented_form_is_read_back(text: str) -> None:
    assert str(SecretRef.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "keyring", "keyring:", "ask:me", "command:pass", "command:[]", "app:/etc/x", "paper:x", "plain:pw"]
)
def test_another_form_is_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        SecretRef.parse(text)
    assert caught.value.hints


def test_the_command_is_a_list_of_words() -> None:
    assert SecretRef.parse('command:["pass","show","a b"]').argv == ("pass", "show", "a b")


def test_only_keyring_and_vault_can_be_written() -> None:
    assert {keeper for keeper in Keeper if SecretRef(keeper, "x").writable} == {Keeper.KEYRING, Keeper.VAULT}


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        assert str(SecretRef.parse(text)) == text
    except UsageError:
        pass
