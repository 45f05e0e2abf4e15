"""How long it takes until the program says its first word, beside a bare interpreter; and what is loaded for it.

python -m tests.benchmarks.start_time [--rounds N]
"""

from __future__ import annotations

import argparse

from tests.benchmarks.measure import Work, interleaved, line, process, python

HEAVY = ("textual", "rich", "dns", "aiosmtplib", "keyring", "cryptography", "ruamel", "trustme", "asyncio")
_LOADED = """
import sys
from wizard.__main__ import main
try:
    main({words!r})
except SystemExit:
    pass
print("\\n" + " ".join(sys.modules))
"""
IMPORTS = {
    "import asyncio": "import asyncio",
    "import wizard.cli.parser": "import wizard.cli.parser",
    "import wizard.check": "import wizard.check",
    "… and wizard.probe.session": "import wizard.check, wizard.probe.session",
    "… and dns.asyncresolver": "import wizard.check, wizard.probe.session, dns.asyncresolver",
    "import wizard.diagnosis, every rule": "import wizard.diagnosis as it; it._modules()",
    "import textual.app": "import textual.app",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11)
    rounds = parser.parse_args().rounds

    def work(*words: str) -> Work:
        return lambda: process(python(*words)).ms

    works = {
        "python -c pass": work("-c", "pass"),
        "--version": work("-m", "wizard", "--version"),
        "--help": work("-m", "wizard", "--help"),
        "check --help": work("-m", "wizard", "check", "--help"),
        "providers": work("-m", "wizard", "providers"),
    } | {name: work("-c", code) for name, code in IMPORTS.items()}
    interleaved(works, 1)  # compiles every module
    taken = interleaved(works, rounds)
    base = taken["python -c pass"]
    print(f"medians of {rounds} interleaved rounds, against a bare interpreter")
    for name, ms in taken.items():
        line(name, ms, "ms", base, "≤ 3" if name.endswith("--help") else "")
    print("\nloaded, of what is heavy")
    for words in (["--help"], ["check", "--help"], ["setup", "--help"], ["providers"]):
        modules = set(process(python("-c", _LOADED.format(words=words))).out.splitlines()[-1].split())
        print(f"  {' '.join(words):<20} {', '.join(name for name in HEAVY if name in modules) or 'nothing'}")


if __name__ == "__main__":
    main()
