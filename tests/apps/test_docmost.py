from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tests.apps import golden
from tests.apps.setups import PASSWORD, app, on_server, profile
from tests.apps.situation import experience
from tests.dialects.hostile import TEXTS
from wizard.app import Export
from wizard.apps import docmost, kind_of
from wizard.apps.password import PLACEHOLDER
from wizard.dialects import compose, compose_env, docker_env, npm_dotenv
from wizard.errors import Unrepresentable, UsageError
from wizard.model import App, Encryption, Profile
from wizard.secret import Secret

TARGETS = tuple(target.id for target in docmost.TARGETS)


def made(setup: Profile, of: App, secret: Secret | None = PASSWORD, form: str = "auto") -> Export:
    return docmost.export(setup, of, secret, form=form, provider=None)


def files(export: Export) -> dict[str, str]:
    return {file.path: file.text for file in export.files}


def environment(export: Export) -> dict[str, str | None]:
    """What the container or process gets, by our own readers."""
    found = files(export)
    if export.target == "bare":
        return npm_dotenv.read_file(found[".env"])
    if export.target == "docker-run":
        return docker_env.read_file(found["docmost-smtp.env"])
    return compose_env.read_file(found.get("docmost-smtp.env", "")) | compose.read_environment(
        found["compose.override.yaml"], "docmost"
    )


@pytest.mark.parametrize("login", [True, False], ids=["login", "no-login"])
@pytest.mark.parametrize("encryption", list(Encryption))
@pytest.mark.parametrize("target", TARGETS)
def test_every_export_is_as_it_was_last_looked_at(target: str, encryption: Encryption, login: bool) -> None:
    export = made(profile(encryption, login=login), app("docmost", target), PASSWORD if login else None)
    golden.compare("docmost", f"{target}-{encryption}-{'login' if login else 'no-login'}", export)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    ("encryption", "secure", "ignore"),
    [(Encryption.STARTTLS, "false", "false"), (Encryption.IMPLICIT_TLS, "true", "false"), (Encryption.NONE, "false", "true")],
)
def test_every_target_says_the_same(target: str, encryption: Encryption, secure: str, ignore: str) -> None:
    assert environment(made(profile(encryption), app("docmost", target))) == {
        "MAIL_DRIVER": "smtp",
        "SMTP_HOST": "smtp.example.net",
        "SMTP_PORT": str(profile(encryption).server.port),
        "SMTP_SECURE": secure,
        "SMTP_IGNORETLS": ignore,
        "MAIL_FROM_ADDRESS": "noreply@example.com",
        "MAIL_FROM_NAME": "Example Chat",
        "SMTP_USERNAME": "apikey",
        "SMTP_PASSWORD": PASSWORD.reveal(),
    }


@given(TEXTS)
def test_any_password_is_exported_exactly_or_refused_with_a_way_out(password: str) -> None:
    for target in TARGETS:
        try:
            export = made(profile(), app("docmost", target), Secret(password))
        except Unrepresentable as refused:
            way_out = refused.hints
        else:
            assert environment(export)["SMTP_PASSWORD"] == password
            continue
        assert way_out


@pytest.mark.parametrize(
    ("target", "form", "holder"),
    [
        ("compose", "auto", "docmost-smtp.env"),
        ("compose", "inline", "compose.override.yaml"),
        ("env-file", "auto", "docmost-smtp.env"),
        ("docker-run", "auto", "docmost-smtp.env"),
        ("bare", "auto", ".env"),
    ],
)
def test_only_the_file_that_is_named_holds_the_password_and_says_so(target: str, form: str, holder: str) -> None:
    export = made(profile(), app("docmost", target), Secret("s3cretpw"), form)
    assert [file.path for file in export.files if "s3cretpw" in file.text] == [holder]
    assert [file.path for file in export.files if file.secret] == [holder]
    assert all(file.mode == 0o600 for file in export.files)
    assert "s3cretpw" not in repr((export.apply, export.test, export.notes, export.limits))


@pytest.mark.parametrize("target", TARGETS)
def test_docmost_reads_no_secret_from_a_file(target: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(profile(), app("docmost", target), form="file")
    assert "env" in " ".join(caught.value.hints)


@pytest.mark.parametrize("target", TARGETS)
def test_without_a_password_a_placeholder_stands_there_and_is_said(target: str) -> None:
    export = made(profile(), app("docmost", target), None)
    assert environment(export)["SMTP_PASSWORD"] == PLACEHOLDER
    assert PLACEHOLDER in export.notes[0]


@pytest.mark.parametrize(("user", "password"), [("", "x"), ("x", "")])
def test_half_a_login_is_refused(user: str, password: str) -> None:
    with pytest.raises(Unrepresentable):
        made(profile(username=user), app("docmost", "compose"), Secret(password))


def test_without_a_login_no_half_of_one_stands_there() -> None:
    export = made(profile(login=False), app("docmost", "compose"), None)
    assert not {"SMTP_USERNAME", "SMTP_PASSWORD"} & set(environment(export))
    assert any("remove SMTP_USERNAME" in note for note in export.notes)


@pytest.mark.parametrize("name", ["Wiki: Team", "Team (x)", "me@example.com", 'a "b"', "a; b", "<b>"])
def test_a_name_that_would_break_the_header_is_quoted(name: str) -> None:
    for target in TARGETS:
        written = environment(made(profile(name=name), app("docmost", target)))["MAIL_FROM_NAME"] or ""
        assert written.startswith('"')
        assert written.endswith('"')


def test_that_it_can_not_require_starttls_is_said_plainly() -> None:
    export = made(profile(), app("docmost", "compose"))
    assert any("can't require STARTTLS" in limit and "your password" in limit for limit in export.limits)
    behaviour = docmost.behaviour(profile(), app("docmost", "compose"))
    assert behaviour.starttls == "opportunistic"
    assert experience("docmost", "compose").title.endswith("your password would go in clear text if STARTTLS disappeared")
    tls = made(profile(Encryption.IMPLICIT_TLS), app("docmost", "compose"))
    assert not any("STARTTLS" in limit for limit in tls.limits)


def test_an_own_ca_is_mounted_and_named() -> None:
    setup = on_server(profile(), "smtp.example.net", 587, ca_file="/etc/ssl/own $1.pem")
    text = files(made(setup, app("docmost", "compose")))["compose.override.yaml"]
    assert compose.read_environment(text, "docmost")["NODE_EXTRA_CA_CERTS"] == "/etc/ssl/certs/smtp-ca.pem"
    assert 'source: "/etc/ssl/own $$1.pem"' in text
    for target in ("env-file", "docker-run"):
        assert environment(made(setup, app("docmost", target)))["NODE_EXTRA_CA_CERTS"] == "/etc/ssl/certs/smtp-ca.pem"
    assert any("-v '/etc/ssl/own $1.pem:" in step for step in made(setup, app("docmost", "docker-run")).apply)
    bare = made(setup, app("docmost", "bare"))
    assert "NODE_EXTRA_CA_CERTS" not in environment(bare)
    assert any('Environment="NODE_EXTRA_CA_CERTS=/etc/ssl/own $1.pem"' in step for step in bare.apply)


def test_a_password_that_node_can_not_hold_names_what_can() -> None:
    with pytest.raises(Unrepresentable, match="SMTP_PASSWORD") as caught:
        made(profile(), app("docmost", "bare"), Secret("a'b`c\"d#e"))
    assert "systemd" in " ".join(caught.value.hints)
    assert environment(made(profile(), app("docmost", "compose"), Secret("a'b`c\"d#e")))["SMTP_PASSWORD"] == "a'b`c\"d#e"


def test_what_people_forget_is_reminded_of() -> None:
    for target in TARGETS:
        export = made(profile(), app("docmost", target))
        assert any("MAIL_DRIVER=smtp" in note for note in export.notes)
        assert any("APP_URL" in note for note in export.notes)
        assert any(".verify()" in line for line in export.test)
        assert any("log" in line for line in export.test)


def test_it_greets_with_the_containers_name() -> None:
    text = files(made(profile(), app("docmost", "compose")))["compose.override.yaml"]
    assert compose.read_at(text, "services", "docmost", "hostname") == "chat.example.com"
    assert docmost.behaviour(profile(), app("docmost", "compose")).ehlo == "chat.example.com"
    unnamed = replace(profile(), ehlo="localhost")
    assert docmost.behaviour(unnamed, app("docmost", "compose")).ehlo == "[127.0.0.1]"
    assert docmost.behaviour(profile(), app("docmost", "bare")).ehlo == "[127.0.0.1]"


def test_it_behaves_as_its_library_does() -> None:
    behaviour = docmost.behaviour(profile(Encryption.NONE), app("docmost", "compose"))
    assert behaviour.starttls == "never"
    assert behaviour.mechanisms[0] == "PLAIN"
    assert (behaviour.falls_back, behaviour.skips_auth_silently, behaviour.verifies_certificate) == (False, True, True)
    assert "log" in behaviour.hides_errors


def test_it_has_one_sender_and_a_table_of_its_keys() -> None:
    of = app("docmost", "compose")
    assert kind_of(of) is docmost
    (identity,) = docmost.identities(profile(name=""), of)
    assert (identity.id, identity.envelope, identity.from_name) == ("chat", "noreply@example.com", "Docmost")
    names = {key.name for key in docmost.KEYS}
    assert set(environment(made(profile(), of))) <= names
    assert len(names) == len(docmost.KEYS)
