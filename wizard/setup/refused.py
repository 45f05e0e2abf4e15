"""The logins that a server refused in this sitting: the same again is one more failed login, and could lock a person out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.secret import Secret
from wizard.setup.draft import Draft
from wizard.step import Stage

if TYPE_CHECKING:
    from wizard.evidence import Evidence, Reply


class RefusedLogins:
    """Server, user name and password of each; a password that is kept elsewhere counts as one that does not change."""

    def __init__(self) -> None:
        self._known: set[tuple[object, ...]] = set()

    def learn(self, draft: Draft, secret: Secret | None, evidence: Evidence) -> None:
        """Note what became of the login of a test. A time-out or a temporary reply says nothing about it."""
        replies = [one.auth.reply for one in evidence.conversations[:1] if one.auth is not None]
        if any(reply.ok for reply in replies) or any(one.stage is None for one in evidence.sent):
            self._known.discard(_login(draft, secret))
        replies += [one.mail for one in evidence.sent if one.stage is Stage.AUTH and one.mail is not None]
        if any(_is_clear(reply) for reply in replies):
            self._known.add(_login(draft, secret))

    def holds(self, draft: Draft, secret: Secret | None) -> bool:
        """Whether just this login was refused."""
        return draft.login and _login(draft, secret) in self._known


def _is_clear(reply: Reply) -> bool:
    return 500 <= reply.code < 600


def _login(draft: Draft, secret: Secret | None) -> tuple[object, ...]:
    server = (draft.host.strip().lower(), draft.port.strip(), draft.encryption)
    return (*server, draft.username.strip(), draft.mechanism, secret if secret is not None else draft.keeper)
