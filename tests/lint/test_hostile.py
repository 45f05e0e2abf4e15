"""Whatever stands in a file: an answer or a plain refusal, printable, and without the password."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dialects.hostile import TEXTS
from tests.lint.corpus import ROWS
from wizard.errors import FileError
from wizard.settings.linting import lint_text
from wizard.settings.repair import repair_text

MEALIE = "services:\n  mealie:\n    image: mealie\n    environment:\n"
DOCMOST = "services:\n  docmost:\n    image: docmost/docmost\n    environment:\n"
FRAMES = {
    "settings.py": "EMAIL_HOST = {}\nEMAIL_HOST_USER = {}\nEMAIL_PORT = {}\nNOREPLY_EMAIL_ADDRESS = {}\n",
    "zulip-secrets.conf": "[secrets]\nemail_password = {}\n{}\n",
    "homeserver.yaml": "email:\n  smtp_host: {}\n  smtp_port: {}\n  smtp_pass: {}\n  notif_from: {}\n  {}: {}\n",
    "compose.yaml": MEALIE + "      SMTP_HOST: {}\n      SMTP_PASSWORD: {}\n      {}: {}\n",
    "docker-compose.yml": DOCMOST + "      - SMTP_HOST={}\n      - MAIL_DRIVER={}\n",
    "override.yaml": "services:\n  zulip:\n    environment:\n      SETTING_EMAIL_HOST: {}\n      ZULIP_CUSTOM_SETTINGS: {}\n",
    ".env": "MAIL_DRIVER={}\nSMTP_PASSWORD={}\nMAIL_FROM_NAME={}\n",
    "mealie.env": "# docker run --env-file\nSMTP_AUTH_STRATEGY={}\nSMTP_PASSWORD={}\nSMTP_FROM_NAME={}\n",
    "mail.json": '{"smtp_host": {}, "smtp_password": {}, "smtp_port": {}, "resend_enabled": {}}',
}


@given(st.sampled_from(sorted(FRAMES)), st.lists(TEXTS, min_size=6, max_size=6))
def test_any_value_is_judged_or_refused(name: str, values: list[str]) -> None:
    text = FRAMES[name]
    for value in values:
        text = text.replace("{}", value, 1)
    with contextlib.suppress(FileError):
        _, flaws = lint_text(text, name)
        for flaw in flaws:
            for said in (flaw.title, flaw.why, flaw.fix.text, flaw.key or "", *(flaw.suggestion or "").splitlines()):
                assert said.isprintable()
        repair_text(text, name)


@given(st.sampled_from(ROWS), st.data())
def test_a_file_with_a_piece_cut_out_or_put_in_never_crashes(row: object, data: st.DataObject) -> None:
    text = row.text  # type: ignore[attr-defined]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    broken = text[:start] + data.draw(TEXTS) + text[end:]
    with contextlib.suppress(FileError):
        lint_text(broken, row.filename)  # type: ignore[attr-defined]


@given(
    st.text(
        st.characters(codec="ascii", min_codepoint=33, max_codepoint=126, exclude_characters="'\"\\$#{}`%,"),
        min_size=8,
        max_size=30,
    )
)
def test_a_password_is_never_part_of_an_answer(password: str) -> None:
    password = f"zq7{password}"
    rows = {
        "homeserver.yaml": f"email:\n  smtp_host: a.example.com\n  smtp_port: 465\n  smtp_pas: '{password}'\n  smtp_user: u\n",
        "docker-compose.yml": f"{DOCMOST}      MAIL_DRIVER: SMTP\n      SMTP_PASSWORD: '{password}'\n",
        "zulip-secrets.conf": f"[secrets]\nemail_password = '{password}'\nemail_pasword = {password}\n",
        "mealie.env": f"# docker run\nSMTP_FROM_EMAIL=a@b.example\nSMTP_PASS='{password}'\nSMTP_PASSWORD='{password}'\n",
        "mail.json": f'{{"smtp_host": "a.example.com", "smtp_pass": "{password}", "smtp_password": " {password}"}}',
    }
    for name, text in rows.items():
        found, flaws = lint_text(text, name)
        assert found is not None
        assert flaws
        assert password not in repr(flaws)


@pytest.mark.parametrize("text", ["\0", "\ufeff", "{", "[secrets", "a: &a [*a]", "services: {a: &x {<<: *x}}", "\x85\u2028" * 50])
def test_odd_files_are_nobodys(text: str) -> None:
    with contextlib.suppress(FileError):
        assert lint_text(text, "x") == (None, ())
