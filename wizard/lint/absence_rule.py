"""A compose file without a single mail setting: either they stand where nobody reads them, or mail is off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.finding import Status
from wizard.lint.flaw import Bench, Flaw

_NAMED = re.compile(r"\b(?:SMTP|MAIL)_[A-Z_]+")


def judge(bench: Bench, key: str, consequence: str) -> Iterator[Flaw]:
    """`key`: the setting without which mail is off; `consequence`: what then happens to mail."""
    if bench.found.is_partial or bench.found.format != "compose":
        return
    comments = "\n".join(re.findall(r"#.*", bench.sheet.text))
    named = {name for name in bench.keys if name.startswith(("SMTP_", "MAIL_"))}
    if bench.around.sibling & named or _NAMED.search(comments):
        why = "The mail settings stand in .env, which Compose reads to fill in ${…} only: none of them reaches the container."
        fix = "Add env_file: .env to the service, or name each variable below environment:."
        yield bench.flaw("env-var-not-applied", None, why, fix)
    else:
        yield bench.flaw("config-key-missing", key, f"No mail setting reaches the container: {consequence}", status=Status.WARN)
