"""Who can read a file, and whether git keeps it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.settings.linting import lint
from wizard.settings.surroundings import is_tracked, is_world_readable

SECRET = (
    "email:\n  smtp_host: a.example.org\n  smtp_port: 465\n  force_tls: true\n"
    "  smtp_user: u\n  smtp_pass: 'x y z'\n  notif_from: a@b.example\n"
)


def test_a_file_in_git_is_told_unless_git_ignores_it(tmp_path: Path) -> None:
    (tmp_path / "repo" / "deep").mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    path = tmp_path / "repo" / "deep" / "homeserver.yaml"
    path.write_text(SECRET)
    path.chmod(0o600)
    (report,) = lint([path])
    assert [(flaw.cause, flaw.key, flaw.line) for flaw in report.flaws] == [("secret-in-shared-file", "smtp_pass", 6)]
    (tmp_path / "repo" / ".gitignore").write_text("*.yaml\n")
    (report,) = lint([path])
    assert report.flaws == ()


@pytest.mark.parametrize(
    ("lines", "tracked"),
    [
        (".env", False),
        ("/.env", True),
        ("deep/.env", False),
        ("deep/", False),
        ("*.env", False),
        ("*.env\n!.env", True),
        ("# .env", True),
        ("**/.env", False),
        ("other", True),
    ],
)
def test_the_plain_patterns_of_gitignore_are_known(lines: str, tracked: bool, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text(lines)
    path = tmp_path / "deep" / ".env"
    path.write_text("A=1")
    assert is_tracked(path) is tracked


def test_a_file_behind_a_closed_folder_is_not_readable_by_all(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("x")
    path.chmod(0o644)
    tmp_path.chmod(0o700)
    assert not is_world_readable(path)
    path.chmod(0o600)
    assert not is_world_readable(path)
    assert not is_world_readable(tmp_path / "absent")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that others can walk into, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name).resolve()


def test_a_file_that_all_can_read_is_told_with_the_command(open_folder: Path) -> None:
    path = open_folder / "homeserver.yaml"
    path.write_text(SECRET)
    path.chmod(0o644)
    if not all(folder.stat().st_mode & 0o001 for folder in open_folder.parents):
        pytest.skip("the folder for temporary files is closed to others")
    (report,) = lint([path])
    (flaw,) = report.flaws
    assert (flaw.cause, flaw.key) == ("secret-in-shared-file", "smtp_pass")
    assert flaw.fix.commands == (f"chmod o-rwx {path}",)
    path.chmod(0o640)
    assert lint([path])[0].flaws == ()


def test_settings_that_stand_in_env_only_do_not_reach_the_container(tmp_path: Path) -> None:
    path = tmp_path / "docker-compose.yml"
    path.write_text("services:\n  mealie:\n    image: ghcr.io/mealie-recipes/mealie:v3.28.0\n    environment:\n      TZ: UTC\n")
    (report,) = lint([path])
    assert [flaw.cause for flaw in report.flaws] == ["config-key-missing"]
    (tmp_path / ".env").write_text("SMTP_HOST=a.example.com\n")
    (report,) = lint([path])
    assert [flaw.cause for flaw in report.flaws] == ["env-var-not-applied"]


def test_zulips_two_files_are_looked_at_together(tmp_path: Path) -> None:
    settings, secrets = tmp_path / "settings.py", tmp_path / "zulip-secrets.conf"
    settings.write_text(
        "EMAIL_HOST = 'a.example.com'\nEMAIL_HOST_USER = 'u'\nEMAIL_PORT = 587\nEMAIL_USE_TLS = True\n"
        "NOREPLY_EMAIL_ADDRESS = 'a@example.com'\nADD_TOKENS_TO_NOREPLY_ADDRESS = False\n"
    )
    secrets.write_text("[secrets]\nsecret_key = 1\n")
    assert [len(report.flaws) for report in lint([settings, secrets])] == [0, 1]
    assert [len(report.flaws) for report in lint([settings])] == [0]


def test_a_file_that_can_not_be_read_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (absent, binary) = lint([tmp_path / "absent", tmp_path / "binary"])
    assert [report.verdict for report in (absent, binary)] == ["unknown", "unknown"]
    assert not absent.flaws[0].cause
