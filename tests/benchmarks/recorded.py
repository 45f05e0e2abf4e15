"""What other clients made of the same faults, each asked to give up after 10 s.

Recorded on 2026-11-20 on one 2-core machine, Debian 12, Python 3.11.7: swaks 20201014, msmtp 1.8.23, smtplib of Python 3.11.7,
aiosmtplib 5.1, nodemailer's verify. Each row: seconds (None = killed after 90) and what it said: ok, error, or FALSE, an ok
on which nobody must rely.
"""

from __future__ import annotations

CLIENTS = ("swaks", "msmtp", "smtplib", "aiosmtplib", "nodemailer")
_TABLE = """
none            0.1 ok     0.1 ok     0.1 ok     0.2 ok     0.3 ok
refuse          0.1 error  0.0 error  0.1 error  0.1 error  0.2 error
blackhole       10.1 error 10.0 error 10.1 error 10.1 error 10.1 error
hang            20.1 error 10.1 error 10.1 error 10.1 error 10.2 error
drip            20.1 error 46.1 ok    46.1 ok    10.2 error 10.2 error
drip_ehlo       30.1 error - hang     - hang     10.1 error - hang
hang_ehlo       30.1 error 10.1 error 10.1 error 10.1 error 10.2 error
hang_starttls   10.1 error 10.1 error 10.1 error 10.1 error 10.2 error
hang_handshake  - hang     - hang     10.1 error 10.2 error 10.2 error
hang_auth       30.1 error 0.1 FALSE  10.1 error 10.2 error 10.2 error
hang_quit       10.1 ok    - hang     10.1 error 10.2 error 10.2 ok
ansi            0.1 ok+ESC 0.1 ok     0.1 ok     0.1 ok     0.2 ok
binary          0.1 ok     0.1 ok     0.1 ok     0.2 ok     0.2 ok
http            0.1 error  0.0 error  0.1 error  0.2 error  0.2 error
tarpit          80.2 ok    40.1 ok    64.1 ok    64.2 ok    24.2 error
close           0.1 error  0.0 error  0.1 error  0.2 error  0.2 error
reset           0.1 error  0.0 error  0.1 error  0.1 error  0.2 error
drop_ehlo       0.1 error  0.0 error  0.1 error  0.2 error  0.2 error
drop_handshake  0.1 error  0.0 error  0.1 error  0.1 error  0.1 error
drop_auth       0.1 error  0.1 FALSE  0.1 error  0.1 error  0.2 error
selfsigned      0.1 error  0.0 error  0.1 error  0.1 error  0.1 error
expired         0.1 error  0.0 error  0.1 error  0.1 error  0.2 error
wronghost       0.1 FALSE  0.0 error  0.1 error  0.1 error  0.1 error
plain_on_tls    0.1 error  0.0 error  0.1 error  0.1 error  0.2 error
tls_on_plain    10.1 error 10.2 error 10.1 error 10.2 error 10.2 error
tls10           0.1 error  0.0 FALSE  0.1 error  0.1 error  0.2 error
no_starttls     0.1 error  0.0 error  0.1 error  0.1 error  0.2 error
starttls_454    0.1 error  0.0 error  0.1 error  0.1 error  0.2 error
inject          0.1 error  0.0 error  0.1 ok     0.2 ok     0.2 ok
auth_after_tls  0.1 ok     0.1 ok     0.1 ok     0.1 ok     0.2 ok
no_auth         0.1 error  0.1 FALSE  0.1 error  0.1 error  0.2 FALSE
auth_535        0.1 error  0.1 FALSE  0.1 error  0.1 error  0.2 error
auth_xoauth     0.1 error  0.1 FALSE  0.1 error  0.1 error  0.2 error
n421            0.1 error  0.1 FALSE  0.1 error  0.1 error  0.1 FALSE
b554            0.1 error  0.0 error  0.1 error  0.1 error  0.2 error
greylist        0.1 error  0.1 FALSE  0.1 error  0.1 error  0.2 FALSE
sender          0.1 FALSE  0.1 FALSE  0.1 FALSE  0.2 FALSE  0.2 FALSE
endless_banner  20.1 error 0.0 error  - hang     0.1 error  0.3 error
endless_ehlo    30.1 error 0.0 error  - hang     0.1 error  0.3 error
endless_line    0.6 error  0.0 error  0.1 error  0.1 error  0.2 error
huge_line       0.1 ok     0.0 error  0.1 error  0.1 error  0.2 ok
huge_ehlo       5.8 ok     0.0 error  0.2 ok     0.2 error  0.2 error
"""
GROWTH = {("smtplib", "endless_banner"): 2293, ("smtplib", "endless_ehlo"): 2262}
"""MB above the client's own size, where it was 50 or more."""
SECRET_SHOWN = {"swaks": 15, "msmtp": 0, "smtplib": 0, "aiosmtplib": 0, "nodemailer": 0}
"""In how many of the faults the password stood in the output, plain or in base64."""


def rows() -> dict[str, dict[str, tuple[float | None, str]]]:
    """By fault, then client: seconds and the word."""
    found: dict[str, dict[str, tuple[float | None, str]]] = {}
    for row in _TABLE.strip().splitlines():
        name, *words = row.split()
        pairs = zip(words[::2], words[1::2], strict=True)
        found[name] = {
            client: (None if time == "-" else float(time), word) for client, (time, word) in zip(CLIENTS, pairs, strict=True)
        }
    return found
