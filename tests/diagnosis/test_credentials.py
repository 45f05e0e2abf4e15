"""What `explain` takes for a secret and what it doesn't, a form a line. A secret is in nothing that is shown, and is told of."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.diagnosis.harmless_form import NO_SECRETS
from tests.diagnosis.secret_form import ECHOED, PW, SECRETS
from wizard import providers
from wizard.cli.explain import _document, _words
from wizard.diagnosis.explain import explain
from wizard.diagnosis.explain.credentials import BLOT, Finder
from wizard.diagnosis.explain.entries import cut
from wizard.diagnosis.explain.keyword import any_of
from wizard.setup.explaining import words

ERROR = "535 5.7.8 Error: authentication failed"


def shown(text: str) -> str:
    """Everything that may come of a text: both answers, what groups repeat, the wizard's page, and the lines that are judged."""
    found = explain(text, providers=providers.load_all())
    lines = [line for entry in cut(io.StringIO(text), Finder()) for line in (*entry.lines, *entry.before)]
    groups = [group.seen for group in found.groups]
    return "\n".join(("\n".join(_words(found)), json.dumps(_document(found), ensure_ascii=False), *groups, *words(found), *lines))


@pytest.mark.parametrize("row", [*ECHOED, *SECRETS], ids=lambda row: row[0][:80])
def test_a_secret_is_told_of_and_never_shown(row: tuple[str, ...]) -> None:
    text, secret = row[0], row[-1] if len(row) > 1 else PW
    for whole in (text, f"{text}\n{ERROR}", f"{ERROR}\n{text}", f"2026-05-05T10:00:00Z ERROR smtp\n{text}\n{ERROR}"):
        found = explain(whole, providers=providers.load_all())
        assert found.warnings, whole
        assert "change it" in found.warnings[0]
        assert secret not in shown(whole)
        assert not [part for part in secret.split() if len(part) > 3 and part in shown(whole)]
    assert "wrong-credentials" in {cause.cause for cause in explain(f"{text}\n{ERROR}").causes}


@pytest.mark.parametrize("text", NO_SECRETS)
def test_the_words_of_an_error_are_no_secret(text: str) -> None:
    finder = Finder()
    assert [finder.blot(line) for line in text.split("\n")] == text.split("\n")
    assert finder.warnings() == ()


@given(st.lists(st.text("abc ", min_size=1, max_size=4), min_size=1, max_size=8), st.text("abc ", max_size=30))
def test_one_look_finds_what_a_search_for_each_finds(words: list[str], text: str) -> None:
    found = any_of(words).findall(text)
    assert bool(found) == any(word in text for word in words)
    assert set(found) <= set(words)


DISTINCT = ["brevo", "sendgrid", "resend", "acs"]


@settings(max_examples=15, deadline=None)
@given(st.data(), st.sampled_from(sorted(providers.load_all().items())))
def test_what_a_provider_gives_out_is_found_behind_its_name(data: st.DataObject, known: tuple[str, object]) -> None:
    id, provider = known
    pattern = provider.secret.pattern if provider.secret else None  # type: ignore[attr-defined]
    assume(pattern)
    secret = data.draw(st.from_regex(pattern, fullmatch=True).filter(str.isascii))
    for form in ["SMTP_PASSWORD={}", "smtp://u:{}@mail.example.com", *(["said {} is bad"] if id in DISTINCT else [])]:
        finder = Finder()
        assert secret not in finder.blot(form.format(secret))
        assert finder.warnings()


def test_colours_between_a_name_and_its_value_hide_no_secret() -> None:
    dull = "2026-05-05T10:00:00Z INFO job done\n"
    hidden = f"  \x1b[32mpassword\x1b[0m=\x1b[1m{PW}\x1b[0m\n"
    text = dull * 300 + hidden + f"    smtp {ERROR}\n"
    assert PW not in shown(text)


@pytest.mark.parametrize("at", range(1980, 2002, 3))
def test_a_secret_at_the_seam_of_a_long_line_is_found_whole(at: int) -> None:
    filling = "smtp error " * 300
    text = f"{filling[:at]} password={PW} {ERROR} {filling[:500]}"
    assert PW not in shown(text)
    assert PW[5:] not in shown(text)


@pytest.mark.parametrize("form", ["refresh_token={}", "token: '{}'", '{{"password": "{}", "port": 25}}'])
@pytest.mark.parametrize("before", [0, 700, 1300, 1990])
@pytest.mark.parametrize("size", [1500, 2500, 4500])
@pytest.mark.parametrize("lines", [0, 300])
def test_a_secret_that_is_longer_than_a_piece_of_its_line_is_hidden_whole(form: str, before: int, size: int, lines: int) -> None:
    secret = ("kQ9xZt7w" * 600)[:size]
    dull = "2026-05-05T10:00:00Z INFO job done\n" * lines
    text = f"{dull}{('smtp words ' * 200)[:before]} {form.format(secret)} {ERROR}\nsmtp again"
    assert "Zt7w" not in shown(text)
    assert "wrong-credentials" in {cause.cause for cause in explain(text).causes}


@pytest.mark.parametrize("form", ["name_key_{}", "token=_{}", "password=[{}", "password='{}"])
def test_a_value_without_end_is_judged_at_once(form: str) -> None:
    for filling in ("_" * 60_000, "a_" * 30_000, "password('" * 6_000):
        Finder().blot(form.format(filling))
        Finder().blot(f"password={filling}key 535")


@pytest.mark.parametrize("size", [160, 1500, 1900])
def test_what_follows_a_line_that_ends_with_a_secret_stays(size: int) -> None:
    finder = Finder()
    assert "Zt7w" not in finder.blot(f"password={('kQ9xZt7w' * 300)[:size]}")
    assert finder.blot(f"{ERROR} {'smtp ' * 390}") == f"{ERROR} {'smtp ' * 390}"


def test_a_secret_keeps_the_words_beside_it() -> None:
    assert (
        Finder().blot(f"login of alice (password={PW}): refused, port=587")
        == f"login of alice (password={BLOT}): refused, port=587"
    )
    assert Finder().blot(f"password={PW},port=587;user=x") == f"password={BLOT},port=587;user=x"
