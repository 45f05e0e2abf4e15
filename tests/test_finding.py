"""The verdict of a run, and the closed tables that programs outside rely on."""

from __future__ import annotations

import pytest

from wizard.catalogue import load_all
from wizard.finding import CHECKS, Status, verdict

PASS, WARN, FAIL, UNKNOWN, SKIPPED = Status.PASS, Status.WARN, Status.FAIL, Status.UNKNOWN, Status.SKIPPED


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([PASS, WARN, UNKNOWN, FAIL], FAIL),
        ([PASS, WARN, UNKNOWN], UNKNOWN),
        ([PASS, WARN, SKIPPED], WARN),
        ([PASS, SKIPPED], PASS),
        ([SKIPPED], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_the_worst_counts_and_skipped_is_neutral(statuses: list[Status], expected: Status) -> None:
    assert verdict(statuses) is expected


def test_the_check_ids_are_the_documented_ones() -> None:
    documented = """
        secret.available dns.host connect.reach connect.family tls.mode tls.certificate tls.version ehlo.greeting ehlo.name
        auth.offered auth.login sender.mail-from sender.rcpt-to message.data message.arrived spf.record spf.provider dkim.key
        dmarc.policy dmarc.alignment mx.record ptr.record provider.account app.behaviour app.settings
    """
    assert set(documented.split()) <= set(CHECKS)


def test_every_cause_is_complete_and_its_look_alikes_exist() -> None:
    causes = load_all()
    for cause in causes.values():
        assert cause.title, cause.id
        assert cause.meaning, cause.id
        assert cause.fix.text, cause.id
        assert set(cause.detectable) <= {"live", "explain", "lint", "dns"}, cause.id
        assert set(cause.look_alikes) <= set(causes), cause.id
