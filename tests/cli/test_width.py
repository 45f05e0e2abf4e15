"""Prose is wrapped at the width of the terminal that it is read in, and at the usual one elsewhere."""

from __future__ import annotations

import errno
import os
import pty
import subprocess
import sys
import termios

import pytest

from tests.cli.program import environment, run

ERROR = ("explain", "535 5.7.8 Error: authentication failed")


def in_terminal(columns: int, *words: str) -> list[str]:
    """The lines that a command writes in a terminal of so many columns."""
    main, end = pty.openpty()
    termios.tcsetwinsize(end, (24, columns))
    process = subprocess.Popen(
        [sys.executable, "-m", "wizard", *words], stdin=subprocess.DEVNULL, stdout=end, stderr=subprocess.PIPE, env=environment()
    )
    os.close(end)
    said = b""
    try:
        while piece := os.read(main, 65536):
            said += piece
    except OSError as error:
        assert error.errno == errno.EIO
    finally:
        os.close(main)
        process.communicate(timeout=60)
    return said.decode().replace("\r\n", "\n").splitlines()


def prose(lines: list[str]) -> list[str]:
    """Without commands and links, which are copied and so never wrapped."""
    return [line for line in lines if " $ " not in line and "https://" not in line]


@pytest.mark.parametrize(("columns", "most"), [(40, 40), (60, 60), (72, 72), (100, 100), (200, 100), (20, 40), (0, 100)])
@pytest.mark.parametrize("words", [ERROR, ("causes", "port-blocked-by-host")])
def test_words_are_wrapped_at_the_terminal_s_width(columns: int, most: int, words: tuple[str, ...]) -> None:
    lines = prose(in_terminal(columns, *words))
    assert len(lines) > 5
    # A single word that is longer than the room, such as a cause's id, stays whole: it is copied too.
    assert [line for line in lines if len(line) > most and len(line.split()) > 1] == []
    assert max(map(len, lines)) > most - 30


def test_nothing_is_lost_where_it_is_narrow() -> None:
    assert " ".join(" ".join(in_terminal(44, *ERROR)).split()) == " ".join(run(*ERROR).out.split())


def test_elsewhere_the_usual_width_stays() -> None:
    lines = run(*ERROR).out.splitlines()
    assert 70 < max(len(line) for line in prose(lines) if line[:1] == " ") <= 80
