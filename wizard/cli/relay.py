"""`smtp-wizard export N --relay R`: the relay's own files, the apps' files behind it, and when it is worth it."""

from __future__ import annotations

from wizard.errors import Unrepresentable, WizardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.app import Export
    from wizard.check import Knowledge
    from wizard.secret import Secret


def exports(known: Knowledge, secret: Secret | None, relay: str, form: str) -> dict[str, Export]:
    """The relay's export and every app's behind it, by name. Raises UsageError, Unrepresentable."""
    from wizard import apps, relays

    chosen = relays.find(relay)
    taken = {app.name for app in known.profile.apps}
    name = chosen.ID if chosen.ID not in taken else f"{chosen.ID}-relay"
    made = {name: chosen.export(known.profile, secret, form=form, provider=known.provider)}
    inside = relays.behind(known.profile)
    for app in inside.apps:
        # The provider's rule for senders still holds, so the apps hear of it; they get neither its login nor its server.
        made[app.name] = apps.export(inside, app, None, provider=known.provider)
    return made


def advice(known: Knowledge, secret: Secret | None) -> Iterator[str]:
    """Why a relay would help here, and how to get one; nothing where it would not."""
    from wizard import relays

    reasons = relays.advised(
        known.profile, known.behaviours, known.provider, secret_is_ascii=secret.reveal().isascii() if secret else None
    )
    if reasons:
        yield "a local relay in between would help:"
        yield from (f"  {reason}" for reason in reasons)
        yield f"  {_command(known)}"


def offered(error: Unrepresentable, known: Knowledge) -> Unrepresentable:
    """What an app can't hold, with the relay as a way out where one can do it."""
    try:
        exports(known, None, "postfix", "auto")
    except WizardError:
        return error
    return Unrepresentable(error.message, *error.hints, f"or put a local relay in between: {_command(known)}")


def _command(known: Knowledge) -> str:
    from wizard import relays

    first, *others = relays.load_all()
    more = f"   (or {', '.join(others)})" if others else ""
    return f"smtp-wizard export {known.profile.name} --relay {first}{more}"
