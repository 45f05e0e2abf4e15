"""How the real Postfix of the tests is configured: its services, what a login and a relay take, main.cf."""

from __future__ import annotations

import subprocess

from tests.real import find

SERVICES = (
    "pickup unix n - n 60 1 pickup",
    "cleanup unix n - n - 0 cleanup",
    "qmgr unix n - n 300 1 qmgr",
    "tlsmgr unix - - n 1000? 1 tlsmgr",
    "rewrite unix - - n - - trivial-rewrite",
    "bounce unix - - n - 0 bounce",
    "defer unix - - n - 0 bounce",
    "trace unix - - n - 0 bounce",
    "verify unix - - n - 1 verify",
    "flush unix n - n 1000? 0 flush",
    "proxymap unix - - n - - proxymap",
    "proxywrite unix - - n - 1 proxymap",
    "smtp unix - - n - - smtp",
    "relay unix - - n - - smtp",
    "error unix - - n - - error",
    "retry unix - - n - - error",
    "discard unix - - n - - discard",
    "local unix - n n - - local",
    "virtual unix - n n - - virtual",
    "lmtp unix - - n - - lmtp",
    "anvil unix - - n - 1 anvil",
    "scache unix - - n - 1 scache",
    "postlog unix-dgram n - n - 1 postlogd",
)

SUBMISSION = """\
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_auth_only=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_sender_restrictions=reject_non_fqdn_sender,reject_sender_login_mismatch
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject"""

RELAY = """\
  -o mynetworks=127.0.0.0/8
  -o smtpd_relay_restrictions=permit_mynetworks,reject"""

LIVES_IN = """
queue_directory = {d}/queue
data_directory = {d}/data
command_directory = {commands}
daemon_directory = {programs}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {d}/maillog
maillog_file_prefixes = /var, /dev/stdout, {d}
"""
"""Where an instance of a test's own keeps everything."""

MAIN = (
    f"compatibility_level = 3.6{LIVES_IN}"
    """\
inet_interfaces = loopback-only
inet_protocols = all
myhostname = {host}
mydomain = lab.test
myorigin = lab.test
mydestination =
mynetworks =
default_transport = discard
relay_transport = discard
relayhost =
virtual_mailbox_domains = lab.test
virtual_mailbox_base = {d}/mail
virtual_mailbox_maps = inline:{{ alice@lab.test=alice/, bob@lab.test=bob/ }}
virtual_minimum_uid = 100
virtual_uid_maps = static:5000
virtual_gid_maps = static:5000
smtpd_tls_cert_file = {d}/server.pem
smtpd_tls_key_file = {d}/server.key
smtpd_tls_security_level = may
smtpd_tls_loglevel = 1
cyrus_sasl_config_path = {d}/etc/sasl
smtpd_sasl_local_domain = lab.test
smtpd_sasl_auth_enable = no
smtpd_helo_required = yes
smtpd_helo_restrictions = reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname
smtpd_sender_login_maps = texthash:{d}/etc/senders
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions =
smtpd_delay_reject = yes
smtpd_hard_error_limit = 10
smtpd_client_connection_rate_limit = 0
anvil_status_update_time = 3600s
message_size_limit = 1048576
recipient_delimiter = +
"""
)

CYRUS = "smtpd_sasl_type = cyrus\nsmtpd_sasl_path = smtpd\n"


def setting(name: str) -> str:
    """How this machine's Postfix was built."""
    command = [find("postconf") or "postconf", "-d", "-h", name]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout.strip()
