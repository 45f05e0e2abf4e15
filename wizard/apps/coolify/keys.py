"""Everything that is known about Coolify's mail settings, one row each."""

from __future__ import annotations

from wizard.app import Key

_INSTANCE = "database, instance_settings (id 0)"
_TEAM = "database, email_notification_settings"
_ENV = ".env in /data/coolify/source"
_MODEL = "app/Models/InstanceSettings.php"
_OVERWRITTEN = "Coolify overwrites it from its database (ConfigurationRepository::updateMailConfig)"

KEYS: tuple[Key, ...] = (
    Key("smtp_enabled", "bool", _INSTANCE, "false", "Whether mail goes out over SMTP.", source=_MODEL),
    Key(
        "smtp_from_address",
        "address",
        _INSTANCE,
        meaning="The sender, in the header and in the envelope.",
        sender=True,
        source=_MODEL,
    ),
    Key("smtp_from_name", "str", _INSTANCE, "Coolify", "The name before it, at most 255 characters.", source=_MODEL),
    Key("smtp_host", "str", _INSTANCE, meaning="The mail server, at most 255 characters.", source=_MODEL),
    Key("smtp_port", "int", _INSTANCE, meaning="Its port. 465 turns starttls into implicit TLS.", source=_MODEL),
    Key(
        "smtp_encryption",
        "enum",
        _INSTANCE,
        meaning="starttls is taken only if the server offers it; tls is implicit TLS. Before 2024-12-23 starttls was called tls.",
        choices=("starttls", "tls", "none"),
        source="app/Support/SmtpTransportFactory.php",
    ),
    Key("smtp_username", "str", _INSTANCE, meaning="The user name. Empty: no login.", source=_MODEL),
    Key(
        "smtp_password",
        "str",
        _INSTANCE,
        meaning="The password, at most 255 characters. The API cuts blanks off its ends.",
        secret=True,
        source=_MODEL,
    ),
    Key("smtp_timeout", "int", _INSTANCE, "60", "Seconds. 0 makes every mail fail at once.", source=_MODEL),
    Key(
        "smtp_ehlo_domain",
        "str",
        _INSTANCE,
        "[127.0.0.1]",
        "The name to greet with. Letters, digits, - and dots.",
        versions="4.3.10 and newer",
        source=_MODEL,
    ),
    Key(
        "resend_enabled",
        "bool",
        _INSTANCE,
        "false",
        "Whether mail goes out over Resend's API, which wins over SMTP.",
        source=_MODEL,
    ),
    Key("resend_api_key", "str", _INSTANCE, meaning="Stays stored when Resend is switched off.", secret=True, source=_MODEL),
    Key(
        "use_instance_email_settings",
        "bool",
        _TEAM,
        "false",
        "Whether the team's notifications use these settings instead of the team's own.",
        source="app/Models/EmailNotificationSettings.php",
    ),
    Key("smtp_recipients", "str", _TEAM, ignored_because="mail goes to the accounts of the team's members"),
    Key(
        "MAIL_EHLO_DOMAIN",
        "str",
        _ENV,
        meaning="The name to greet with, while smtp_ehlo_domain is empty.",
        versions="4.3.10 and newer",
        source="config/mail.php",
    ),
    *(
        Key(name, "str", _ENV, ignored_because=_OVERWRITTEN, source="config/mail.php")
        for name in (
            "MAIL_HOST",
            "MAIL_PORT",
            "MAIL_USERNAME",
            "MAIL_PASSWORD",
            "MAIL_ENCRYPTION",
            "MAIL_FROM_ADDRESS",
            "MAIL_FROM_NAME",
        )
    ),
)
