"""What `explain` keeps of a secret that it found, so that it is nowhere else in what is shown; and what it must not hide."""

from __future__ import annotations

import base64
import io

import pytest

from tests.diagnosis.secret_form import PW
from wizard.diagnosis.explain import explain
from wizard.diagnosis.explain.credentials import BLOT, Finder
from wizard.diagnosis.explain.entries import cut

DULL = "2026-05-05T10:00:00Z INFO job done\n"


def test_an_error_far_before_the_setting_is_shown_without_the_secret() -> None:
    text = f"2026-05-05T10:00:00Z ERROR smtp 535 5.7.8 Error: authentication failed for {PW}\n{DULL * 400}SMTP_PASSWORD={PW}\n"
    shown = explain(text)
    assert shown.causes[0].cause == "wrong-credentials"
    assert f"failed for {BLOT}" in shown.groups[0].seen
    assert PW not in repr(shown)


def test_lines_that_are_not_handed_on_yet_lose_the_secret_too() -> None:
    text = f"Error: 535 5.7.8 failed for {PW}\n    at smtp\n    password={PW}\n"
    lines = [line for entry in cut(io.StringIO(text), Finder()) for line in entry.lines]
    assert lines[0].endswith(f"failed for {BLOT}")


@pytest.mark.parametrize(
    ("setting", "later"),
    [
        ("SMTP_PASSWORD=smtp.example.com", "lookup smtp.example.com: no such host"),
        ("SMTP_PASSWORD=bot@example.com", "550 sender bot@example.com rejected"),
        ("SMTP_PASSWORD=starttls", "server does not offer starttls"),
        ("SMTP_PASSWORD=abc", "abc"),
        ("SMTP_PASSWORD=123456", "queued as 123456"),
        ("SMTP_PASSWORD=abc123", "queued as 0abc1234"),
        ("token = client.connect(host)", "in client.connect(host)"),
        ("token = self.parent.name", "in self.parent.name"),
        ("token = rows[0]", "in rows[0]"),
        ("password: 2026-05-05T10:00:00Z", "2026-05-05T10:00:01Z refused"),
    ],
)
def test_what_may_mean_something_else_stays(setting: str, later: str) -> None:
    finder = Finder()
    finder.blot(setting)
    assert finder.blot(later) == later


def test_the_last_secrets_are_kept_and_no_more() -> None:
    finder = Finder()
    for number in range(500):
        finder.blot(f"GET /page?token=kQ9xZt7w{number:04}a")
    assert finder.hide("kQ9xZt7w0499a") == BLOT
    assert finder.hide("kQ9xZt7w0000a") == "kQ9xZt7w0000a"
    assert len(finder.warnings()) == 1


def test_the_text_in_a_call_is_the_secret() -> None:
    finder = Finder()
    finder.blot(f"password=SecretStr('{PW}')")
    assert finder.blot(f"refused {PW}") == f"refused {BLOT}"


def test_the_longest_is_hidden_first() -> None:
    finder = Finder()
    finder.blot("password=Zq9Wx77a")
    finder.blot("password=Zq9Wx77a/more4Kt9")
    assert finder.blot("both Zq9Wx77a/more4Kt9 and more4Kt9 and Zq9Wx77a") == f"both {BLOT} and {BLOT} and {BLOT}"


@pytest.mark.parametrize("form", ["AUTH PLAIN {plain}", "AUTH LOGIN\n334 UGFzc3dvcmQ6\n{password}"])
def test_the_password_in_a_login_is_hidden_where_it_stands_in_clear(form: str) -> None:
    plain = base64.b64encode(f"\0bot\0{PW}".encode()).decode()
    finder = Finder()
    for line in form.format(plain=plain, password=base64.b64encode(PW.encode()).decode()).split("\n"):
        finder.blot(line)
    assert finder.blot(f"535 refused {PW}") == f"535 refused {BLOT}"


def test_the_user_of_a_login_is_hidden_and_told_of_only_where_it_may_be_a_key() -> None:
    for user, told in (("bot@example.com", 0), ("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", 1)):
        finder = Finder()
        finder.blot("334 VXNlcm5hbWU6")
        assert finder.blot(base64.b64encode(user.encode()).decode()) == BLOT
        assert len(finder.warnings()) == told
