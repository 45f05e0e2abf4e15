"""What `export` writes is known to `lint` and to `import`, whatever the app and the way of running it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from tests.apps.setups import PASSWORD, app, profile
from wizard import apps
from wizard.app import File
from wizard.errors import FileError, UsageError
from wizard.model import Profile
from wizard.settings.adoption import adopt
from wizard.settings.linting import lint

NO_SETTINGS = ("mealie-smtp-password", "zulip__email_password", "coolify-mail.txt")
"""A bare password, and a sheet to type from."""
NEEDS_OTHERS = ("names no mail server", "names no sender")


def files(setup: Profile, form: str) -> list[File]:
    """The files that hold settings; none where the target does not take the password in this form."""
    try:
        made = apps.export(setup, setup.apps[0], PASSWORD, form=form).files
    except UsageError:
        return []
    return [file for file in made if file.path not in NO_SETTINGS]


CASES = [
    (kind.ID, target.id, form)
    for kind in apps.load_all().values()
    for target, form in product(kind.TARGETS, ("inline", "env", "file"))
    if files(replace(profile(), apps=(app(kind.ID, target.id),)), form)
]


def written(setup: Profile, form: str, folder: Path) -> list[Path]:
    return [put(folder, file) for file in files(setup, form)]


def put(folder: Path, file: File) -> Path:
    path = folder / file.path.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(file.text, newline="")
    path.chmod(file.mode)
    return path


def test_every_app_is_among_them_with_each_target_that_writes_settings() -> None:
    targets = {(kind.ID, target.id) for kind in apps.load_all().values() for target in kind.TARGETS}
    assert {(kind, target) for kind, target, _ in CASES} == targets - {("coolify", "form")}


@pytest.mark.parametrize("login", [True, False])
@pytest.mark.parametrize(("kind", "target", "form"), CASES)
def test_each_written_file_is_known_alone_and_together(kind: str, target: str, form: str, login: bool, tmp_path: Path) -> None:
    paths = written(replace(profile(login=login), apps=(app(kind, target),)), form, tmp_path)
    for group in ([path] for path in paths):
        (report,) = lint(group)
        assert report.found is not None, report.path
        assert report.found.kind == kind
        assert {flaw.cause for flaw in report.flaws} <= {"secret-in-shared-file"}
        try:
            assert adopt(group, "again").profile.apps[0].kind == kind
        except FileError as error:
            assert any(words in error.message for words in NEEDS_OTHERS), error.message
    assert [report.found.kind for report in lint(paths) if report.found is not None] == [kind] * len(paths)


@pytest.mark.parametrize(("kind", "target", "form"), CASES)
def test_the_written_files_together_are_the_setup_again(kind: str, target: str, form: str, tmp_path: Path) -> None:
    setup = replace(profile(), apps=(app(kind, target),))
    paths = written(setup, form, tmp_path)
    again = adopt(paths, "again").profile
    assert (again.server, again.from_address, again.apps[0].kind) == (setup.server, setup.from_address, kind)
    assert again.auth is not None
    assert setup.auth is not None
    assert again.auth.username == setup.auth.username


@pytest.mark.parametrize("target", ["docker-12", "docker-11"])
def test_the_version_of_docker_zulip_is_told_by_the_name_of_its_file(target: str, tmp_path: Path) -> None:
    path = written(replace(profile(), apps=(app("zulip", target),)), "env", tmp_path)[0]
    (report,) = lint([path])
    assert report.found is not None
    assert report.found.target == target


def test_an_env_file_with_the_password_alone_is_known_by_the_app_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mail.env"
    path.write_text("SMTP_PASSWORD=abc\n")
    path.chmod(0o600)
    assert lint([path])[0].found is None
    for kind in ("mealie", "docmost"):
        (report,) = lint([path], kind)
        assert report.found is not None
        assert report.found.kind == kind
        assert report.flaws == ()
    path.write_text("hello\n")
    assert lint([path], "mealie")[0].found is None


def test_an_env_file_is_that_of_the_compose_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    compose, env = tmp_path / "compose.yaml", tmp_path / "etc" / "mail.env"
    compose.write_text(
        "services:\n  mealie:\n    image: ghcr.io/mealie-recipes/mealie:v3.28.0\n    env_file: ./etc/mail.env\n"
        "    environment:\n      SMTP_HOST: mail.example.com\n      SMTP_USER: u\n      SMTP_FROM_EMAIL: a@example.com\n"
    )
    env.write_text("SMTP_PASSWORD=abc\n")
    env.chmod(0o600)
    assert [report.found.kind for report in lint([env, compose]) if report.found is not None] == ["mealie", "mealie"]
    made = adopt([compose, env], "m").profile
    assert made.auth is not None
    assert str(made.auth.secret) == f"app:{env}#SMTP_PASSWORD"
