"""`smtp-wizard schema [NAME]`: the JSON Schema of each output."""

from __future__ import annotations

import argparse
import json

from wizard import report
from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, answer_json, choose_format
from wizard.cli.parser import offer_formats


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "json")
    parser.add_argument("name", nargs="?", metavar="NAME", help="check, explain, lint, … (without it: all, by name)")


def run(args: argparse.Namespace) -> int:
    """Print one schema, or all of them by name."""
    choose_format(args)
    if args.name:
        answer(report.schema(args.name))
    else:
        answer_json({name: json.loads(report.schema(name)) for name in report.schemas()})
    return ExitCode.OK
