"""An app's real mail library, driven in a process of its own while a server in this one listens."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.outside.reader import HERE, outside, program
from tests.real import absent, need

_AS_CONTAINER = 'hostname "$1" && mount --bind "$2" /etc/hosts && shift 2 && exec "$@"'


def container(folder: Path, hostname: str, **hosts: str) -> tuple[str, ...]:
    """What to put before a command so that it runs under a host name and with an /etc/hosts of its own, as in a container.

    `hosts`: name → address, with __ for the dots of the name. Skips (or fails, where it is required) without the right to do so.
    """
    need("unshare", "mount", "hostname")
    names = {name.replace("__", "."): address for name, address in hosts.items()}
    file = folder / "hosts"
    lines = [f"{address} {name}" for name, address in names.items()]
    file.write_text("\n".join(["127.0.0.1 localhost", f"127.0.0.2 {hostname}", *lines]) + "\n")
    prefix = ("unshare", "--mount", "--uts", "--", "sh", "-c", _AS_CONTAINER, "sh", hostname, str(file))
    if subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False).returncode:
        absent("this user may not make namespaces")
    return prefix


async def drive(
    kind: str, script: str, *words: str | Path, ca_file: str = "", limit: float = 60, inside: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The JSON answer of a driver in this folder, run with the Python that install-KIND.sh made. `inside`: see `container`.

    Skips (or fails, where real readers are required) when it is not installed.
    """
    program(outside() / kind / "done", f"install-{kind}.sh")
    python = outside() / kind / "bin" / "python"
    env: Mapping[str, str] = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "LC_ALL": "C.UTF-8",
        "SSL_CERT_FILE": ca_file,
    }
    process = await asyncio.create_subprocess_exec(
        *inside,
        str(python),
        str(HERE / script),
        *map(str, words),
        env={name: value for name, value in env.items() if value},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, said = await asyncio.wait_for(process.communicate(), limit)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    assert process.returncode == 0, said.decode("utf-8", "replace")[-2000:]
    answer: dict[str, Any] = json.loads(out)
    return answer
