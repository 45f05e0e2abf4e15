from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from tests.apps import golden
from tests.apps.setups import PASSWORD, app, on_server, profile
from tests.dialects.hostile import TEXTS
from wizard.app import Export
from wizard.apps import coolify, kind_of
from wizard.apps.password import take
from wizard.errors import Unrepresentable, UsageError
from wizard.model import App, Encryption, Profile
from wizard.secret import Secret

TARGETS = tuple(target.id for target in coolify.TARGETS)


def made(setup: Profile, of: App, secret: Secret | None = PASSWORD, form: str = "auto") -> Export:
    return coolify.export(setup, of, secret, form=form, provider=None)


def settings(export: Export) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(file.text for file in export.files if file.path == "mail.json"))
    return found


@pytest.mark.parametrize("login", [True, False], ids=["login", "no-login"])
@pytest.mark.parametrize("encryption", list(Encryption))
@pytest.mark.parametrize("target", TARGETS)
def test_every_export_is_as_it_was_last_looked_at(target: str, encryption: Encryption, login: bool) -> None:
    export = made(profile(encryption, login=login), app("coolify", target), PASSWORD if login else None)
    golden.compare("coolify", f"{target}-{encryption}-{'login' if login else 'no-login'}", export)


@pytest.mark.parametrize("target", ["tinker", "form"])
def test_an_old_version_has_an_export_of_its_own(target: str) -> None:
    golden.compare("coolify", f"{target}-old", made(profile(), app("coolify", target, before_4_3_10=True)))


@pytest.mark.parametrize("target", ["api", "tinker"])
@pytest.mark.parametrize(
    ("encryption", "word"), [(Encryption.STARTTLS, "starttls"), (Encryption.IMPLICIT_TLS, "tls"), (Encryption.NONE, "none")]
)
def test_api_and_tinker_say_the_same(target: str, encryption: Encryption, word: str) -> None:
    assert settings(made(profile(encryption), app("coolify", target))) == {
        "smtp_enabled": True,
        "resend_enabled": False,
        "smtp_from_address": "noreply@example.com",
        "smtp_from_name": "Example Chat",
        "smtp_host": "smtp.example.net",
        "smtp_port": profile(encryption).server.port,
        "smtp_encryption": word,
        "smtp_username": "apikey",
        "smtp_password": PASSWORD.reveal(),
        "smtp_timeout": 30,
        "smtp_ehlo_domain": "chat.example.com",
    }


@given(TEXTS)
def test_any_password_is_exported_exactly_or_refused_with_a_way_out(password: str) -> None:
    for target in ("api", "tinker"):
        try:
            export = made(profile(), app("coolify", target), Secret(password))
        except Unrepresentable as refused:
            way_out = refused.hints
        else:
            assert settings(export)["smtp_password"] == password
            assert export.files[0].text.isascii()
            continue
        assert way_out


@pytest.mark.parametrize("password", [" a", "a ", "a\n", "\ta", "a\xa0", "\ufeffa", "a\u200b", "x" * 256])
def test_what_the_api_would_change_is_refused_and_goes_with_tinker(password: str) -> None:
    with pytest.raises(Unrepresentable) as caught:
        made(profile(), app("coolify", "api"), Secret(password))
    assert "tinker" in " ".join(caught.value.hints)
    assert settings(made(profile(), app("coolify", "tinker"), Secret(password)))["smtp_password"] == password


def test_without_a_login_an_older_one_is_emptied() -> None:
    found = settings(made(profile(login=False), app("coolify", "api"), None))
    assert found["smtp_username"] is None
    assert found["smtp_password"] is None


def test_an_old_version_has_no_api_and_no_ehlo_field() -> None:
    with pytest.raises(UsageError) as caught:
        made(profile(), app("coolify", "api", before_4_3_10=True))
    assert "tinker" in " ".join(caught.value.hints)
    export = made(profile(), app("coolify", "tinker", before_4_3_10=True))
    assert "smtp_ehlo_domain" not in settings(export)
    assert any("[127.0.0.1]" in limit for limit in export.limits)
    assert coolify.behaviour(profile(), app("coolify", "tinker", before_4_3_10=True)).ehlo == "[127.0.0.1]"


@pytest.mark.parametrize(
    ("encryption", "port", "old"),
    [
        (Encryption.STARTTLS, 465, False),
        (Encryption.STARTTLS, 465, True),
        (Encryption.NONE, 465, True),
        (Encryption.IMPLICIT_TLS, 587, True),
    ],
)
def test_a_port_that_changes_the_meaning_of_the_encryption_is_refused(encryption: Encryption, port: int, old: bool) -> None:
    setup = on_server(profile(encryption), "smtp.example.net", port)
    with pytest.raises(Unrepresentable) as caught:
        made(setup, app("coolify", "tinker", before_4_3_10=old))
    assert caught.value.hints


def test_implicit_tls_on_587_is_warned_of() -> None:
    export = made(on_server(profile(Encryption.IMPLICIT_TLS), "smtp.example.net", 587), app("coolify", "api"))
    assert any("wrong version number" in note for note in export.notes)


def test_the_token_comes_from_a_variable_and_stays_out_of_the_process_list() -> None:
    export = made(profile(), app("coolify", "api"))
    curl = next(step for step in export.apply if "settings/email" in step)
    assert "--data @mail.json" in curl
    assert "https://chat.example.com/api/v1/settings/email" in curl
    assert curl.startswith('printf "Authorization: Bearer %s" "$COOLIFY_TOKEN" |')
    assert PASSWORD.reveal() not in " ".join(export.apply)
    assert any("API access" in step for step in export.apply)
    assert any("Root" in step for step in export.apply)


def test_tinker_gets_the_settings_as_base64() -> None:
    export = made(profile(), app("coolify", "tinker"))
    (command,) = [step for step in export.apply if "InstanceSettings" in step]
    assert command.startswith('CFG="$(base64 -w0 mail.json)" docker exec -e CFG coolify php artisan tinker --execute=')
    assert 'json_decode(base64_decode(getenv("CFG")),true)' in command


@pytest.mark.parametrize("target", TARGETS)
def test_horizon_is_restarted_and_the_team_uses_it_too(target: str) -> None:
    export = made(profile(), app("coolify", target))
    assert "docker exec coolify php artisan horizon:terminate" in export.apply
    steps = " ".join((*export.apply, *(file.text for file in export.files)))
    assert "use_instance_email_settings" in steps or "system-wide settings" in steps
    without = made(profile(), app("coolify", target, team_notifications=False))
    steps = " ".join((*without.apply, *(file.text for file in without.files)))
    assert "use_instance_email_settings" not in steps
    assert "system-wide settings" not in steps


def test_a_password_on_its_way_has_a_closed_repr() -> None:
    assert "s3cretpw" not in repr(take(profile(), Secret("s3cretpw"), "Coolify"))


def test_the_sheet_leaves_the_password_out_unless_asked_for() -> None:
    sheet = made(profile(), app("coolify", "form")).files[0]
    assert "your password" in sheet.text
    assert PASSWORD.reveal() not in sheet.text
    assert not sheet.secret
    asked = made(profile(), app("coolify", "form"), form="inline").files[0]
    assert PASSWORD.reveal() in asked.text
    assert asked.secret
    assert asked.mode == 0o600
    with pytest.raises(Unrepresentable, match="typed"):
        made(profile(), app("coolify", "form"), Secret("a\x1bb"), form="inline")


@pytest.mark.parametrize(("target", "form"), [("api", "env"), ("tinker", "env"), ("form", "file")])
def test_a_form_that_a_target_can_not_take_is_refused_with_those_it_can(target: str, form: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(profile(), app("coolify", target), form=form)
    assert "inline" in " ".join(caught.value.hints)


def test_the_test_mail_goes_to_the_recipient_whatever_its_letters() -> None:
    export = made(replace(profile(), recipient="o'brien$x@example.net"), app("coolify", "tinker"))
    assert any("o'\"'\"'brien\\$x@example.net" in line for line in export.test)


@pytest.mark.parametrize("ehlo", ["[192.0.2.1]", "a_b.example.com"])
def test_a_name_that_its_field_can_not_hold_is_left_out_and_said(ehlo: str) -> None:
    export = made(replace(profile(), ehlo=ehlo), app("coolify", "api"))
    assert settings(export)["smtp_ehlo_domain"] is None
    assert any("can't greet with" in limit for limit in export.limits)


def test_it_behaves_as_its_library_does() -> None:
    of = app("coolify", "api")
    assert [coolify.behaviour(profile(one), of).starttls for one in Encryption] == ["implicit", "opportunistic", "never"]
    old = app("coolify", "tinker", before_4_3_10=True)
    assert coolify.behaviour(profile(Encryption.NONE), old).starttls == "opportunistic"
    smtps = {one: on_server(profile(one), "smtp.example.net", 465) for one in Encryption}
    assert [coolify.behaviour(smtps[one], of).starttls for one in Encryption] == ["implicit", "implicit", "never"]
    assert [coolify.behaviour(smtps[one], old).starttls for one in Encryption] == ["implicit", "implicit", "implicit"]
    behaviour = coolify.behaviour(profile(), of)
    assert behaviour.mechanisms == ("CRAM-MD5", "LOGIN", "PLAIN", "XOAUTH2")
    assert (behaviour.falls_back, behaviour.skips_auth_silently, behaviour.verifies_certificate) == (True, True, True)
    assert any("can't require STARTTLS" in limit for limit in made(profile(), of).limits)


def test_a_sender_is_written_in_ascii_or_not_at_all() -> None:
    export = made(replace(profile(), from_address="noreply@bücher.example"), app("coolify", "api"))
    assert settings(export)["smtp_from_address"] == "noreply@xn--bcher-kva.example"
    with pytest.raises(Unrepresentable, match="beyond ASCII"):
        made(replace(profile(), from_address="jürgen@example.com"), app("coolify", "api"))


def test_it_has_one_sender_and_a_table_of_its_keys() -> None:
    of = app("coolify", "api")
    assert kind_of(of) is coolify
    (identity,) = coolify.identities(profile(name=""), of)
    assert (identity.id, identity.envelope, identity.from_name) == ("chat", "noreply@example.com", "Coolify")
    names = {key.name for key in coolify.KEYS}
    assert set(settings(made(profile(), of))) <= names
    assert len(names) == len(coolify.KEYS)
