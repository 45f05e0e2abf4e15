"""What every format promises, and what each one looks like."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from tests.report.sample import RUN
from wizard import report
from wizard.errors import UsageError
from wizard.finding import CHECKS, Detail, Finding, Fix, Result, Status, verdict
from wizard.report import markdown
from wizard.step import Line, Stage
from wizard.text import Foreign

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def test_formats_are_found_by_looking_in_the_folder() -> None:
    files = {file.stem for file in Path(report.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(report.formats()) == files
    assert {"text", "json", "markdown"} <= files


@pytest.mark.parametrize("format", report.formats())
@pytest.mark.parametrize("verbose", [False, True])
def test_nothing_a_server_said_reaches_a_terminal(format: str, verbose: bool) -> None:
    text = report.render(format, RUN, verbose=verbose)
    assert not CONTROL.search(text)
    assert text.endswith("\n")


def test_an_unknown_format_is_refused_with_what_exists() -> None:
    with pytest.raises(UsageError) as caught:
        report.render("yaml", RUN)
    assert "json, markdown" in caught.value.hints[0]


# ---------------------------------------------------------------- json


def test_json_is_valid_by_its_schema() -> None:
    jsonschema.validate(json.loads(report.render("json", RUN)), json.loads(report.schema("check")))


def test_the_keys_of_the_json_are_the_promised_ones() -> None:
    document = json.loads(report.render("json", RUN))
    assert list(document) == ["schema", "tool", "started", "verdict", "profiles"]
    assert document["schema"] == 1
    assert document["tool"] == {"name": "smtp-wizard", "version": "1.2.3"}
    assert document["started"] == "2026-11-20T12:30:00+00:00"
    (profile, empty) = document["profiles"]
    assert list(profile) == ["name", "verdict", "findings", "transcript", "waiting"]
    assert (profile["verdict"], empty["verdict"], document["verdict"]) == ("fail", "unknown", "fail")
    finding = profile["findings"][2]
    assert list(finding) == [
        "id",
        "subject",
        "app",
        "stage",
        "status",
        "cause",
        "title",
        "seen",
        "why",
        "fix",
        "links",
        "ms",
        "details",
    ]
    assert finding["stage"] == "rcpt-to"
    assert finding["cause"] == "sender-not-verified"
    assert list(finding["fix"]) == ["text", "commands"]
    assert profile["findings"][0]["stage"] == "dns"
    assert (profile["findings"][0]["cause"], profile["findings"][0]["subject"], profile["findings"][0]["ms"]) == (
        None,
        None,
        12.3,
    )
    assert list(profile["transcript"][0]) == ["t", "dir", "text"]


def test_the_schema_knows_exactly_the_checks_stages_and_statuses() -> None:
    finding = json.loads(report.schema("check"))["$defs"]["finding"]["properties"]
    assert finding["id"]["enum"] == list(CHECKS)
    assert set(finding["stage"]["enum"]) == {stage.value for stage in Stage}
    assert finding["status"]["enum"] == [status.value for status in Status]


@pytest.mark.parametrize("name", report.schemas())
def test_every_schema_is_one(name: str) -> None:
    document = json.loads(report.schema(name))
    jsonschema.Draft202012Validator.check_schema(document)
    assert document["properties"]["schema"]["const"] == 1


def test_a_schema_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError):
        report.schema("../text")


# ---------------------------------------------------------------- text


def test_text_tells_each_check_on_a_line_and_the_verdict_last() -> None:
    lines = report.render("text", RUN).splitlines()
    assert "+ ok       dns.host          name found, 3 addresses" in lines
    assert "x FAIL     sender.mail-from  noreply@example.com is refused [chat.noreply]" in lines
    assert "           why    The provider mail.example.com does not know this sender." in lines
    assert "           do     Verify it." in lines
    assert "                  $ dig +short TXT example.com" in lines
    assert lines[-2:] == ["chat: FAIL (1 failed, 1 unknown, 1 warn, 1 ok, 1 skipped)", "relay: unknown (nothing was checked)"]


@pytest.mark.parametrize("columns", [60, 72, 100])
def test_a_check_is_wrapped_at_the_terminal_s_width(columns: int) -> None:
    from wizard.report.text import TERMINAL

    usual = report.render("text", RUN)
    token = TERMINAL.set(columns)
    try:
        narrow = report.render("text", RUN)
    finally:
        TERMINAL.reset(token)
    told = [line for line in narrow.splitlines() if not re.search(r" seen | see | \$ |^\w+: ", line)]
    assert max(map(len, told)) <= columns
    assert narrow.split() == usual.split()


def test_every_status_has_a_word_and_a_shape_of_its_own() -> None:
    from wizard.report.text import SHAPES

    assert set(SHAPES) == set(Status)
    assert len({shape for shape, _ in SHAPES.values()}) == len({word for _, word in SHAPES.values()}) == len(Status)
    assert all(shape.isascii() and word.isascii() for shape, word in SHAPES.values())


def test_colour_only_repeats_the_words() -> None:
    plain, coloured = report.render("text", RUN), report.render("text", RUN, color=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert coloured != plain


def test_what_is_in_order_is_told_in_full_only_when_asked() -> None:
    assert "seen   192.0.2.7" not in report.render("text", RUN)
    verbose = report.render("text", RUN, verbose=True)
    assert "seen   192.0.2.7" in verbose
    assert "> EHLO chat.example.com" in verbose


# ---------------------------------------------------------------- markdown


def test_markdown_holds_everything_that_support_asks_for() -> None:
    text = report.render("markdown", RUN)
    for part in (
        "smtp-wizard 1.2.3",
        "Python 3",
        "### x FAIL: sender.mail-from (sender-not-verified)",
        "EHLO chat.example.com",
        "connected over IPv4",
    ):
        assert part in text


def test_nothing_in_a_code_block_can_close_it() -> None:
    inside = None
    for line in report.render("markdown", RUN).splitlines():
        fence = re.fullmatch(r"(`{3,})(text)?", line)
        if inside is None and fence:
            inside = fence[1]
        elif inside is not None and fence and len(fence[1]) >= len(inside):
            inside = None
        elif inside is None:
            assert "click" not in line
    assert inside is None


def test_a_masked_report_names_no_host_and_no_address() -> None:
    text = markdown.render(RUN, mask=True)
    for name in ("example.com", "192.0.2.7", "noreply", "relayhost"):
        assert name not in text.replace("chat.noreply", "")
    assert "host-1.example.org" in text
    assert "ip-1" in text
    assert "address-1@example.org" in text
    assert "sender.mail-from" in text
    assert "https://docs.example.net/senders" in text


def test_a_mask_gives_one_name_one_stand_in() -> None:
    mask = markdown.Mask(RUN)
    assert mask("a@x.org to B@x.org via mx.x.org") == "address-1@example.org to address-2@example.org via host-1.example.org"
    assert mask("MX.X.ORG [2001:db8::1] 12:30:45 compose.yaml 5.7.1 a@x.org") == (
        "host-1.example.org [ip-1] 12:30:45 compose.yaml 5.7.1 address-1@example.org"
    )


def masked(*findings: Finding, endpoint: str, said: bytes = b"") -> str:
    result = Result("chat", findings, endpoint=endpoint, transcript=(Line(0.0, ">", Foreign(said)),))
    return markdown.render(replace(RUN, results=(result,)), mask=True)


@pytest.mark.parametrize("ending", ["sh", "py", "cf", "service", "log", "pem"])
def test_a_mask_hides_names_of_the_run_that_end_as_files_do(ending: str) -> None:
    text = masked(
        Finding(
            "connect.reach", Status.FAIL, f"mail.acme.{ending} refuses", seen=f"see mx2.acme.{ending}", why="Look at settings.py."
        ),
        Finding("spf.record", Status.WARN, "two records", subject=f"other.{ending}", seen=f"include:_spf.other.{ending}"),
        Finding("dns.host", Status.WARN, f"a@third.{ending}, mail.third.{ending}", why=f"main.cf, x.{ending}."),
        endpoint=f"mail.acme.{ending}:587",
        said=f"EHLO chat.fourth.{ending}".encode(),
    )
    assert not re.search("acme|other|third|fourth", text)
    assert "settings.py" in text
    assert "main.cf" in text


def test_a_mask_hides_a_host_that_a_file_is_called_after() -> None:
    fix = Fix("", ("smtp-wizard check --profile-file /srv/mail.acme.org/chat.acme.org.toml --resolver 192.0.2.1",))
    text = masked(Finding("app.behaviour", Status.WARN, "see compose.override.yaml", fix=fix), endpoint="mail.acme.org:587")
    assert "acme" not in text
    assert "192.0.2.1" not in text
    assert re.search(r"--profile-file /srv/host-\d.example.org/host-\d.example.org.toml", text)
    assert "compose.override.yaml" in text


@pytest.mark.parametrize("name", ["bücher.example", "mail.bücher.example", "bu\u0308cher.example", "почта.рф", "例え.テスト"])
def test_a_mask_hides_the_whole_of_a_name_in_any_script(name: str) -> None:
    text = masked(Finding("dns.host", Status.FAIL, f"no {name}", seen=f"jürgen@{name}: {name}"), endpoint=f"{name}:587")
    assert "no host-1.example.org" in text
    assert "seen  address-1@example.org: host-1.example.org" in text
    assert "host-1.example.org:587" in text


def test_the_verdict_is_the_worst_of_its_parts() -> None:
    assert verdict([Status.PASS, Status.SKIPPED]) is Status.PASS
    assert verdict([Status.WARN, Status.UNKNOWN]) is Status.UNKNOWN
    assert verdict([Status.FAIL, Status.UNKNOWN]) is Status.FAIL
    assert verdict([]) is Status.UNKNOWN


# ---------------------------------------------------------------- details

KNOWN = Finding(
    "app.behaviour",
    Status.PASS,
    "Docmost would send",
    app="docs",
    why="It says little.",
    fix=Fix("", ("nsenter check docs",)),
    details=(Detail("waits", "30 seconds"), Detail("note", "It says little."), Detail("EHLO", "greets as docs.acme.org")),
)


@pytest.mark.parametrize("status", [Status.PASS, Status.WARN])
def test_details_stand_in_the_long_text_and_always_in_the_others_and_nothing_twice(status: str) -> None:
    run = replace(RUN, results=(Result("docs", (replace(KNOWN, status=Status(status)),), endpoint="mail.acme.org:587"),))
    assert "30 seconds" not in report.render("text", run)
    verbose, support = report.render("text", run, verbose=True), report.render("markdown", run)
    assert "           waits  30 seconds\n" in verbose
    assert "\nwaits 30 seconds\n" in support
    assert "$ nsenter check docs" in support
    assert verbose.count("It says little.") == 1
    assert "acme" not in markdown.render(run, mask=True)
    (finding,) = json.loads(report.render("json", run))["profiles"][0]["findings"]
    assert [(one["label"], one["text"]) for one in finding["details"]] == [(one.label, one.text) for one in KNOWN.details]
    jsonschema.validate(json.loads(report.render("json", run)), json.loads(report.schema("check")))
