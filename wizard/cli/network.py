"""The real network, as the shared options want it."""

from __future__ import annotations

import argparse

from wizard.probe.net import Net
from wizard.probe.request import Limits

_DNS = 5.0
_USUAL = 10.0


def limits(args: argparse.Namespace) -> Limits:
    """Limits in proportion to --timeout: a login may take three times as long as an answer, a conversation six times."""
    wait = args.timeout or _USUAL
    return Limits(connect=wait, reply=wait, auth=3 * wait, total=6 * wait)


def network(args: argparse.Namespace) -> Net:
    """The network behind --resolver and --timeout."""
    from wizard.probe.system import SystemNet

    return SystemNet(args.resolver, min(_DNS, args.timeout or _DNS))
