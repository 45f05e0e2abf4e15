"""Real test messages: the only place, beside the wizard's own page for it, that sends any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from wizard.check.inquiry import advice
from wizard.check.knowledge import learn
from wizard.diagnosis import diagnose
from wizard.errors import SecretError
from wizard.evidence import Evidence, SenderResult
from wizard.finding import Finding, Status
from wizard.model import Identity, Profile
from wizard.probe.net import Net
from wizard.probe.request import Credentials, Limits, Request
from wizard.secret import Secret
from wizard.step import OnStep, unheard
from wizard.text import Foreign


def distinct(identities: Sequence[Identity]) -> tuple[Identity, ...]:
    """One identity, the first, for each pair of addresses that a server can tell apart."""
    first: dict[tuple[str, str], Identity] = {}
    for identity in identities:
        first.setdefault((identity.envelope, identity.from_address), identity)
    return tuple(first.values())


async def deliver(
    profile: Profile,
    identities: Sequence[Identity],
    recipient: str,
    *,
    net: Net,
    secret: Secret | SecretError | None,
    limits: Limits | None = None,
    on_step: OnStep = unheard,
) -> tuple[tuple[Finding, ...], Evidence]:
    """Send one message as each identity, one after the other. Nothing is sent without the login that the profile wants.

    Ends where one did not get as far as its sender: the next would end there too, or be one more failed login.
    Those that were not tried are unknown.
    """
    from wizard.probe.message import send

    # The rules speak of the recipient of this message, not of the one that the setup usually sends to.
    known = learn(replace(profile, recipient=recipient))
    credentials = None
    missing = None
    if profile.auth is not None:
        if isinstance(secret, Secret):
            credentials = Credentials.of(profile.auth, secret)
        else:
            missing = secret or SecretError("no secret was given")
    sent: list[SenderResult] = []
    if missing is None:
        request = Request(profile.server, profile.greeting_name, credentials, limits=limits or Limits())
        for identity in identities:
            text = _text(profile, identity)
            result = await send(
                request, identity, recipient, net, on_step, subject=f"smtp-wizard test: {profile.name}, {identity.id}", text=text
            )
            sent.append(result)
            if result.stage is not None:
                break
    now = datetime.now(UTC)
    evidence = Evidence(
        observed_at=now,
        sent=tuple(sent),
        secret_missing=Foreign.of(missing.message) if missing else None,
        secret_advice=advice(missing) if missing else "",
        secret_read=credentials is not None,
    )
    found = diagnose(known.case(evidence, now, secret if isinstance(secret, Secret) else None))
    untried = identities[len(sent) :] if sent else ()
    return (*found, *_unsent(found, evidence), *map(_untried, untried)), evidence


def _unsent(found: Sequence[Finding], evidence: Evidence) -> Iterator[Finding]:
    """What was not taken never counts as passed, also where no rule has a name for how it ended."""
    if any(finding.status in (Status.FAIL, Status.UNKNOWN) and not finding.id.startswith("message.arrived") for finding in found):
        return
    if not evidence.sent:
        yield Finding("message.data", Status.UNKNOWN, "no message was sent")
    for result in evidence.sent:
        if result.data is None or not result.data.ok:
            last = result.data or result.rcpt or result.mail
            yield Finding(
                "message.data",
                Status.FAIL,
                "the message was not sent",
                subject=result.identity.id,
                app=result.identity.app,
                stage=result.stage,
                seen=str(last.shown) if last else "",
            )


def _untried(identity: Identity) -> Finding:
    title = f"not tried as {identity.from_address}: the message before it ended earlier than at its sender"
    return Finding("message.data", Status.UNKNOWN, title, subject=identity.id, app=identity.app)


def _text(profile: Profile, identity: Identity) -> str:
    return (
        f"This is a test by smtp-wizard of the mail setup {profile.name!r}.\n\n"
        f"It was sent as {identity.from_address} ({identity.purpose or identity.id}).\n"
        "If you can read it, that sender works. Nothing has to be done.\n"
    )
