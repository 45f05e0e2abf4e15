"""When a relay is offered, and when nobody is bothered with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.apps.setups import provider
from tests.relays.setups import IN_A_CONTAINER, ON_THE_HOST, on, setup
from wizard import apps
from wizard.app import Behaviour
from wizard.model import App, Encryption, Login, Profile
from wizard.provider import Provider, ProviderPort
from wizard.relays import advised
from wizard.secret import SecretRef

ACME = provider("any")
PLAIN_TOO = replace(ACME, ports=(ProviderPort(587, Encryption.STARTTLS), ProviderPort(25, Encryption.NONE)))


def behaviour(profile: Profile, **changes: object) -> Behaviour:
    (app,) = profile.apps
    return replace(apps.kind_of(app).behaviour(profile, app), **changes)  # type: ignore[arg-type]


def with_login(username: str = "apikey", mechanism: str = "auto") -> Profile:
    return replace(setup(Encryption.STARTTLS, IN_A_CONTAINER), auth=Login(username, SecretRef.parse("ask"), mechanism))


MEALIE = setup(Encryption.STARTTLS, IN_A_CONTAINER)
NO_LOGIN = setup(Encryption.STARTTLS, IN_A_CONTAINER, login=False)
DOCMOST = setup(Encryption.STARTTLS, ON_THE_HOST)


@pytest.mark.parametrize(
    ("profile", "changes", "facts", "ascii_secret", "words"),
    [
        (NO_LOGIN, {"drops_without_login": True}, ACME, None, "Mealie sends nothing over STARTTLS without a login"),
        (NO_LOGIN, {"drops_without_login": None}, ACME, None, "in some of its versions, sends nothing"),
        (MEALIE, {}, replace(ACME, mechanisms=("LOGIN",)), None, ""),
        (MEALIE, {"mechanisms": ("CRAM-MD5",)}, replace(ACME, mechanisms=("LOGIN",)), None, "can't log in with LOGIN"),
        (with_login(mechanism="LOGIN"), {"mechanisms": ("PLAIN",)}, None, None, "can't log in with LOGIN"),
        (
            with_login(mechanism="PLAIN"),
            {"mechanisms": ("CRAM-MD5", "PLAIN"), "falls_back": False},
            replace(ACME, mechanisms=("PLAIN", "CRAM-MD5")),
            None,
            "logs in with CRAM-MD5 where that is offered",
        ),
        (with_login("jürgen"), {}, ACME, True, "can't log in with letters beyond ASCII"),
        (MEALIE, {}, ACME, False, "can't log in with letters beyond ASCII"),
        (MEALIE, {"starttls": "never"}, ACME, True, "can't do STARTTLS"),
        (
            setup(Encryption.IMPLICIT_TLS, IN_A_CONTAINER),
            {"starttls": "required"},
            ACME,
            True,
            "can't do implicit TLS",
        ),
        (DOCMOST, {"ehlo": "docs.example.com"}, PLAIN_TOO, True, "can't require STARTTLS, and Acme Mail takes mail without it"),
        (DOCMOST, {}, replace(ACME, wants_full_name=True), True, "greets with [127.0.0.1], which can't be changed"),
    ],
)
def test_a_relay_is_offered_where_it_cures_something(
    profile: Profile, changes: dict[str, object], facts: Provider | None, ascii_secret: bool | None, words: str
) -> None:
    found = advised(profile, [behaviour(profile, **changes)], facts, secret_is_ascii=ascii_secret)
    assert len(found) == bool(words)
    assert words in "".join(found)


@pytest.mark.parametrize("of", [IN_A_CONTAINER, replace(IN_A_CONTAINER, kind="zulip", target="docker-12")])
@pytest.mark.parametrize("encryption", Encryption)
def test_a_setup_that_works_is_left_alone(of: App, encryption: Encryption) -> None:
    profile = setup(encryption, of)
    assert advised(profile, [behaviour(profile)], ACME, secret_is_ascii=True) == ()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "host.docker.internal"])
def test_no_relay_is_put_in_front_of_one(host: str) -> None:
    profile = on(NO_LOGIN, host, 25)
    assert advised(profile, [behaviour(profile, drops_without_login=True)], None) == ()


def test_no_relay_is_offered_that_could_not_log_in_either() -> None:
    facts = replace(ACME, mechanisms=("XOAUTH2",))
    assert advised(MEALIE, [behaviour(MEALIE)], facts) == ()


def test_two_apps_with_the_same_trouble_are_one_reason() -> None:
    app = behaviour(NO_LOGIN, drops_without_login=True)
    assert len(advised(NO_LOGIN, [app, replace(app, app="second")], ACME)) == 1
