"""What programs rely on: exit codes, words, silence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import ESCAPE, ROOT, environment, run
from wizard.__main__ import main
from wizard.cli.exit_code import FAIL_ON, ExitCode, of_verdict
from wizard.cli.parser import VERBS

# ---------------------------------------------------------------- words


def test_help_names_every_verb_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    for verb in VERBS:
        assert f"    {verb} " in out
    assert "0 all pass, 1 warnings, 2 a failure, 3 unknown or wrong usage" in " ".join(out.split())


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([verb, "--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith(f"usage: smtp-wizard {verb}")
    assert "--config-dir" in out


def test_every_verb_has_a_file_and_every_promised_verb_is_there() -> None:
    folder = ROOT / "wizard" / "cli"
    # import_.py, since `import` is a word of Python's own
    assert all(any((folder / f"{verb}{tail}.py").is_file() for tail in ("", "_")) for verb in VERBS)
    promised = {
        "setup",
        "check",
        "probe",
        "send",
        "providers",
        "profiles",
        "secret",
        "demo",
        "schema",
        "dns",
        "export",
        "explain",
    }
    assert promised <= set(VERBS)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    from wizard import __version__

    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"smtp-wizard {__version__}\n"


# ---------------------------------------------------------------- wrong usage


@pytest.mark.parametrize(
    "words",
    [
        ["chek"],
        ["check", "--nope"],
        ["check", "--onl", "mx.record"],
        ["--conf", "x", "check"],
        ["--config-dir"],
        ["check", "--fail-on", "sometimes"],
        ["check", "--only", "tls"],
        ["check", "--format", "yaml"],
        ["check", "nobody"],
        ["check", "--mask"],
        ["check"],
        ["probe", "smtp://mail.example.com"],
        ["probe", "mail.example.com", "70000"],
        ["send", "chat"],
        ["send", "chat", "--to", "nobody"],
        ["providers", "nobody"],
        ["profiles"],
        ["profiles", "show", "../x"],
        ["secret", "set", "nobody"],
        ["dns", "nobody"],
        ["export", "nobody"],
        ["export", "chat", "--diff"],
        ["schema", "nope"],
        ["explain", "/nowhere/at/all"],
        ["explain", "--provider", "nobody"],
        ["--resolver", "dns.example.com", "check"],
        ["--timeout", "0", "check"],
        ["--timeout", "soon", "check"],
    ],
)
def test_wrong_usage_is_exit_3_and_one_clear_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 3
    out, err = capsys.readouterr()
    assert out == ""
    first, *hints = err.splitlines()
    assert first.startswith("error: ")
    assert not first.endswith(".")
    assert all(line.startswith("hint: ") for line in hints)
    assert "Traceback" not in err


def test_an_escape_sequence_in_an_argument_does_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "\x1b[2J"]) == 3
    assert main(["\x1b[2J"]) == 3
    assert not ESCAPE.search(capsys.readouterr().err)


@pytest.mark.parametrize(
    "words",
    [
        ["--config-dir", "{}", "profiles", "list"],
        ["profiles", "--config-dir", "{}", "list"],
        ["profiles", "list", "--config-dir", "{}"],
    ],
)
def test_shared_options_stand_before_or_after_the_verb(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word.format(tmp_path / "here") for word in words]) == 0
    assert str(tmp_path / "here") in capsys.readouterr().err


def test_the_later_place_wins_and_the_other_option_stays() -> None:
    from wizard.cli.parser import parse

    args = parse(["--timeout", "3", "--format", "json", "check", "--timeout", "4"])
    assert (args.timeout, args.format, args.verbose, args.config_dir) == (4.0, "json", False, None)


@pytest.mark.parametrize(
    ("words", "name", "values"),
    [
        (["check", "chat", "--only", "mx.record", "shop"], "names", ["chat", "shop"]),
        (["check", "--only", "mx.record", "chat"], "names", ["chat"]),
        (["check"], "names", []),
        (["probe", "mail.example.com", "--timeout", "3", "25", "587"], "ports", ["25", "587"]),
        (["probe", "--timeout", "3", "mail.example.com", "25"], "ports", ["25"]),
    ],
)
def test_options_stand_anywhere_between_the_words(words: list[str], name: str, values: list[str]) -> None:
    from wizard.cli.parser import parse

    assert getattr(parse(words), name) == values


@pytest.mark.parametrize("text", ["9.9.9.9", "127.0.0.1:5353", "::1", "[::1]", "[::1]:53"])
def test_a_resolver_is_an_address_with_or_without_a_port(text: str) -> None:
    from wizard.cli.parser import resolver

    assert resolver(text) == text


def test_a_crash_of_ours_is_exit_3_without_local_variables(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(name: str) -> str:
        password = "hunter2"
        raise RuntimeError(f"broken \x1b[2J by {len(password)}")

    monkeypatch.setattr("wizard.report.schema", break_down)
    assert main(["schema", "check"]) == 3
    err = capsys.readouterr().err
    assert err.startswith("error: this program made a mistake")
    assert "RuntimeError" in err
    assert "hunter2" not in err.replace('password = "hunter2"', "")
    assert "\x1b" not in err


# ---------------------------------------------------------------- exit codes


def test_exit_codes_are_the_documented_ones() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "OK": 0,
        "WARN": 1,
        "FAIL": 2,
        "UNKNOWN": 3,
        "INTERRUPTED": 130,
        "BROKEN_PIPE": 141,
    }


@pytest.mark.parametrize(
    ("fail_on", "codes"),
    [("warn", (0, 1, 3, 2)), ("unknown", (0, 0, 3, 2)), ("fail", (0, 0, 0, 2)), ("never", (0, 0, 0, 0))],
)
def test_fail_on_says_from_where_a_verdict_counts(fail_on: str, codes: tuple[int, ...]) -> None:
    assert tuple(int(of_verdict(verdict, fail_on)) for verdict in ("pass", "warn", "unknown", "fail")) == codes
    assert fail_on in FAIL_ON


# ---------------------------------------------------------------- no terminal


@pytest.mark.parametrize("words", [[], ["setup"], ["setup", "--profile", "chat"]])
def test_without_a_terminal_the_wizard_says_what_to_run_instead(words: list[str]) -> None:
    outcome = run(*words)
    assert outcome.code == 3
    assert outcome.out == ""
    assert "error: the wizard needs a terminal" in outcome.err
    assert "smtp-wizard check" in outcome.err
    assert not ESCAPE.search(outcome.err)


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "wizard", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == ExitCode.BROKEN_PIPE
    assert err == b""


def test_an_answer_that_can_not_be_written_is_told() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "wizard", "schema"], stdout=full, stderr=subprocess.PIPE, env=environment(), timeout=30
        )
    assert done.returncode == 3
    assert b"error: can't write the answer" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_unicode_gets_letters_spelt_out() -> None:
    outcome = run(
        "explain",
        stdin="535 5.7.8 Fehler: Authentifizierung fehlgeschlagen für müller\n".encode(),
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert outcome.code == 0
    assert outcome.out.isascii()
