"""A setup in the words of Postfix: main.cf and sasl_passwd."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.dialects import postfix_main, postfix_table
from wizard.errors import Unrepresentable
from wizard.model import Encryption, Profile
from wizard.relays.login import Credentials
from wizard.relays.place import BRIDGE, CONTAINERS, LOOPBACK, MESSAGE_SIZE, own_name, serves_containers

CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
"""Debian's and Ubuntu's. A file, not a folder: Postfix reads it before it locks itself into its chroot."""
PASSWORDS = "sasl_passwd"
# In the old spelling, which Postfix 3.5 takes as well as 3.11.
_MODERN = "!SSLv2, !SSLv3, !TLSv1, !TLSv1.1"

Section = tuple[str, tuple[tuple[str, str], ...]]
"""A comment, and settings (name, text behind the equals sign)."""


def next_hop(profile: Profile) -> str:
    """The server in Postfix's spelling: in brackets, so that its MX records are left alone, with the port."""
    return f"[{profile.server.host}]:{profile.server.port}"


def sections(profile: Profile, login: Credentials | None, mechanisms: tuple[str, ...]) -> Iterator[Section]:
    """Everything that main.cf says, in order. Raises Unrepresentable for what it can't hold."""
    yield from _own(profile)
    yield from _taking(profile)
    yield (
        "Everything goes to the provider. Names are found as this server finds them, /etc/hosts included.",
        (
            ("relayhost", next_hop(profile)),
            ("smtp_host_lookup", "native"),
            ("smtp_helo_name", postfix_main.write(_greeting(profile))),
        ),
    )
    yield from _encryption(profile)
    yield from _login(profile, login, mechanisms)


def _own(profile: Profile) -> Iterator[Section]:
    yield "What Postfix 3.6 and newer do by default. For 3.5 (RHEL 9) write 2.", (("compatibility_level", "3.6"),)
    yield (
        "The name of this relay; addresses without a domain, such as root, get the sender's.",
        (
            ("myhostname", own_name(profile)),
            ("myorigin", profile.domain),
        ),
    )
    yield (
        "No mail is delivered on this server.",
        (
            ("mydestination", ""),
            ("local_transport", "error:this server delivers no mail to itself"),
            ("alias_maps", ""),
            ("alias_database", ""),
            ("local_recipient_maps", ""),
        ),
    )
    yield (
        "Providers refuse the notices that Postfix would write to the postmaster about its own trouble.",
        (("notify_classes", ""),),
    )


def _taking(profile: Profile) -> Iterator[Section]:
    if serves_containers(profile):
        yield (
            "Listens on this server, and on Docker's bridge for the containers. Nobody else is let in.",
            (
                ("inet_interfaces", f"{LOOPBACK}, {BRIDGE}"),
                ("mynetworks", f"127.0.0.0/8, [::1]/128, {CONTAINERS}"),
            ),
        )
    else:
        yield (
            "Listens on this server alone.",
            (
                ("inet_interfaces", "loopback-only"),
                ("mynetworks", "127.0.0.0/8, [::1]/128"),
            ),
        )
    yield (
        "Takes mail from there without login and encryption, whatever name it is greeted with.",
        (
            ("smtpd_relay_restrictions", "permit_mynetworks, reject"),
            ("smtpd_recipient_restrictions", ""),
            ("smtpd_tls_security_level", "none"),
            ("smtpd_peername_lookup", "no"),
            ("disable_vrfy_command", "yes"),
            ("message_size_limit", str(MESSAGE_SIZE)),
            # Postfix refuses to start with a limit for mailboxes that is lower, even though it has none.
            ("mailbox_size_limit", "0"),
        ),
    )


def _encryption(profile: Profile) -> Iterator[Section]:
    encryption = profile.server.encryption
    if encryption is Encryption.NONE:
        yield "No encryption, as the setup says.", (("smtp_tls_security_level", "none"), ("smtp_tls_wrappermode", "no"))
        return
    implicit = encryption is Encryption.IMPLICIT_TLS
    words = "TLS from the first byte" if implicit else "STARTTLS, never without it"
    yield (
        f"{words}, and only with a certificate for exactly this name.",
        (
            ("smtp_tls_wrappermode", "yes" if implicit else "no"),
            ("smtp_tls_security_level", "secure"),
            ("smtp_tls_secure_cert_match", "nexthop"),
            ("smtp_tls_CAfile", _ca(profile)),
            ("smtp_tls_mandatory_protocols", _MODERN),
            ("smtp_tls_loglevel", "1"),
        ),
    )


def _ca(profile: Profile) -> str:
    path = profile.server.ca_file
    if path and not path.startswith("/"):
        raise Unrepresentable(f"Postfix needs the whole path of the CA file, and {path} is none", "write it from / on")
    return postfix_main.write(path or CA_BUNDLE)


def _login(profile: Profile, login: Credentials | None, mechanisms: tuple[str, ...]) -> Iterator[Section]:
    if login is None:
        yield "No login.", (("smtp_sasl_auth_enable", "no"),)
        return
    yield (
        "Logs in with what stands in sasl_passwd, and only with a mechanism that the setup was tested with.",
        (
            ("smtp_sasl_auth_enable", "yes"),
            ("smtp_sasl_password_maps", f"texthash:$config_directory/{PASSWORDS}"),
            ("smtp_sasl_mechanism_filter", ", ".join(word.lower() for word in mechanisms)),
            # The defaults forbid PLAIN and LOGIN.
            ("smtp_sasl_security_options", "noanonymous"),
            ("smtp_sasl_tls_security_options", "noanonymous"),
        ),
    )


def _greeting(profile: Profile) -> str:
    """As the setup says, be it an address in brackets; else the relay's own name."""
    return profile.ehlo or own_name(profile)


def main_cf(profile: Profile, login: Credentials | None, mechanisms: tuple[str, ...]) -> str:
    """The whole main.cf."""
    lines = ["# Mail of this server's apps, relayed to the provider. Written by smtp-wizard; it replaces the whole main.cf."]
    for comment, settings in sections(profile, login, mechanisms):
        lines += ["", f"# {comment}", *(f"{name} = {text}".rstrip() for name, text in settings)]
    return "\n".join(lines) + "\n"


def sasl_passwd(profile: Profile, login: Credentials) -> str:
    """The table with the one login. Raises Unrepresentable for what it would read back changed."""
    if ":" in login.username:
        raise Unrepresentable(
            "Postfix ends the user name at its first colon, and this one holds a colon", "choose another user name"
        )
    head = f"# The login for {next_hop(profile)}. Read as texthash: no postmap is needed, but postfix reload is.\n"
    return f"{head}{next_hop(profile)} {postfix_table.write(f'{login.username}:{login.password}')}\n"
