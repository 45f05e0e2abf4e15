"""A word that the command line does not know is named, with the one that was probably meant."""

from __future__ import annotations

import pytest

from wizard.__main__ import main


@pytest.mark.parametrize(
    ("words", "wrong", "meant"),
    [
        (["chek"], "verb 'chek'", "check"),
        (["--no-color", "lnit", "x"], "verb 'lnit'", "lint"),
        (["profiles", "shwo", "x"], "action 'shwo'", "show"),
        (["check", "--fromat", "json"], "option '--fromat'", "--format"),
        (["check", "chat", "--fromat=json"], "option '--fromat'", "--format"),
        (["--fromat", "json", "check"], "option '--fromat'", "--format"),
        (["profiles", "list", "--fromat", "json"], "option '--fromat'", "--format"),
        (["explain", "--app", "x", "--hots", "a", "-"], "option '--hots'", "--host"),
        (["check", "--conf", "x"], "option '--conf'", "--config-dir"),
    ],
)
def test_a_misspelt_word_is_named_with_the_one_that_was_meant(
    words: list[str], wrong: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 3
    first, hint, *_ = capsys.readouterr().err.splitlines()
    assert (first, hint) == (f"error: there is no {wrong}", f"hint: did you mean {meant}?")


def test_a_word_that_is_near_nothing_gets_no_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["xyzzy"]) == 3
    assert main(["--only", "tls.mode", "check"]) == 3
    err = capsys.readouterr().err
    assert "did you mean" not in err
    assert "there is no option '--only'\nhint: the options of a verb stand behind it" in err
