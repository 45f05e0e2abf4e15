"""`smtp-wizard setup`, and no verb at all: the wizard."""

from __future__ import annotations

import argparse
import os
import sys

from wizard.cli.output import choose_format
from wizard.cli.parser import offer_formats
from wizard.errors import UsageError


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text")
    parser.add_argument("--profile", metavar="N", help="go through a saved setup again")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal, to select and copy text")


def run(args: argparse.Namespace) -> int:
    """Show the wizard. Raises UsageError where there is no terminal to draw on, before anything is loaded."""
    refuse_without_terminal()
    choose_format(args)
    if args.no_color:
        os.environ["NO_COLOR"] = "1"
    from wizard.again import Again
    from wizard.cli.network import limits, network
    from wizard.cli.selection import choose, places, shared
    from wizard.setup import draft
    from wizard.setup.flow import Flow
    from wizard.tui.app import start

    flow = Flow(network(args), places(args), limits=limits(args), again=Again(options=shared(args), resolver=args.resolver or ""))
    page = "start"
    if args.profile is not None:
        (profile,) = choose(args, [args.profile])
        flow.start_over(draft.from_profile(profile))
        page = "apps"
    sys.stdout.write("\x1b[2K\r")  # the word that stood there while all this was loaded
    return start(flow, page=page, mouse=not args.no_mouse)


def refuse_without_terminal() -> None:
    """A full-screen page into a pipe or a dumb terminal would be rubbish; say what to run instead."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if any(stream is None or not stream.isatty() for stream in streams):
        reason = "the wizard needs a terminal, and this is none"
    elif os.environ.get("TERM", "dumb") in ("", "dumb"):
        reason = "the wizard can't draw on this terminal (TERM is dumb or not set)"
    else:
        return
    raise UsageError(reason, "to run the checks of a saved setup: smtp-wizard check", "for everything else: smtp-wizard --help")
