"""Server and library words → causes. The data stands beside, one subject a file; a new wording is one more pattern there."""

from __future__ import annotations

from wizard.diagnosis.explain.signatures.engine import Facts, matches
from wizard.diagnosis.explain.signatures.reading import Reading
from wizard.step import Stage

_STAGE_WORDS = {
    Stage.TLS: "starttls",
    Stage.EHLO: "ehlo",
    Stage.AUTH: "auth login",
    Stage.MAIL_FROM: "mail from",
    Stage.RCPT_TO: "rcpt to",
    Stage.DATA: "data: ",
}


def causes_of_reply(
    code: int, text: str, stage: Stage | None = None, *, provider: str = "", kind: str = "", facts: Facts | None = None
) -> tuple[tuple[str, int], ...]:
    """Causes that a server's reply speaks for, heaviest first, with weights from 1 to 100. Pure; never raises.

    `stage` is where the reply came; `provider` and `kind` are those of `Provider`. A positive reply has no cause.
    """
    if 200 <= code < 400:
        return ()
    reading = Reading((f"{code} {text}",) if code else (text,), (_STAGE_WORDS.get(stage, ""),) if stage else ())
    known = facts or Facts(provider=provider, kind=kind, hinted=True)
    weights: dict[str, int] = {}
    for match in matches(reading, known, only_replies=True):
        for cause, weight in match.weights.items():
            weights[cause] = max(weight, weights.get(cause, 0))
    return tuple(sorted(weights.items(), key=lambda item: -item[1]))


__all__ = ["causes_of_reply"]
