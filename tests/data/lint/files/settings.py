from typing import Any

################################################################
## Zulip Server settings.
##
## This file controls settings that affect the whole Zulip server.
## See our documentation at:
##   https://zulip.readthedocs.io/en/latest/production/settings.html
################

## The user-accessible Zulip hostname for this installation, e.g.
## zulip.example.com.
EXTERNAL_HOST = "chat.example.org"

## The email address for the person or team who maintains the Zulip
## installation.
ZULIP_ADMINISTRATOR = 'admin@example.org'

################
## Outgoing email (SMTP)
##
## Zulip needs the ability to send email to confirm users' addresses when
## they create an account or change their email address.
EMAIL_HOST = "smtp.old.example.org"
# EMAIL_HOST_USER = ""

## To authenticate to your SMTP server, you will need to set EMAIL_HOST_PASSWORD
## in zulip-secrets.conf as "email_password".

## For outgoing email via SMTP, EMAIL_USE_TLS.
# EMAIL_USE_TLS = True
# EMAIL_PORT = 587

## The noreply address to be used as the sender for certain generated
## emails.
# ADD_TOKENS_TO_NOREPLY_ADDRESS = True
NOREPLY_EMAIL_ADDRESS = "noreply@old.example.org"  # moved in May
# TOKENIZED_NOREPLY_EMAIL_ADDRESS = "noreply-{token}@example.com"

## Many countries and bulk mailers require certain types of email to display
## a physical mailing address to comply with anti-spam legislation.
PHYSICAL_ADDRESS = ""

################
## Authentication settings.

AUTHENTICATION_BACKENDS: tuple[str, ...] = (
    "zproject.backends.EmailAuthBackend",  # Email and password; just requires SMTP setup
    # 'zproject.backends.GoogleAuthBackend',
)

AUTH_LDAP_SERVER_URI = ""
LDAP_APPEND_DOMAIN: str | None = None

SOCIAL_AUTH_SAML_ENABLED_IDPS: dict[str, Any] = {
    "idp_name": {
        "url": "https://idp.example.com/saml2",  # nobody uses it yet
    },
}

TORNADO_PORTS = ["9800"]
