"""What a provider's file says to people: plain sentences and phrases, shown as they stand there, with no remark to ourselves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from wizard import providers
from wizard.provider import Provider
from wizard.tui.steps.login import MOST_ABOUT

ALL = providers.load_all()

each = pytest.mark.parametrize("provider", ALL.values(), ids=ALL)

REMARK = re.compile(
    r"\b(?:wizard|memory|must say|todo|fixme|xxx|unsure|unclear|(?:un|not )(?:confirmed|tested|verified here)|confirmed for|"
    r"assumed|secondary|gitleaks|github|nodemailer|excerpt|vendor|docs?|(?:verifier|checker) must)\b|\?|\[\^",
    re.IGNORECASE,
)
"""What is written to whoever keeps these files. It belongs into a comment of the file, or into `sources` or `unsure`."""
SHOUTED = re.compile(
    r"\b(?:not|only|must|never|no|one|both|all|and|or|per|required|explicitly|unusual|temporary|internal|sender|removing)\b"
)
LONGEST_PHRASE = 160
LONGEST_SENTENCES = 260


def sentences(provider: Provider) -> Iterator[tuple[str, str]]:
    """Field and text of all that is shown as it is."""
    yield from (
        ("sandbox", provider.sandbox),
        ("sender.note", provider.sender.note),
        ("envelope.mode", provider.envelope.mode),
        ("envelope.note", provider.envelope.note),
        ("spf.note", provider.spf.note),
        ("dkim.note", provider.dkim.note),
        ("dkim.alt", provider.dkim.alt),
        *(("traps", text) for text in provider.traps),
        *(("notes", text) for text in provider.notes),
    )


def phrases(provider: Provider) -> Iterator[tuple[str, str]]:
    """Field and text of all that goes into a sentence of ours."""
    yield from (
        ("username.note", provider.username.note),
        ("username.form", provider.username.form),
        ("secret.label", provider.secret.label),
        ("secret.shape", provider.secret.shape),
        ("secret.note", provider.secret.note),
        ("sender.rule", provider.sender.rule),
        ("tls", provider.tls),
        ("dmarc", provider.dmarc),
        ("ehlo", provider.ehlo),
        ("verification", provider.verification),
        ("spf.mechanism", provider.spf.mechanism),
        *(("secret.wrong", means) for _, means in provider.secret.wrong),
        *(("regions", region.note) for region in provider.regions),
        *(("ports", known.note) for known in provider.ports),
        *((f"limits.{name}", text) for name, text in provider.limits.items()),
        *((f"errors {reply.reply}", reply.meaning) for reply in provider.errors),
        *(("timeline", event) for _, event in provider.timeline),
        *(("headers", note) for _, _, note in provider.headers),
    )


def shown(texts: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, text in texts if text]


@each
def test_no_text_holds_a_remark_to_ourselves(provider: Provider) -> None:
    said = [*sentences(provider), *phrases(provider), *(("cautions", caution.text) for caution in provider.cautions)]
    assert not [(name, text) for name, text in said if REMARK.search(text)]


@each
def test_no_text_shouts(provider: Provider) -> None:
    said = [*sentences(provider), *phrases(provider)]
    assert not [(name, text) for name, text in said if shouts(text)]


def shouts(text: str) -> bool:
    """Whether a plain English word stands in capitals."""
    return any(SHOUTED.fullmatch(word.lower()) for word in re.findall(r"\b[A-Z]{2,}\b", text))


@each
def test_what_is_shown_as_it_is_is_a_sentence(provider: Provider) -> None:
    for name, text in shown(sentences(provider)):
        assert re.match(r'[A-Z0-9"]', text), (name, text)
        assert text.endswith("."), (name, text)
        assert not re.search(r"[.!?;:,]\.$|!", text), (name, text)
        assert len(text) <= LONGEST_SENTENCES, (name, text)


@each
def test_what_goes_into_a_sentence_of_ours_ends_none(provider: Provider) -> None:
    for name, text in shown(phrases(provider)):
        assert not re.search(r"[.!?;:,]$|\. [A-Z]", text), (name, text)
        assert len(text) <= LONGEST_PHRASE or name == "verification", (name, text)


@each
def test_what_a_secret_is_fits_into_its_field(provider: Provider) -> None:
    assert len(provider.secret.note) <= MOST_ABOUT


@each
def test_every_text_is_printable_and_tidy(provider: Provider) -> None:
    for name, text in (*sentences(provider), *phrases(provider)):
        assert text.isprintable(), (name, text)
        assert text == " ".join(text.split()), (name, text)
        assert text.count("(") == text.count(")"), (name, text)


@each
def test_what_is_unsure_is_a_field_of_the_file(provider: Provider) -> None:
    data = tomllib.loads(files("wizard.providers").joinpath(f"{provider.id}.toml").read_text("utf-8"))
    assert not [name for name in provider.unsure if not stands(data, name)]


def stands(data: dict[str, Any], name: str) -> bool:
    """Whether there is a field of this name: a table, a key in one, a port by its number or a region by its name."""
    first, _, rest = name.partition(".")
    value = data.get(first)
    if isinstance(value, list) and rest:
        return any(str(row.get("port", row.get("name"))) == rest for row in value if isinstance(row, dict))
    return value is not None and (not rest or rest in value)


def test_what_is_unsure_is_said_with_probably() -> None:
    mailgun, smtp2go, proton, gmail = (providers.find(id) for id in ("mailgun", "smtp2go", "proton", "gmail"))
    assert mailgun.said("limits.free", mailgun.limits["free"]) == "100/day on the free plan (probably)"
    assert mailgun.said("limits.unverified_domain", "300") == "300"
    assert smtp2go.said("sandbox", smtp2go.sandbox).startswith("Probably: an SMTP user")
    assert gmail.said("sender.note", gmail.sender.note).startswith("Probably: Gmail ")
    assert proton.is_unsure("spf.mechanism")  # with its whole table
    assert mailgun.said("limits.free", "") == ""


@each
def test_facts_for_programs_have_the_form_that_programs_read(provider: Provider) -> None:
    assert re.fullmatch(r"|@|[a-z][a-z0-9-]*\.<domain>|<sending domain>|<custom MAIL FROM subdomain>", provider.spf.at)
    assert bool(provider.envelope.place) == bool(provider.envelope.target)
    for name in (*provider.spf.others, *provider.spf.legacy):
        assert re.fullmatch(r"[a-z0-9_][a-z0-9_.-]*\.[a-z]+", name)
