"""Is the server's TLS new enough for the apps? `tls.version`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.diagnosis.endpoint import mismatch
from wizard.diagnosis.refusal import about
from wizard.diagnosis.statement import quote, state
from wizard.evidence import TlsProblem
from wizard.finding import Case, Finding, Status
from wizard.step import Stage

_OLD = frozenset({"SSLv2", "SSLv3", "TLS 1.0", "TLS 1.1"})


def judge(case: Case) -> Iterator[Finding]:
    """Nothing where the way of encrypting did not fit: then no version was seen."""
    conversation = case.evidence.conversation
    if conversation is None or mismatch(case):
        return
    tls, refused = conversation.tls, about(case, "tls.version")
    if refused:
        title = "the server refuses this TLS version"
        yield state(
            "tls.version", Status.FAIL, title, cause="tls-version-too-old", seen=quote(refused[0].reply), stage=refused[0].seen_at
        )
    elif tls is None:
        return
    elif tls.problem is TlsProblem.TOO_OLD or spelt(tls.version) in _OLD:
        speaks = f": it speaks {spelt(tls.version)}" if tls.version else ""
        yield state(
            "tls.version",
            Status.FAIL,
            f"the server's TLS is too old for today's apps{speaks}",
            cause="tls-version-too-old",
            seen=tls.detail,
            why="Python, Node, PHP and Twisted refuse anything older than TLS 1.2, and so did this test (RFC 8996).",
            fix="Have the server's operator switch on TLS 1.2 or newer; there is no setting for it in the apps.",
            stage=Stage.TLS,
        )
    elif tls.version and tls.problem is None:
        yield state("tls.version", Status.PASS, spelt(tls.version) + (f", {tls.cipher}" if tls.cipher else ""))


def spelt(version: str | None) -> str:
    """`TLSv1.3` → `TLS 1.3`, `TLSv1` → `TLS 1.0`."""
    return re.sub(r"^TLSv(\d)$", r"TLS \1.0", version or "").replace("TLSv", "TLS ")
