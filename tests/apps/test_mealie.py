from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tests.apps import golden
from tests.apps.setups import PASSWORD, app, on_server, profile
from tests.dialects.hostile import TEXTS
from wizard.app import Export
from wizard.apps import kind_of, mealie
from wizard.apps.password import PLACEHOLDER
from wizard.dialects import compose, compose_env, docker_env, python_dotenv, secret_file
from wizard.errors import Unrepresentable, UsageError
from wizard.model import App, Encryption, Profile
from wizard.secret import Secret

TARGETS = tuple(target.id for target in mealie.TARGETS)


def made(setup: Profile, of: App, secret: Secret | None = PASSWORD, form: str = "auto") -> Export:
    return mealie.export(setup, of, secret, form=form, provider=None)


def files(export: Export) -> dict[str, str]:
    return {file.path: file.text for file in export.files}


def environment(export: Export) -> dict[str, str | None]:
    """What the container or process gets, by our own readers."""
    found = files(export)
    if export.target == "bare":
        return python_dotenv.read_file(found[".env"])
    if export.target == "docker-run":
        return docker_env.read_file(found["mealie-smtp.env"])
    values = compose_env.read_file(found.get("mealie-smtp.env", "")) | compose.read_environment(
        found["compose.override.yaml"], "mealie"
    )
    if "SMTP_PASSWORD_FILE" in values:
        values["SMTP_PASSWORD"] = secret_file.read(found[(values.pop("SMTP_PASSWORD_FILE") or "").rpartition("/")[2]])
    return values


@pytest.mark.parametrize("login", [True, False], ids=["login", "no-login"])
@pytest.mark.parametrize("encryption", list(Encryption))
@pytest.mark.parametrize("target", TARGETS)
def test_every_export_is_as_it_was_last_looked_at(target: str, encryption: Encryption, login: bool) -> None:
    export = made(profile(encryption, login=login), app("mealie", target), PASSWORD if login else None)
    golden.compare("mealie", f"{target}-{encryption}-{'login' if login else 'no-login'}", export)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    ("encryption", "word"), [(Encryption.STARTTLS, "TLS"), (Encryption.IMPLICIT_TLS, "SSL"), (Encryption.NONE, "NONE")]
)
def test_every_target_says_the_same(target: str, encryption: Encryption, word: str) -> None:
    found = environment(made(profile(encryption), app("mealie", target)))
    assert found == {
        "SMTP_HOST": "smtp.example.net",
        "SMTP_PORT": str(profile(encryption).server.port),
        "SMTP_AUTH_STRATEGY": word,
        "SMTP_FROM_NAME": "Example Chat",
        "SMTP_FROM_EMAIL": "noreply@example.com",
        "SMTP_USER": "apikey",
        "SMTP_PASSWORD": PASSWORD.reveal(),
    }


@given(TEXTS)
def test_any_password_is_exported_exactly_or_refused_with_a_way_out(password: str) -> None:
    for target in TARGETS:
        try:
            export = made(profile(), app("mealie", target), Secret(password))
        except Unrepresentable as refused:
            way_out = refused.hints
        else:
            assert environment(export)["SMTP_PASSWORD"] == password
            continue
        assert way_out


@pytest.mark.parametrize(
    ("target", "form", "holder"),
    [
        ("compose", "auto", "mealie-smtp.env"),
        ("compose", "env", "mealie-smtp.env"),
        ("compose", "inline", "compose.override.yaml"),
        ("env-file", "auto", "mealie-smtp.env"),
        ("docker-run", "auto", "mealie-smtp.env"),
        ("secrets", "auto", "mealie-smtp-password"),
        ("secrets", "file", "mealie-smtp-password"),
        ("bare", "auto", ".env"),
    ],
)
def test_only_the_file_that_is_named_holds_the_password_and_says_so(target: str, form: str, holder: str) -> None:
    export = made(profile(), app("mealie", target), Secret("s3cretpw"), form)
    assert [file.path for file in export.files if "s3cretpw" in file.text] == [holder]
    assert [file.path for file in export.files if file.secret] == [holder]
    assert all(file.mode == 0o600 for file in export.files)
    assert "s3cretpw" not in repr((export.apply, export.test, export.notes, export.limits))


def test_a_password_in_the_compose_file_is_said() -> None:
    export = made(profile(), app("mealie", "compose"), form="inline")
    assert any("compose.override.yaml in plain text, as you asked" in note for note in export.notes)


@pytest.mark.parametrize(
    ("target", "form", "accepted"), [("secrets", "inline", "file"), ("compose", "file", "env"), ("bare", "file", "env")]
)
def test_a_form_that_a_target_can_not_take_is_refused_with_those_it_can(target: str, form: str, accepted: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(profile(), app("mealie", target), form=form)
    assert accepted in " ".join(caught.value.hints)


def test_an_unknown_target_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        made(profile(), app("mealie", "kubernetes"))
    assert "docker-run" in " ".join(caught.value.hints)


@pytest.mark.parametrize("target", TARGETS)
def test_without_a_password_a_placeholder_stands_there_and_is_said(target: str) -> None:
    export = made(profile(), app("mealie", target), None)
    assert environment(export)["SMTP_PASSWORD"] == PLACEHOLDER
    assert PLACEHOLDER in export.notes[0]
    assert not any(file.secret for file in export.files)


@pytest.mark.parametrize(("user", "password"), [("", "x"), ("x", "")])
def test_half_a_login_is_refused(user: str, password: str) -> None:
    with pytest.raises(Unrepresentable):
        made(profile(username=user), app("mealie", "compose"), Secret(password))


def test_an_old_build_refuses_what_it_can_not_do() -> None:
    old = app("mealie", "compose", old_build=True)
    with pytest.raises(Unrepresentable, match="without a login"):
        made(profile(login=False), old)
    with pytest.raises(Unrepresentable, match="beyond ASCII in the password"):
        made(profile(), old, Secret("pässword"))
    assert environment(made(profile(Encryption.NONE, login=False), old))["SMTP_AUTH_STRATEGY"] == "NONE"
    assert mealie.behaviour(profile(), old).verifies_certificate is False


def test_tls_without_a_login_is_told_to_need_a_new_build() -> None:
    export = made(profile(login=False), app("mealie", "compose"), None)
    assert "SMTP_USER" not in environment(export)
    assert any("pull request 8210" in limit for limit in export.limits)


@pytest.mark.parametrize(
    ("name", "value"), [("Fam, Küche", '"Fam, Küche"'), ('a "b"', '"a \\"b\\""'), ("", "Mealie"), ("Küche", "Küche")]
)
def test_a_name_that_would_become_an_address_is_quoted(name: str, value: str) -> None:
    for target in TARGETS:
        assert environment(made(profile(name=name), app("mealie", target)))["SMTP_FROM_NAME"] == value


def test_the_container_gets_a_name_with_a_dot_to_greet_with() -> None:
    text = files(made(profile(), app("mealie", "compose")))["compose.override.yaml"]
    assert compose.read_at(text, "services", "mealie", "hostname") == "chat.example.com"
    run = made(profile(), app("mealie", "docker-run"))
    assert any("--hostname chat.example.com --env-file mealie-smtp.env" in step for step in run.apply)
    assert mealie.behaviour(profile(), app("mealie", "compose")).ehlo == "chat.example.com"


@pytest.mark.parametrize("ehlo", ["[192.0.2.1]", "localhost", "smtp.example.net", f"{'a' * 60}.example.com"])
def test_a_name_that_no_container_can_have_is_left_out_and_said(ehlo: str) -> None:
    export = made(replace(profile(), ehlo=ehlo), app("mealie", "compose"))
    assert "hostname" not in files(export)["compose.override.yaml"]
    assert any("container's address" in limit for limit in export.limits)
    assert mealie.behaviour(replace(profile(), ehlo=ehlo), app("mealie", "compose")).ehlo.startswith("[")


def test_what_people_forget_is_reminded_of() -> None:
    for target in TARGETS:
        export = made(profile(), app("mealie", target))
        assert any("BASE_URL" in note for note in export.notes)
        assert any("restart is not enough" in step for step in export.apply) or target == "bare"
        assert "/api/admin/email" in export.test[-1]
    assert any("8080" in line for line in (key.default for key in mealie.KEYS if key.name == "BASE_URL"))


def test_the_service_can_be_called_otherwise() -> None:
    export = made(profile(), app("mealie", "compose", service="recipes"))
    assert "docker compose up -d recipes" in export.apply
    assert compose.services(files(export)["compose.override.yaml"]) == ("recipes",)
    with pytest.raises(UsageError):
        made(profile(), app("mealie", "compose", service="a b"))


def test_limits_are_said() -> None:
    local = made(on_server(profile(Encryption.NONE), "localhost", 25), app("mealie", "compose"))
    assert any("localhost is the container itself" in limit for limit in local.limits)
    assert any("readable" in limit for limit in local.limits)
    trusted = made(on_server(profile(), "mail.example.com", 587, ca_file="/etc/ssl/own.pem"), app("mealie", "compose"))
    assert any("SSL_CERT_FILE" in limit and "/etc/ssl/own.pem" in limit for limit in trusted.limits)
    blank = made(profile(), app("mealie", "docker-run"), Secret("blank "))
    assert any("blank" in note for note in blank.notes)
    blunt = made(profile(), app("mealie", "secrets"))
    assert "sudo chown 911 mealie-smtp-password" in blunt.apply[0]


def test_a_domain_beyond_ascii_is_written_as_the_wire_has_it() -> None:
    export = made(replace(profile(), from_address="noreply@bücher.example"), app("mealie", "bare"))
    assert any("noreply@xn--bcher-kva.example" in file.text for file in export.files)


def test_a_sender_beyond_ascii_is_told_to_need_smtputf8() -> None:
    export = made(replace(profile(), from_address="küche@example.com"), app("mealie", "compose"))
    assert any("SMTPUTF8" in limit for limit in export.limits)


def test_it_behaves_as_its_library_does() -> None:
    of = app("mealie", "compose")
    assert [mealie.behaviour(profile(one), of).starttls for one in Encryption] == ["implicit", "required", "never"]
    behaviour = mealie.behaviour(profile(), of)
    assert (behaviour.mechanisms, behaviour.falls_back, behaviour.timeout) == (("CRAM-MD5", "PLAIN", "LOGIN"), True, 10.0)
    assert behaviour.verifies_certificate is None
    assert not behaviour.skips_auth_silently


def test_it_has_one_sender_and_a_table_of_its_keys() -> None:
    of = app("mealie", "compose")
    assert kind_of(of) is mealie
    (identity,) = mealie.identities(profile(name=""), of)
    assert (identity.id, identity.envelope, identity.from_name) == ("chat", "noreply@example.com", "Mealie")
    names = {key.name for key in mealie.KEYS}
    assert set(environment(made(profile(), of))) <= names
    assert len(names) == len(mealie.KEYS)
    assert next(key.name for key in mealie.KEYS if key.secret) == "SMTP_PASSWORD"
