"""Postfix's configuration for one setup, proven by reading it back, and what to say about it."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.app import Export, File
from wizard.dialects import postfix_main, postfix_table, shell
from wizard.errors import Unrepresentable
from wizard.model import Encryption, Profile
from wizard.provider import Provider
from wizard.relays.login import Credentials, choose_form, choose_mechanisms, require_name, take
from wizard.relays.place import app_notes, serves_containers, shared_limits
from wizard.relays.postfix.settings import CA_BUNDLE, PASSWORDS, main_cf, next_hop, sasl_passwd
from wizard.secret import Secret

FORMS = ("file",)
"""main.cf is read by everybody: the password has a file of its own."""
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5")
DROP_IN = "postfix-after-docker.conf"


def export(profile: Profile, secret: Secret | None, *, form: str = "auto", provider: Provider | None = None) -> Export:
    """main.cf, sasl_passwd, and for containers a drop-in that starts Postfix after Docker. `form`: file.

    Raises Unrepresentable where Postfix can't hold a value, UsageError for a form that is none.
    """
    choose_form(form, FORMS, "Postfix")
    require_name(profile, "Postfix")
    login = take(profile, secret)
    mechanisms = _mechanisms(profile, provider) if login else ()
    files = [File("main.cf", _proven_settings(main_cf(profile, login, mechanisms)), 0o644)]
    if login is not None:
        files.append(File(PASSWORDS, _proven_login(profile, login), 0o600, secret=login.real))
    if serves_containers(profile):
        files.append(File(DROP_IN, _AFTER_DOCKER, 0o644))
    return Export(
        app="postfix",
        target="null-client",
        files=tuple(files),
        apply=tuple(_apply(files)),
        test=tuple(_test(profile)),
        notes=(*(login.notes if login else ()), *_notes(profile, login, mechanisms), *app_notes(profile)),
        limits=(*_limits(profile), *shared_limits(profile, provider.sender.rule if provider else "")),
    )


def _mechanisms(profile: Profile, provider: Provider | None) -> tuple[str, ...]:
    """PLAIN and LOGIN where they may be used: Postfix takes CRAM-MD5 first where it is offered, and our test takes it last."""
    usable = choose_mechanisms(profile, provider, MECHANISMS, "Postfix")
    simple = tuple(word for word in usable if word != "CRAM-MD5")
    return simple or usable


def _proven_settings(text: str) -> str:
    """The file, unless Postfix would read a setting twice or not at all."""
    found = list(postfix_main.locate(text))
    written = [line.partition(" =")[0] for line in text.splitlines() if line and not line.startswith("#")]
    if [one.key for one in found] != written or len(set(written)) != len(written):
        raise Unrepresentable("main.cf would be read back changed", "look for odd characters in the names of this setup")
    return text


def _proven_login(profile: Profile, login: Credentials) -> str:
    """The table, unless Postfix would find another login in it."""
    text = sasl_passwd(profile, login)
    username, _, password = postfix_table.read_file(text)[next_hop(profile)].partition(":")
    if (username, password) != (login.username, login.password):
        raise Unrepresentable("sasl_passwd would be read back changed", "choose another password")
    return text


_AFTER_DOCKER = """\
# Postfix does not start while Docker's bridge, which it listens on, is not there.
[Unit]
After=docker.service
Wants=docker.service
"""


def _apply(files: list[File]) -> Iterator[str]:
    yield "Only on a server whose Postfix has no other task: main.cf is replaced as a whole."
    yield "sudo apt-get install postfix libsasl2-modules ca-certificates   (choose “No configuration” if asked)"
    yield "Keep the old one: sudo cp -a /etc/postfix/main.cf /etc/postfix/main.cf.before"
    for file in files:
        if file.path == DROP_IN:
            # Debian 12 calls the unit postfix@-, others postfix; a folder for a unit that is not there does no harm.
            yield (
                f"for unit in postfix postfix@-; do sudo install -D -m 0644 {DROP_IN} "
                "/etc/systemd/system/$unit.service.d/smtp-wizard.conf; done; sudo systemctl daemon-reload"
            )
        else:
            yield f"sudo install -o root -g root -m {file.mode:04o} {file.path} /etc/postfix/{file.path}"
    yield "sudo postfix check && sudo systemctl restart postfix"
    if len(files) > 1 and files[1].path == PASSWORDS:
        yield "Delete the copy of sasl_passwd that you took it from; after a new password: sudo postfix reload"


def _test(profile: Profile) -> Iterator[str]:
    sender, to = shell.write(profile.from_address), shell.write(profile.recipient or "me@example.com")
    yield f"printf 'Subject: relay test\\n\\nIt works.\\n' | sendmail -f {sender} {to}"
    yield "Then see what became of it: postqueue -p (empty = handed over), and status=sent in journalctl -u 'postfix*' -n 20"
    yield "Then let the app send its own test mail."


def _notes(profile: Profile, login: Credentials | None, mechanisms: tuple[str, ...]) -> Iterator[str]:
    if login is not None:
        yield "The password stands in sasl_passwd in plain text, for root alone (0600)."
        if profile.auth and profile.auth.mechanism.upper() in ("", "AUTO") and "CRAM-MD5" not in mechanisms:
            yield "It logs in with PLAIN or LOGIN. For a server that offers CRAM-MD5 alone, set that mechanism in the setup."
    if profile.server.encryption is not Encryption.NONE:
        if profile.server.ca_file:
            yield f"Of all CAs it trusts those in {profile.server.ca_file} only."
        else:
            yield f"{CA_BUNDLE} is Debian's and Ubuntu's list of CAs; on Fedora and RHEL write /etc/pki/tls/certs/ca-bundle.crt."


def _limits(profile: Profile) -> Iterator[str]:
    yield (
        "Postfix says yes to the app before the provider has said anything. What the provider refuses later becomes a bounce to "
        f"{profile.from_address}, which many providers refuse as well; the app never learns of it. Look into postqueue -p and "
        "the log."
    )
    yield "While you try it, set soft_bounce = yes: then a refused mail stays in the queue. Later take it out again."
    if profile.auth is not None:
        yield (
            "A wrong password is not one failed login: Postfix tries again with every mail and every few minutes, for five days. "
            "Stop it with sudo systemctl stop postfix, and empty the queue with sudo postsuper -d ALL."
        )
        yield "Should the server offer no login, Postfix sends without one; the provider's refusal then says so."
    yield "Every mail carries a Received line with the address of the app's container, which the recipient can see."
