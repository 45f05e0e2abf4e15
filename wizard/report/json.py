"""For programs: the stable JSON of `check --format json`, as its schema states it."""

from __future__ import annotations

import json
from typing import Any

from wizard.finding import CHECKS, Finding, Fix, FollowUp, Result, Run
from wizard.step import Line

SCHEMA = 1


def render(run: Run, *, color: bool = False, verbose: bool = False) -> str:
    """One JSON document; always complete, so `color` and `verbose` change nothing."""
    document = {
        "schema": SCHEMA,
        "tool": {"name": "smtp-wizard", "version": run.version},
        "started": run.started.isoformat(timespec="seconds"),
        "verdict": run.verdict.value,
        "profiles": [profile(result) for result in run.results],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def profile(result: Result) -> dict[str, Any]:
    """One profile's part."""
    return {
        "name": result.profile,
        "verdict": result.verdict.value,
        "findings": [finding(found) for found in result.findings],
        "transcript": [line(said) for said in result.transcript],
        "waiting": [question(asked) for asked in result.waiting],
    }


def finding(found: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "id": found.id,
        "subject": found.subject,
        "app": found.app,
        "stage": (found.stage or CHECKS[found.id][0]).value,
        "status": found.status.value,
        "cause": found.cause,
        "title": found.title,
        "seen": found.seen,
        "why": found.why,
        "fix": fix(found.fix),
        "links": list(found.links),
        "ms": None if found.ms is None else round(found.ms, 1),
        "details": [{"label": detail.label, "text": detail.text} for detail in found.details],
    }


def question(asked: FollowUp) -> dict[str, Any]:
    """A question that waits for consent; `consent` is what the command line takes for it."""
    return {"consent": str(asked.answer), "reason": asked.reason, "cost": asked.cost}


def fix(what: Fix) -> dict[str, Any]:
    """Words, and commands to paste."""
    return {"text": what.text, "commands": list(what.commands)}


def line(said: Line) -> dict[str, Any]:
    """One line of the conversation, escape sequences spelt out."""
    return {"t": round(said.t, 4), "dir": said.dir, "text": str(said.text)}
