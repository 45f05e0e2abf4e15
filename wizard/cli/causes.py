"""`smtp-wizard causes [ID …]`: every cause that this program can name, or some of them in full."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator

from wizard.catalogue import PLACEHOLDERS, Cause, cause, load_all, named_in
from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, answer_json, choose_format, fit_terminal, table
from wizard.cli.parser import offer_formats
from wizard.errors import UsageError
from wizard.report.text import headed, labelled, typed, wrap


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text", "json")
    parser.add_argument("ids", nargs="*", metavar="ID", help="these in full (without one: all, one a line, by stage)")


def run(args: argparse.Namespace) -> int:
    """One line each, or those that were asked for in full."""
    form = choose_format(args)
    chosen = [_find(id) for id in dict.fromkeys(args.ids)] or list(load_all().values())
    if form == "json":
        answer_json({"schema": 1, "causes": [_facts(one) for one in chosen]})
    elif args.ids:
        fit_terminal()
        answer("\n\n".join("\n".join(_page(one)) for one in chosen))
    else:
        answer("\n".join(_by_stage(chosen)))
    return ExitCode.OK


def _find(id: str) -> Cause:
    """A cause by its id. Raises UsageError that names the one that was probably meant."""
    known = load_all()
    if id in known:
        return known[id]
    near = difflib.get_close_matches(id, list(known), n=1)
    hints = [f"did you mean {near[0]}?"] if near else []
    raise UsageError(f"there is no cause {id!r}", *hints, "smtp-wizard causes lists them")


def _by_stage(causes: list[Cause]) -> Iterator[str]:
    """A table for each stage, in the order of a mail's way; the columns are the same in all."""
    rows = table([(f"  {one.id}", one.title) for one in causes]).splitlines()
    stages = sorted({one.stage for one in causes}, key=list(type(causes[0].stage)).index)
    for at, stage in enumerate(stages):
        yield from ([""] if at else [])
        yield stage.value
        yield from (row for one, row in zip(causes, rows, strict=True) if one.stage is stage)


def _facts(one: Cause) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "stage": one.stage.value,
        "meaning": one.meaning,
        "why": one.why,
        "fix": {"text": one.fix.text, "commands": list(one.fix.commands)},
        "look_alikes": [{"id": id, "title": cause(id).title} for id in one.look_alikes],
        "tell_apart": one.tell_apart,
        "links": list(one.links),
    }


def _page(one: Cause) -> Iterator[str]:
    yield from headed(f"{one.title} ({one.id})")
    yield from wrap("stage", one.stage.value)
    yield from wrap("means", one.meaning)
    yield from wrap("why", one.why)
    yield from wrap("do", one.fix.text)
    yield from typed(one.fix.commands)
    if one.fix.commands and (words := [f"{name} is {PLACEHOLDERS[name]}" for name in named_in(one.fix.commands)]):
        yield from wrap("", "; ".join(words) + ".")
    for at, id in enumerate(one.look_alikes):
        yield from wrap("" if at else "like", f"{cause(id).title} ({id})")
    if one.tell_apart:
        yield from wrap("sure?", one.tell_apart)
    for at, link in enumerate(one.links):
        yield labelled("" if at else "see", link)
