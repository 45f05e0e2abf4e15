"""Real servers and readers in tests: skipped with a reason on a laptop, required in CI."""

from __future__ import annotations

import os
import shutil

import pytest

SBIN = ("/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/lib/postfix/sbin")


def required() -> bool:
    """Whether a missing server is a failure (CI) instead of a reason to skip (a laptop)."""
    return os.environ.get("SMTP_WIZARD_REQUIRE_REAL") == "1"


def find(program: str) -> str | None:
    """The path of a program, looked for in the system folders too."""
    return shutil.which(program) or shutil.which(program, path=os.pathsep.join(SBIN))


def need(*programs: str, why: str = "") -> None:
    """Skip the test when a program is not installed here; fail instead where real servers are required."""
    missing = [program for program in programs if find(program) is None]
    if missing:
        absent(f"{', '.join(missing)} not installed here" + (f" ({why})" if why else ""))


def absent(reason: str) -> None:
    """A real part can't be had: skip with the reason, or fail where real servers are required."""
    if required():
        pytest.fail(f"required, but {reason}", pytrace=False)
    pytest.skip(reason)
