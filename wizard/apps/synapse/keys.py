"""Everything that is known about Synapse's mail settings, one row each. Keys that it does not know it ignores without a word."""

from __future__ import annotations

from wizard.app import Key

PLACE = "homeserver.yaml:email"
_SOURCE = "synapse/config/emailconfig.py"
_YES_NO = ("true", "false")


def _key(
    name: str, type: str, default: str, meaning: str, *, versions: str = "", sender: bool = False, secret: bool = False
) -> Key:
    choices = _YES_NO if type == "bool" else ()
    return Key(name, type, PLACE, default, meaning, choices, versions, secret, sender=sender, source=_SOURCE)


KEYS: tuple[Key, ...] = (
    _key("smtp_host", "str", "localhost", "The mail server."),
    _key("smtp_port", "int", "25, or 465 with force_tls", "Its port; null is port 0. It implies no encryption."),
    _key("smtp_user", "str", "", 'The user name. Absent: no login; "" asks for one that can\'t be had. Must be text, in quotes.'),
    _key("smtp_pass", "str", "", "The password; there is no way to read it from a file. Must be text, in quotes.", secret=True),
    _key("force_tls", "bool", "false", 'Implicit TLS. The text "false" is true.', versions="1.64"),
    _key(
        "require_transport_security",
        "bool",
        "false",
        "STARTTLS is required; without it everything goes in clear where it is not offered.",
    ),
    _key("enable_tls", "bool", "true", "false: never STARTTLS. Not together with the other two.", versions="1.41"),
    _key("tlsname", "str", "smtp_host", "The name to look for in the certificate.", versions="1.122"),
    _key(
        "notif_from",
        "address",
        "",
        "Required with any other key. The sender of every mail; %(app)s is replaced, and every other % must be doubled.",
        sender=True,
    ),
    _key("app_name", "str", "Matrix", "Stands in subjects and texts, and for %(app)s."),
    _key("enable_notifs", "bool", "false", "Whether missed messages are mailed."),
    _key("notif_for_new_users", "bool", "true", "Whether new users get them from the start."),
    _key("notif_delay_before_mail", "duration", "10m", "How long a message stays unread before it is mailed.", versions="1.99"),
    _key("client_base_url", "str", "matrix.to", "The client that links lead to."),
    _key("riot_base_url", "str", "", "The old name of client_base_url."),
    _key("validation_token_lifetime", "duration", "1h", "How long a confirmation can be used."),
    _key("invite_client_location", "url", "", "The client that is recommended to invited people."),
    _key("subjects", "mapping", "", "The subject lines."),
    _key("template_dir", "path", "", "The old way to templates of your own; now templates: custom_template_directory."),
)
