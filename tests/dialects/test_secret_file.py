from __future__ import annotations

import subprocess

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS, VALUES
from tests.real import find, need
from wizard.dialects import secret_file
from wizard.errors import Unrepresentable

LINE = 'export "V=$(<"$V_FILE")"; printf %s "$V"'
"""How Mealie's entry.sh reads such a file."""


@given(TEXTS)
def test_every_value_comes_back_but_a_newline_at_the_end(value: str) -> None:
    try:
        content = secret_file.write(value)
    except Unrepresentable:
        bad_text = "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
        assert bad_text or not value or value.endswith("\n")
        return
    assert secret_file.read(content) == value


@pytest.mark.real
def test_bash_reads_every_hostile_value_exactly(tmp_path: object) -> None:
    need("bash")
    file = f"{tmp_path}/secret"
    for value in VALUES:
        if "\0" in value or value.endswith("\n"):
            continue
        with open(file, "w", encoding="utf-8", newline="") as written:
            written.write(secret_file.write(value))
        done = subprocess.run(
            [find("bash") or "bash", "-c", LINE], env={"V_FILE": file}, capture_output=True, check=True, timeout=10
        )
        assert done.stdout.decode() == value
