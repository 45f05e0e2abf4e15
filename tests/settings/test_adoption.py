"""A setup from files that an app already has: the same server, sender and login, and the password where it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.apps.setups import PASSWORD, app, profile
from tests.lint.corpus import ROWS, Row
from wizard import apps
from wizard.errors import FileError, UsageError
from wizard.files import Places
from wizard.model import Encryption, Login, Profile
from wizard.profiles import Profiles, dump, parse
from wizard.secret import Keeper, Secret, SecretRef
from wizard.secret_store import app as app_keeper
from wizard.settings.adoption import adopt
from wizard.settings.agreement import agreements, differences
from wizard.settings.linting import lint

CASES = [
    (kind.ID, target.id, encryption)
    for kind in apps.load_all().values()
    for target in kind.TARGETS
    for encryption in Encryption
    if kind.ID in ("zulip", "synapse", "mealie", "docmost", "coolify") and target.id != "form"
]


def write(folder: Path, made: Profile) -> list[Path]:
    paths = []
    for file in apps.kind_of(made.apps[0]).export(made, made.apps[0], PASSWORD, form="auto", provider=None).files:
        path = folder / Path(file.path).name
        path.write_text(file.text, newline="")
        paths.append(path)
    return paths


@pytest.mark.parametrize(("kind", "target", "encryption"), CASES)
def test_what_we_export_is_imported_again(kind: str, target: str, encryption: Encryption, tmp_path: Path) -> None:
    made = profile(encryption)
    made = Profile(made.name, made.server, made.from_address, made.from_name, auth=made.auth, apps=(app(kind, target),))
    paths = [path for path in write(tmp_path, made) if not path.name.endswith(("-password", "__email_password", "team.json"))]
    known = [path for path in paths if lint([path])[0].found is not None]
    # An override that only names an env file says nothing by itself.
    known = [path for path in known if "SMTP" in path.read_text().upper() or "EMAIL" in path.read_text().upper()]
    if target == "env-file":
        known = [path for path in known if path.suffix == ".env"]
    adopted = adopt(known, "again")
    again = adopted.profile
    assert (again.server, again.from_address) == (made.server, made.from_address)
    assert again.auth is not None
    assert made.auth is not None
    assert again.auth.username == made.auth.username
    assert again.apps[0].kind == kind
    assert parse(dump(again), "x") == again
    if again.auth.secret.keeper is Keeper.APP:
        assert app_keeper.read(again.auth.secret.name) == PASSWORD
    for path in known:
        (report,) = lint([path])
        assert differences(report, made) in ((), None)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.expect], ids=lambda row: row.id)
def test_every_correct_file_with_a_server_becomes_a_setup(row: Row, tmp_path: Path) -> None:
    path = tmp_path / Path(row.filename).name
    path.write_text(row.text)
    try:
        adopted = adopt([path], "a")
    except FileError as error:
        assert "names no" in error.message or "variable" in error.message
        return
    Profiles(Places.at(tmp_path / "config")).save(adopted.profile)
    for note in adopted.notes:
        assert note.isprintable()
    if adopted.profile.auth is not None and adopted.profile.auth.secret.keeper is Keeper.APP:
        assert app_keeper.read(adopted.profile.auth.secret.name)


def test_zulips_password_stays_in_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text(
        "EXTERNAL_HOST = 'chat.example.com'\nZULIP_ADMINISTRATOR = 'ops@example.com'\nEMAIL_HOST = 'smtp.example.com'\n"
        "EMAIL_HOST_USER = 'u'\nEMAIL_PORT = 587\nEMAIL_USE_TLS = True\nADD_TOKENS_TO_NOREPLY_ADDRESS = False\n"
    )
    (tmp_path / "zulip-secrets.conf").write_text("[secrets]\nemail_password = a b'c#\n")
    made = adopt([tmp_path / "settings.py"], "chat").profile
    assert made.auth is not None
    assert str(made.auth.secret) == f"app:{tmp_path / 'zulip-secrets.conf'}#email_password"
    assert app_keeper.read(made.auth.secret.name).reveal() == "a b'c#"
    assert made.apps[0].settings == {"administrator": "ops@example.com", "tokens": False}
    assert (made.from_address, made.apps[0].hostname) == ("noreply@chat.example.com", "chat.example.com")


def test_a_password_that_only_the_app_can_read_is_handed_out(tmp_path: Path) -> None:
    path = tmp_path / "mealie.env"
    path.write_text(
        "# docker run --env-file\nSMTP_HOST=a.example.com\nSMTP_FROM_EMAIL=a@example.com\nSMTP_USER=u\nSMTP_PASSWORD='x #\"y\n"
    )
    adopted = adopt([path], "m")
    assert adopted.secret is not None
    assert adopted.secret.reveal() == "'x #\"y"
    assert adopted.notes


def test_a_password_that_is_the_user_name_too_is_in_neither_place_of_the_setup(tmp_path: Path) -> None:
    token = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    path = tmp_path / "docmost.env"
    path.write_text(
        f"APP_URL=https://docs.example.com\nMAIL_DRIVER=smtp\nSMTP_HOST=smtp.postmarkapp.com\nSMTP_PORT=587\n"
        f"SMTP_USERNAME={token}\nSMTP_PASSWORD={token}\nMAIL_FROM_ADDRESS=a@example.com\n"
    )
    adopted = adopt([path], "docs")
    saved = Profiles(Places.at(tmp_path / "config")).save(adopted.profile)
    assert token not in saved.read_text() + repr(adopted)
    assert adopted.profile.auth is not None
    assert app_keeper.read(adopted.profile.auth.secret.name).reveal() == token
    again = apps.export(adopted.profile, adopted.profile.apps[0], Secret(token))
    assert f"SMTP_USERNAME={token}" in "".join(file.text for file in again.files).replace('"', "").replace("'", "")


def test_a_value_from_the_env_file_beside_it_is_found(tmp_path: Path) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(
        "services:\n  mealie:\n    image: mealie\n    environment:\n      SMTP_HOST: ${MAIL_HOST}\n"
        "      SMTP_FROM_EMAIL: a@example.com\n      SMTP_USER: u\n      SMTP_PASSWORD: ${PW}\n"
    )
    with pytest.raises(FileError, match="variable"):
        adopt([path], "m")
    (tmp_path / ".env").write_text("MAIL_HOST=mail.example.com\nPW='a $b'\n")
    made = adopt([path], "m").profile
    assert made.server.host == "mail.example.com"
    assert made.auth is not None
    assert str(made.auth.secret) == f"app:{tmp_path / '.env'}#PW"


def test_files_of_two_apps_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("email:\n  smtp_host: a\n")
    (tmp_path / "b.json").write_text('{"smtp_host": "a.example.com"}')
    with pytest.raises(UsageError, match="several apps"):
        adopt([tmp_path / "a.yaml", tmp_path / "b.json"], "x")


def test_what_differs_is_said_once_and_what_agrees_is_not_called_proven(tmp_path: Path) -> None:
    path = tmp_path / "settings.py"
    path.write_text("EMAIL_HOST = 'mail.example.org'\nEMAIL_PORT = 587\nNOREPLY_EMAIL_ADDRESS = 'a@example.org'\n")
    (report,) = lint([path])
    mine = adopt([path], "chat").profile
    (same,) = agreements([report], [mine])
    assert "says what the setup chat says: zulip uses that, once it has been restarted" in same
    assert "proven" not in same
    other = replace(mine, server=replace(mine.server, encryption=Encryption.STARTTLS), auth=Login("u", SecretRef.parse("ask")))
    (apart,) = agreements([report], [other])
    assert apart.endswith("differs from the setup chat: no encryption here, STARTTLS there; no login here, user u there")
