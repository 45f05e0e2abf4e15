"""`explain` names the right cause first, asks for the one missing fact, and names nothing where there is no mail error."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from tests.benchmarks.explain_score import DATA, Outcome, judge, read, share
from wizard import providers
from wizard.catalogue import load_all as load_causes
from wizard.diagnosis.explain import Explanation, Hints, explain
from wizard.diagnosis.explain.question import _table
from wizard.diagnosis.explain.signatures import causes_of_reply
from wizard.diagnosis.explain.signatures.reader import load_all as load_signatures
from wizard.diagnosis.explain.surroundings import _marks
from wizard.model import Encryption
from wizard.step import Stage


@functools.cache
def outcomes(name: str) -> tuple[Outcome, ...]:
    return tuple(judge(read(Path(DATA / name))))


def explained(text: str, **hints: object) -> Explanation:
    known = providers.load_all()
    provider = known[str(hints.pop("provider"))] if "provider" in hints else None
    return explain(text, Hints(provider=provider, **hints), known)  # type: ignore[arg-type]


def named(text: str, **hints: object) -> list[str]:
    return [entry.cause for entry in explained(text, **hints).causes]


# ---------------------------------------------------------------- the corpora


@pytest.mark.parametrize("name", ["dev.jsonl", "own.jsonl"])
def test_the_right_cause_stands_first(name: str) -> None:
    first, three = share(outcomes(name))
    assert first >= 0.97
    assert three >= 0.98


def test_every_text_of_the_development_corpus_has_its_cause_within_three() -> None:
    assert [outcome.row["id"] for outcome in outcomes("dev.jsonl") if not outcome.within_three] == []


@pytest.mark.parametrize("name", ["dev.jsonl", "own.jsonl"])
def test_no_cause_is_named_for_what_is_no_mail_error(name: str) -> None:
    wrong = {outcome.row["id"]: outcome.named[:2] for outcome in outcomes(name) if outcome.kind == "none" and outcome.named}
    assert wrong == {}


def test_our_own_variations_are_many_and_spread() -> None:
    rows = read(Path(DATA / "own.jsonl"))
    positive = [row for row in rows if row["expect"] != ["none"]]
    assert len(positive) >= 950
    assert len(rows) - len(positive) >= 280
    assert len({cause for row in positive for cause in row["expect"]}) >= 55


# ---------------------------------------------------------------- the tables


def test_every_signature_speaks_of_causes_that_exist() -> None:
    used = {row.cause for signature in load_signatures() for row in signature.causes}
    assert used <= set(load_causes())


def test_every_cause_that_a_text_can_show_has_a_signature() -> None:
    used = {row.cause for signature in load_signatures() for row in signature.causes}
    shown = {id for id, cause in load_causes().items() if "explain" in cause.detectable}
    assert shown - used == set()


def test_what_a_signature_rules_out_exists_and_is_not_what_it_speaks_for() -> None:
    for signature in load_signatures():
        assert signature.rules_out <= set(load_causes())
        assert not signature.rules_out & {row.cause for row in signature.causes}


def test_signature_ids_are_unique_and_their_words_are_plain() -> None:
    signatures = load_signatures()
    assert len({signature.id for signature in signatures}) == len(signatures)
    assert all(signature.seen and signature.seen.isprintable() and len(signature.seen) < 80 for signature in signatures)


def test_questions_and_marks_speak_of_what_exists() -> None:
    assert all(between <= set(load_causes()) for between, _, _ in _table())
    assert {id for id, _ in _marks()} <= set(providers.load_all()) | {"aol"}


# ---------------------------------------------------------------- hints


def test_port_465_with_starttls_and_an_early_end_is_the_wrong_mode() -> None:
    text = "Connection unexpectedly closed"
    assert named(text, port=465, encryption=Encryption.STARTTLS)[0] == "starttls-on-implicit-tls-port"


def test_a_provider_s_own_table_decides_what_a_port_speaks() -> None:
    text = "Error: Greeting never received"
    assert named(text, provider="ses", port=2465, encryption=Encryption.STARTTLS)[0] == "starttls-on-implicit-tls-port"
    assert named(text, provider="lettermint", port=2465, encryption=Encryption.STARTTLS)[0] != "starttls-on-implicit-tls-port"


def test_the_same_certificate_error_points_to_the_app_when_encryption_is_off() -> None:
    text = "Error: self-signed certificate code: 'ESOCKET', command: 'CONN'"
    assert named(text, port=25)[0] == "cert-untrusted"
    assert named(text, port=25, encryption=Encryption.NONE)[0] == "app-ignores-encryption-none"


def test_a_refusal_by_localhost_depends_on_what_was_configured() -> None:
    text = "Error: connect ECONNREFUSED 127.0.0.1:587"
    assert named(text, host="localhost")[0] == "localhost-in-container"
    assert named(text, provider="resend", host="smtp.resend.com")[0] == "env-var-not-applied"


def test_a_port_in_the_text_counts_where_no_hint_is_given() -> None:
    assert named("smtp: read tcp 10.0.0.2:43210->198.51.100.7:465: i/o timeout")[0] == "starttls-on-implicit-tls-port"


# ---------------------------------------------------------------- answers


def test_matched_says_what_was_recognised() -> None:
    answer = explained("smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')", host="mail.example.org")
    assert answer.causes[0].matched == "535 5.7.8 at login: the login was refused"


@pytest.mark.parametrize(
    ("app", "key"),
    [
        ("mealie", "SMTP_AUTH_STRATEGY=SSL"),
        ("docmost", "SMTP_SECURE=true"),
        ("synapse", "force_tls: true"),
        ("zulip", "EMAIL_USE_SSL = True"),
        ("coolify", 'Encryption "TLS"'),
    ],
)
def test_the_fix_names_the_app_s_own_keys(app: str, key: str) -> None:
    answer = explained("Greeting never received", app=app, host="mail.example.org", port=465, encryption=Encryption.STARTTLS)
    assert key in answer.causes[0].fix.text


def test_the_fix_uses_the_provider_s_own_word_for_the_password() -> None:
    answer = explained("535 Authentication failed: Bad username / password", provider="sendgrid")
    assert "apikey" in answer.causes[0].fix.text
    assert any("API key" in entry.fix.text for entry in answer.causes)


def test_a_known_reply_of_a_provider_is_recognised_without_a_signature_of_its_own() -> None:
    assert named("552 Your message: DT:SPM 163 smtp", provider="netease-163")[0] == "message-content-or-format-rejected"


def test_repeats_are_counted_and_other_errors_kept_apart() -> None:
    repeats = "".join(f"2026-05-05 10:00:{n:02d} ERROR 535 5.7.8 Error: authentication failed (smtp) id={n}\n" for n in range(40))
    other = "2026-05-05 11:00:00 ERROR smtp 550 5.1.1 <a@example.net>: Recipient address rejected: User unknown\n"
    groups = explained(repeats + other).groups
    assert [group.count for group in groups] == [40, 1]
    assert groups[0].causes[0] == "wrong-credentials"
    assert groups[1].causes[0] == "recipient-invalid"


def test_a_whole_log_with_one_mail_error_names_that_error() -> None:
    noise = "".join(f"web-1  | 2026-05-05T10:00:00Z GET /api/items/{n} 200\n" for n in range(2000))
    redis = "worker-1  | 2026-05-05T10:00:00Z Error: connect ECONNREFUSED 172.18.0.3:6379\n" * 20
    mail = "worker-1  | \x1b[31mError: Invalid login: 535 5.7.8 Error: authentication failed\x1b[0m\n"
    answer = explained(noise + redis + mail + noise)
    assert answer.causes[0].cause == "wrong-credentials"
    assert len(answer.groups) == 1


@pytest.mark.parametrize(
    "line",
    [
        "web-1  | 2026-11-28T10:00:00Z INFO GET /api/items/1 200 12ms",
        "db-1  | 2026-11-28 10:00:01.123 UTC [27] LOG:  checkpoint complete: wrote 12 buffers",
        "redis-1  | 1:M 28 Nov 2026 10:00:02.000 * Background saving terminated with success",
        "worker-1  | 2026-11-28T10:00:03Z ERROR could not connect to redis: Error: connect ECONNREFUSED 172.18.0.3:6379",
        'web-1  | 2026-11-28T10:00:04Z WARN deprecated option "foo" ignored',
        "web-1  | 2026-11-28T10:00:05Z ERROR Failed to load resource: the server responded with a status of 404",
    ],
)
@pytest.mark.parametrize("provider", ["sendgrid", "gmail", "ses"])
def test_hints_make_no_mail_error_of_what_is_none(line: str, provider: str) -> None:
    assert named(line, app="zulip", provider=provider, port=587, encryption=Encryption.STARTTLS) == []
    assert named("\n".join([line] * 3), app="zulip", provider=provider, port=587) == []


FETCHING = (
    "javax.mail.MessagingException: SSLHandshakeException: No appropriate protocol\n    at com.sun.mail.imap.IMAPStore.connect",
    "imapclient/imapclient.py: ssl.SSLCertVerificationError: certificate verify failed: self signed certificate",
    "osTicket is having trouble fetching emails from this mail account: Connection failed to mail.example.net,110: timed out",
    "MailCollector::collect() An error occurred: cannot login, user or password wrong",
)
"""Programs that read mail fail in the same words as those that send it."""


@pytest.mark.parametrize("text", FETCHING)
def test_an_error_in_reading_mail_is_none_of_sending_it(text: str) -> None:
    assert explain(text).causes == ()
    refusal = "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')"
    assert explain(f"{text}\n{refusal}").causes, "who sends as well is helped"


def test_success_after_success_names_nothing() -> None:
    sent = (
        "postfix/smtp[9]: 4B2: to=<a@example.org>, relay=mx.example.org[198.51.100.3]:25, dsn=2.0.0, status=sent (250 2.0.0 Ok)\n"
    )
    answer = explained(sent * 500)
    assert answer == Explanation()


# ---------------------------------------------------------------- for the live rules


@pytest.mark.parametrize(
    ("code", "text", "stage", "cause"),
    [
        (535, "5.7.8 Error: authentication failed", Stage.AUTH, "wrong-credentials"),
        (530, "5.7.0 Must issue a STARTTLS command first", Stage.MAIL_FROM, "tls-required-first"),
        (550, "5.7.60 SMTP; Client does not have permissions to send as this sender", Stage.DATA, "from-mismatch-with-login"),
        (554, "5.7.1 <a@example.net>: Relay access denied", Stage.RCPT_TO, "relay-denied"),
        (504, "5.5.2 <x>: Helo command rejected: need fully-qualified hostname", Stage.RCPT_TO, "ehlo-name-rejected"),
        (454, "4.7.0 TLS not available due to local problem", Stage.TLS, "server-starttls-broken"),
        (450, "4.2.0 Greylisted", Stage.RCPT_TO, "greylisting"),
    ],
)
def test_a_reply_alone_is_enough_for_the_live_rules(code: int, text: str, stage: Stage, cause: str) -> None:
    assert causes_of_reply(code, text, stage)[0][0] == cause


def test_a_positive_reply_has_no_cause() -> None:
    assert causes_of_reply(250, "2.0.0 Ok: authentication failed", Stage.DATA) == ()


# ---------------------------------------------------------------- where to go on


def test_where_a_look_alike_remains_it_is_told_how_to_tell_them_apart() -> None:
    answer = explained("smtp: 454 4.7.1 Relay access denied")
    first, rival = answer.causes[0], answer.rivals[0]
    assert rival.cause in first.look_alikes
    assert answer.doubt == first.tell_apart == load_causes()[first.cause].tell_apart


def test_a_question_takes_the_place_of_telling_apart() -> None:
    answer = explained("smtplib.SMTPServerDisconnected: Connection unexpectedly closed")
    assert answer.question is not None
    assert answer.causes[0].tell_apart
    assert answer.doubt == ""


def test_a_cause_without_a_rival_leaves_no_doubt() -> None:
    assert explained("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.").doubt == ""
    assert explained("all is well").doubt == ""


def test_the_provider_s_own_page_stands_before_the_standard() -> None:
    text = "535 Authentication failed: Bad username / password"
    links = explained(text, provider="sendgrid").causes[0].links
    assert links[0] == providers.load_all()["sendgrid"].docs
    assert set(load_causes()["wrong-credentials"].links) < set(links)
    assert explained(text).causes[0].links == load_causes()["wrong-credentials"].links


@pytest.mark.parametrize("app", ["mealie", "docmost", "synapse", "zulip", "coolify"])
def test_the_app_s_own_page_tells_of_its_settings(app: str) -> None:
    answer = explained('Missing credentials for "PLAIN" smtp', app=app)
    assert answer.causes[0].cause == "credentials-incomplete"
    assert app in answer.causes[0].links[0]


def test_a_page_of_the_same_provider_about_this_very_cause_stands_first() -> None:
    links = explained("534 5.7.9 Application-specific password required", provider="gmail").causes[0].links
    assert links[:2] == ("https://support.google.com/accounts/answer/185833", providers.load_all()["gmail"].docs)
