"""How a rule states what it found: the words of the catalogue, with what was seen here put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wizard.catalogue import cause as cause_of
from wizard.evidence import Reply
from wizard.finding import Case, Detail, Finding, Fix, Status
from wizard.step import Stage
from wizard.text import NOTHING, Foreign, printable

_LIMIT = 2000
"""Characters of one text of ours; foreign text in it was cut before."""


def state(
    check: str,
    status: Status,
    title: str,
    *,
    cause: str | None = None,
    seen: Foreign | str = NOTHING,
    why: str = "",
    fix: str = "",
    commands: tuple[str, ...] = (),
    links: tuple[str, ...] = (),
    subject: str | None = None,
    app: str | None = None,
    stage: Stage | None = None,
    ms: float | None = None,
    where: str = "",
    details: tuple[Detail, ...] = (),
) -> Finding:
    """A finding. Where a cause is named, its reason, fix and links stand in for what is not said here.

    The catalogue's commands belong to its fix: they are left out behind another one, and where the proof is repeated (`where`).
    """
    known = cause_of(cause) if cause else None
    usual = known.fix.commands if known and not fix and not where else ()
    return Finding(
        id=check,
        status=status,
        title=printable(title, _LIMIT),
        subject=subject,
        app=app,
        stage=stage,
        cause=cause,
        seen=printable(str(seen), _LIMIT),
        why=printable(why or (known.reason if known else ""), _LIMIT),
        fix=Fix(printable(fix or (known.fix.text if known else ""), _LIMIT), commands or usual),
        links=tuple(dict.fromkeys((*links, *(known.links if known else ())))),
        ms=ms,
        where=where,
        details=tuple(Detail(one.label, printable(one.text, _LIMIT)) for one in details),
    )


def said_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Where several findings name one cause, the failed one says why and what to do, since it knows the case best.

    One that was not judged for it points there, and an app that meets the same gets the same remedy, not the catalogue's.
    """
    found = tuple(findings)
    failed: dict[str, Finding] = {
        one.cause: one for one in reversed(found) if one.cause and one.status is Status.FAIL and one.app is None
    }
    for finding in found:
        best = failed.get(finding.cause or "")
        if best is None or best.id == finding.id:
            yield finding
        elif finding.app is None and finding.status is Status.UNKNOWN:
            yield replace(finding, why=f"{best.id} says why, and what to do.", fix=Fix(), links=())
        elif finding.app is not None and finding.fix.text == cause_of(best.cause or "").fix.text:
            yield replace(finding, fix=replace(finding.fix, text=best.fix.text))
        else:
            yield finding


def quote(reply: Reply | None) -> Foreign:
    """What the server said, code and words."""
    return reply.shown if reply else NOTHING


def docs(case: Case) -> tuple[str, ...]:
    """The provider's own page, where a provider is known."""
    return (case.provider.docs,) if case.provider and case.provider.docs else ()


def listed(names: tuple[str, ...] | list[str], most: int = 5) -> str:
    """ "a, b and 3 more"; foreign names must have been made printable before."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def step_ms(case: Case, name: str) -> float | None:
    """How long the last step of this name took, in milliseconds."""
    conversation = case.evidence.conversation
    return next((step.ms for step in reversed(conversation.steps) if step.name == name), None) if conversation else None
