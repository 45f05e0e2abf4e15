"""Every pair of envelope sender and From header that Zulip uses.

`build_email` always takes NOREPLY_EMAIL_ADDRESS as envelope sender; only the header changes. Error reports and the first mail of
`send_test_email` are the exception: both sides are ZULIP_ADMINISTRATOR. https://github.com/zulip/zulip/issues/12169
"""

from __future__ import annotations

from wizard.apps.zulip.answers import read_answers
from wizard.model import App, Identity, Profile


def identities(profile: Profile, app: App) -> tuple[Identity, ...]:
    """The pairs, each once. Raises UsageError for an answer that is no address."""
    answers = read_answers(profile, app)
    name = profile.from_name or app.hostname

    def pair(
        what: str, header: str, shown: str, purpose: str, *, envelope: str = answers.noreply, sample: bool = False
    ) -> Identity:
        return Identity(f"{app.name}.{what}", envelope, header, shown, app.name, sample, purpose)

    found = [pair("noreply", answers.noreply, f"{name} notifications".strip(), "missed messages, digests, new logins")]
    if answers.tokens:
        purpose = "invitations, confirmations, password resets"
        found.append(pair("token", answers.token_sample, f"{name} account security".strip(), purpose, sample=True))
    administrator = answers.administrator
    found.append(pair("administrator", administrator, "Zulip", "welcome mails, changes of an account"))
    found.append(pair("administrator-envelope", administrator, "", "error reports, the test mail", envelope=administrator))
    seen: dict[tuple[str, str], Identity] = {}
    for identity in found:
        seen.setdefault((identity.envelope, identity.from_address), identity)
    return tuple(seen.values())
