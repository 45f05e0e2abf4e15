"""Which of the five apps a line is of, by the container and the logger that stand before what it says. Pure."""

from __future__ import annotations

import re

KNOWN = ("mealie", "docmost", "synapse", "zulip", "coolify")
_HEAD = 300
"""Characters of a line in which it says whose it is."""
_NAME = "|".join(KNOWN)
_SPEAKERS = re.compile(
    rf"^\s*(?:\[?pod/)?(?:[\w.@/-]{{0,40}}[-_./])?(?P<container>{_NAME})(?:[-_.][\w.@/-]{{1,50}})?\]?\s+\|(?:\s|$)"
    r"|(?P<docmost>\[(?:EmailProcessor|MailService|MailModule)\])"
    r"|(?P<mealie>\bmealie\.(?:app|core|db|repos|routes|services)\b|/mealie/(?:app|core|db|repos|routes|services)/)"
    r"|(?P<synapse>\bsynapse\.(?:app|config|handlers|http|logging|metrics|module_api|push|rest|server|storage|util)\b"
    r"|/synapse/(?:app|config|handlers|push|rest)/)"
    r"|(?P<zulip>\b(?:zerver|zproject)[./]|\[zulip\.\w|/zulip/(?:deployments|zulip-py3-venv))"
    r"|(?P<coolify>App\\{1,2}Notifications\\{1,2}(?:Channels\\{1,2}(?:Transactional)?EmailChannel|TransactionalEmails))"
)


def speaker(line: str) -> str:
    """The kind of the app that a line is of; empty where it does not say so, or is of none that we know."""
    found = _SPEAKERS.search(line[:_HEAD])
    if found is None:
        return ""
    return found["container"] or found.lastgroup or ""
