"""Whatever the password and the sender's name: what is edited reads back as it was meant, and the rest keeps its bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialects.hostile import TEXTS
from tests.settings.into import FILES, TARGETS, setup
from wizard.errors import FileError, Unrepresentable, UsageError
from wizard.secret import Secret
from wizard.settings.editing import plan
from wizard.settings.recognition import recognise

PASSWORD_KEYS = {
    "homeserver.yaml": "smtp_pass",
    "zulip-secrets.conf": "email_password",
    "docmost.env": "SMTP_PASSWORD",
}


LINES = ["", "  ", "# SMTP_HOST=x", "#SMTP_PORT: 1", "A=1", "B='x #y'", 'export C="$A"', "SMTP_HOST=old # x"]


def kept(before: str, after: str) -> bool:
    """Whether every line of comment, and every line about nothing of mail, is still there, in the same order."""
    rest = iter(after.splitlines())
    wanted = [line for line in before.splitlines() if line.lstrip().startswith("#") or not line.strip()]
    return all(line in rest for line in wanted)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(sorted(PASSWORD_KEYS)), TEXTS.filter(bool), TEXTS)
def test_any_password_and_name_is_read_back_or_refused(name: str, password: str, from_name: str) -> None:
    kind, target = TARGETS[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes((FILES / name).read_bytes())
        profile = setup(kind, target, from_name=from_name)
        try:
            made = plan(profile, profile.apps[0], path, Secret(password))
        except (Unrepresentable, FileError, UsageError):
            return
        after = made.changes[0].after.decode()
        found = recognise(after, str(path), kind)
        assert found is not None
        assert found.value(PASSWORD_KEYS[name]) == password
        assert kept((FILES / name).read_text(), after)
        path.write_text(after, newline="")
        assert not plan(profile, profile.apps[0], path, Secret(password)).changes[0].is_needed


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TEXTS.filter(bool), TEXTS)
def test_synapses_own_reader_agrees(password: str, from_name: str) -> None:
    profile = setup("synapse", "homeserver", from_name=from_name)
    path = FILES / "homeserver.yaml"
    try:
        made = plan(profile, profile.apps[0], path, Secret(password))
    except (Unrepresentable, FileError, UsageError):
        return
    before, after = yaml.safe_load(path.read_text()), yaml.safe_load(made.changes[0].after)
    assert after["email"]["smtp_pass"] == password
    assert {key: value for key, value in before.items() if key != "email"} == {k: v for k, v in after.items() if k != "email"}
    assert after["email"]["subjects"] == before["email"]["subjects"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=9))
def test_any_env_file_around_it_stays(lines: list[str]) -> None:
    text = "\n".join(["MAIL_DRIVER=smtp", *lines])
    profile = setup("docmost", "env-file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "docmost.env"
        path.write_text(text)
        made = plan(profile, profile.apps[0], path, Secret("a b"))
        after = made.changes[0].after.decode()
        rest = iter(after.splitlines())
        assert all(line in rest for line in lines if line.strip() and not line.startswith("SMTP_"))
        found = recognise(after, str(path), "docmost")
        assert found is not None
        assert (found.value("SMTP_HOST"), found.value("SMTP_PASSWORD")) == ("smtp.eu.mailgun.org", "a b")
