"""What a command does that was copied from a screen and pasted into bash, with stand-ins for the programs that it calls."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

PROGRAMS = (
    "smtp-wizard",
    "docker",
    "sudo",
    "nsenter",
    "openssl",
    "install",
    "id",
    "curl",
    "printf",
    "echo",
    "read",
    "python",
    "su",
)


def runs(scripts: Sequence[str], folder: Path) -> list[str]:
    """For each script what programs are called with when bash reads it: every one of them prints its words."""
    told = "{ local one; for one; do builtin printf '<%s>' \"$one\"; done; cat >/dev/null; }"
    lines = [f"{name}() {told}" for name in PROGRAMS]
    for script in scripts:
        lines += [script, "", "builtin printf '\\0'"]
    (folder / "pasted").write_text("\n".join(lines))
    done = subprocess.run(
        ["bash", "--norc", "pasted"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        env={"HOME": "/h o me", "PATH": "/usr/bin:/bin"},
        cwd=folder,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split("\0")[:-1]
