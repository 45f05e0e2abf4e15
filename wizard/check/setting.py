"""`app.settings`: can each app express what the profile says, in the files of the chosen target?"""

from __future__ import annotations

from collections.abc import Iterator

from wizard import apps
from wizard.check.knowledge import Knowledge
from wizard.errors import Unrepresentable
from wizard.finding import Finding, Fix, Status
from wizard.secret import Secret
from wizard.text import printable

_LIMIT = 2000


def judge_settings(known: Knowledge, secret: Secret | None) -> Iterator[Finding]:
    """One finding an app. Without the secret everything else is still looked at."""
    for app in known.profile.apps:
        kind = apps.kind_of(app)
        try:
            apps.export(known.profile, app, secret, provider=known.provider)
        except Unrepresentable as error:
            yield Finding(
                "app.settings",
                Status.FAIL,
                f"{kind.TITLE} can't hold one of these settings",
                subject=app.name,
                app=app.name,
                cause="app-cannot-express",
                seen=printable(error.message, _LIMIT),
                why=f"The files of the target {app.target} have no spelling for it, so {kind.TITLE} would read another value.",
                fix=Fix(printable("; ".join(error.hints), _LIMIT)),
            )
        else:
            # What an app can never express is no fault of these settings: a warning every night would teach to ignore warnings.
            yield Finding("app.settings", Status.PASS, f"{kind.TITLE} can express these settings", subject=app.name, app=app.name)
