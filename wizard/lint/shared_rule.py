"""The rules that hold for every app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.lint import host_rule, login_rule, text_rule, tls_rule, value_rule
from wizard.lint.flaw import Bench, Flaw


def judge(bench: Bench, hosts: Iterable[str]) -> Iterator[Flaw]:
    """Server, encryption, login and spelling of values. `hosts`: the names of all providers' servers."""
    yield from host_rule.judge(bench, hosts)
    yield from value_rule.judge_port(bench)
    yield from tls_rule.judge(bench)
    yield from login_rule.judge(bench)
    yield from text_rule.judge(bench)
