"""`explain` cuts a log into its errors: two in a row are two, and one over many lines is one."""

from __future__ import annotations

import pytest

from wizard import providers
from wizard.diagnosis.explain import Explanation, explain
from wizard.diagnosis.explain.interest import is_request, is_worth_a_look

LOGIN = "Invalid login: 535 5.7.8 Error: authentication failed"
GREETING = "Greeting never received"


def explained(text: str) -> Explanation:
    return explain(text, None, providers.load_all())


def counted(text: str) -> dict[str, int]:
    """The count of each error, by the line that is shown for it."""
    return {group.seen: group.count for group in explained(text).groups}


def nest(*messages: str, level: str = "ERROR [MailService]") -> str:
    return "".join(f"[Nest] 29  - 01/02/2026, 10:00:{at % 60:02d} AM   {level} {words}\n" for at, words in enumerate(messages))


# ---------------------------------------------------------------- logs with stamps


def test_the_errors_of_a_docmost_log_are_counted_by_kind() -> None:
    found = {"[MailService] " + LOGIN: 3, "[MailService] " + GREETING: 1}
    assert counted(nest(LOGIN, LOGIN, LOGIN, GREETING)) == found
    answer = explained(nest(LOGIN, LOGIN, LOGIN, GREETING))
    assert not {rival.cause for rival in answer.rivals} & {"wrong-credentials"}, "an error of its own is no second meaning"
    assert [entry.cause for entry in answer.further] == ["wrong-credentials"]


def test_both_kinds_are_found_behind_hundreds_of_lines() -> None:
    before = nest(*(f"Mapped {{/api/users/{n}, GET}} route" for n in range(300)), level="LOG [RouterExplorer]")
    found = {"[MailService] " + LOGIN: 3, "[MailService] " + GREETING: 3}
    assert counted(before + nest(*[LOGIN] * 3, *[GREETING] * 3)) == found


@pytest.mark.parametrize("stamp", ["2026-01-02 10:00:0{} ERROR ", "app-1  | 2026-01-02T10:00:0{}.1Z "])
def test_two_stamped_errors_in_a_row_are_two(stamp: str) -> None:
    for first, second in (
        ("535 5.7.8 Error: authentication failed (smtp)", "ssl.SSLCertVerificationError: certificate verify failed (smtp)"),
        (f"Error: {LOGIN}", f"Error: {GREETING}"),
        (
            "smtplib.SMTPServerDisconnected: Connection unexpectedly closed",
            "socket.gaierror: [Errno -2] Name or service not known",
        ),
    ):
        answer = explained(stamp.format(1) + first + "\n" + stamp.format(2) + second + "\n")
        assert {group.seen for group in answer.groups} == {first, second}


def test_a_stamped_error_is_apart_from_the_one_before_whatever_that_begins_with() -> None:
    stamp = "2026-01-02 10:00:0{} ERROR "
    first, second = f"mailer says: Error: {LOGIN}", "smtplib.SMTPServerDisconnected: Connection unexpectedly closed"
    assert counted(stamp.format(1) + first + "\n" + stamp.format(2) + second + "\n") == {first: 1, second: 1}


def test_the_lines_of_one_rails_request_are_one_entry() -> None:
    lines = (
        "ContactMailer#contact_email: processed outbound mail in 6.2ms",
        "",
        "OpenSSL::SSL::SSLError (unsupported protocol):",
    )
    log = "".join(f"F, [2026-01-02T10:00:00.1 #10] FATAL -- : [64dcc7f0-9a61] {line}\n" for line in lines)
    other = "I, [2026-01-02T10:00:00.1 #10]  INFO -- : [a1c0c6be-3b02] Started GET\n" * 20
    assert explained(other + log + other).causes[0].cause == "tls-version-too-old"


# ---------------------------------------------------------------- logs without stamps

ACCESS = (
    'web-1  | 172.18.0.1 - - [02/Jan/2026:10:00:00 +0000] "GET /api/items/{} HTTP/1.1" 200 12',
    "web-1  | GET /api/items/{} 200 12.3 ms - 45",
    'web-1  | 172.18.0.1:41000 - "GET /api/items/{} HTTP/1.1" 200 OK',
    "web-1  | 127.0.0.1 GET 200 12ms /json/items/{}",
)


@pytest.mark.parametrize("line", ACCESS)
@pytest.mark.parametrize("app", ["app-1  | ", "web-1  | ", ""])
def test_errors_among_the_lines_of_an_access_log_are_all_counted(line: str, app: str) -> None:
    access = line if app else line.removeprefix("web-1  | ")
    lines = [access.format(n) for n in range(50)]
    for at in (45, 35, 25, 15, 5):
        lines.insert(at, f"{app}Error: {LOGIN}")
    assert counted("\n".join(lines)) == {f"Error: {LOGIN}": 5}
    lines.insert(20, f"{app}Error: {GREETING}")
    assert counted("\n".join(lines)) == {f"Error: {LOGIN}": 5, f"Error: {GREETING}": 1}


def test_another_container_s_line_is_no_part_of_an_error() -> None:
    log = f"app-1    | {LOGIN}\nmailer-1 | {GREETING}\napp-1    | smtp: {LOGIN}\n"
    assert counted(log) == {LOGIN: 1, GREETING: 1, f"smtp: {LOGIN}": 1}


def test_an_ordinary_line_of_a_container_parts_two_errors() -> None:
    assert counted(f"app-1  | {LOGIN}\napp-1  | Job 5 is done\napp-1  | {GREETING}\n") == {LOGIN: 1, GREETING: 1}


def test_the_line_that_is_shown_is_of_the_error_that_is_named() -> None:
    for text in (f"{LOGIN}\n{GREETING}", f"{GREETING}\n{LOGIN}"):
        shown = {group.causes[0]: group.seen for group in explained(text).groups}
        assert shown.get("wrong-credentials", LOGIN) == LOGIN


APART = (
    (f"Error: {LOGIN}", f"Error: {GREETING}"),
    ("535 5.7.8 Error: authentication failed", "550 5.1.1 <a@example.com>: Recipient address rejected: User unknown"),
    ("550 5.7.1 <a@example.com>: Relay access denied", "550 5.1.1 <a@example.com>: User unknown"),
    (
        "smtplib.SMTPAuthenticationError: (535, '5.7.8 Error: authentication failed')",
        "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate",
    ),
    ("javax.mail.AuthenticationFailedException: 535 5.7.8 no", "javax.mail.SendFailedException: 554 5.7.1 Relay access denied"),
)


@pytest.mark.parametrize(("first", "second"), APART)
def test_two_errors_in_adjacent_lines_are_two(first: str, second: str) -> None:
    assert {group.seen for group in explained(f"{first}\n{second}\n").groups} == {first, second}


TOGETHER = {
    "a traceback": "Traceback (most recent call last):\n  File \"a.py\", line 1\nsmtplib.SMTPAuthenticationError: (535, b'no')",
    "chained exceptions": (
        'Traceback (most recent call last):\n  File "a.py", line 1\nssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version\n\n'
        "During handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n"
        '  File "b.py", line 2, in g\nsmtplib.SMTPException: STARTTLS failed'
    ),
    "a cause": (
        "org.springframework.mail.MailSendException: Mail server connection failed\n\tat a.B.c(B.java:1)\n"
        "Caused by: javax.mail.MessagingException: Could not connect to SMTP host: mail.test, port: 465\n\tat d.E.f(E.java:2)\n"
        "Caused by: java.net.ConnectException: Connection refused\n\t... 12 more"
    ),
    "a nested exception": (
        "javax.mail.MessagingException: Could not connect to SMTP host: mail.example.com;\n  nested exception is:\n"
        "java.net.ConnectException: Connection refused"
    ),
    "nodemailer's properties": (
        f"Error: {LOGIN}\n    at SMTPConnection._formatError (/app/index.js:1:2)\n  code: 'EAUTH',\n"
        "response: '535 5.7.8 Error: authentication failed',\nresponseCode: 535,\ncommand: 'AUTH PLAIN'\n}"
    ),
    "a reply over lines": (
        "535-5.7.8 Username and Password not accepted. For more information, go to\n"
        "535 5.7.8  https://support.google.com/mail/?p=BadCredentials - gsmtp"
    ),
    "a dialogue": (
        "220 mail.example.com ESMTP\nEHLO app\n250-mail.example.com\n250 AUTH PLAIN\nMAIL FROM:<a@example.com>\n250 2.1.0 Ok\n"
        "RCPT TO:<b@example.com>\n450 4.2.0 Greylisted\nRCPT TO:<c@example.com>\n554 5.7.1 Relay access denied\nQUIT"
    ),
    "swaks": (
        " -> MAIL FROM:<a@example.com>\n<** 550 5.7.1 Sender rejected\n -> QUIT\n<-  221 2.0.0 Bye\n*** Remote host closed"
    ),
    "a bounce": "<a@example.com>: host mx.example.com said:\n550 5.1.1 User unknown\n554 5.0.0 Service unavailable",
    "a quote over two lines": "Error: Invalid login\n535 5.7.8 Error: authentication failed",
    "a reply and its exception": "535 5.7.8 authentication failed\nsmtplib.SMTPAuthenticationError: (535, b'refused')",
    "settings before it": "SMTP_HOST=mail.example.com\nSMTP_PORT=587\n2026-01-02 10:00:00 ERROR smtp: connect refused",
}


@pytest.mark.parametrize("kind", TOGETHER)
@pytest.mark.parametrize("prefix", ["", "app-1  | "])
def test_one_error_over_many_lines_is_one(kind: str, prefix: str) -> None:
    text = "\n".join(prefix + line if line else line for line in TOGETHER[kind].split("\n"))
    assert [group.count for group in explained(text).groups] == [1]


# ---------------------------------------------------------------- requests


@pytest.mark.parametrize("line", ACCESS)
def test_a_request_is_seen_as_one_and_its_path_says_nothing(line: str) -> None:
    line = line.replace("/items", "/mail/list")
    assert is_request(line)
    assert not is_worth_a_look(line)
    assert is_worth_a_look(f"{line} {LOGIN}")
    assert not is_request(f"Error: {LOGIN}")


def test_an_address_of_the_web_is_interesting_for_its_host_only() -> None:
    assert not is_worth_a_look("fetched https://www.example.com/mail/list in 12 ms")
    assert is_worth_a_look("fetching https://api.mailgun.net/v3/messages gave 401")
    assert is_worth_a_look('File "/usr/lib/python3.12/smtplib.py", line 1')


# ---------------------------------------------------------------- what was said before

_JOBS = "".join(f"2026-01-02 10:11:{n:02d} INFO job {n} done\n" for n in range(15))


@pytest.mark.parametrize(
    "sent",
    [
        "INFO Mail sent to bob@example.org (250 2.0.0 OK 1738577472 gsmtp)",
        "INFO postfix/smtp[55]: 4Yx: to=<a@example.org>, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 123)",
        "INFO smtp: 354 go on\n2026-01-02 10:12:00 INFO smtp: 250 OK id=1a2b",
    ],
)
@pytest.mark.parametrize(
    "error",
    [
        'django.db.utils.OperationalError: could not translate host name "db" to address: Temporary failure in name resolution',
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
        "websocket: close 1006 (abnormal closure): unexpected EOF",
        "Connection refused",
    ],
)
@pytest.mark.parametrize("between", ["", "2026-01-02 10:12:01 INFO job 16 done\n2026-01-02 10:12:01 INFO job 17 done\n"])
def test_the_error_after_a_mail_that_was_delivered_is_none_of_mail(sent: str, error: str, between: str) -> None:
    text = f"{_JOBS}2026-01-02 10:12:00 {sent}\n{between}2026-01-02 10:12:02 ERROR {error}\n{_JOBS}"
    assert explained(text).causes == ()


def test_the_error_after_a_command_is_one_of_mail() -> None:
    text = f"{_JOBS}2026-01-02 10:12:00 INFO smtp: C: EHLO app\n2026-01-02 10:12:02 ERROR Connection reset by peer\n{_JOBS}"
    assert explained(text).causes
