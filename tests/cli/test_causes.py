"""`causes`: the catalogue as a person and a program read it. What stands in it is shown, whole."""

from __future__ import annotations

import json

import jsonschema
import pytest

from wizard import report
from wizard.__main__ import main
from wizard.catalogue import Cause, load_all


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["causes", *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_without_an_id_every_cause_is_listed_below_its_stage(capsys: pytest.CaptureFixture[str]) -> None:
    listed: dict[str, str] = {}
    stages = []
    for line in told(capsys).splitlines():
        if line.startswith("  "):
            id, title = line.split(maxsplit=1)
            listed[id] = title
            assert load_all()[id].stage.value == stages[-1]
        elif line:
            stages.append(line)
    assert listed == {id: one.title for id, one in load_all().items()}
    assert len(stages) == len(set(stages))


@pytest.mark.parametrize("one", load_all().values(), ids=lambda one: one.id)
def test_a_cause_is_documented_in_full(one: Cause, capsys: pytest.CaptureFixture[str]) -> None:
    page = told(capsys, one.id)
    words = " ".join(page.split())
    for text in (one.title, one.id, one.stage.value, one.meaning, one.why, one.fix.text, one.tell_apart, *one.links):
        assert text in words
    for command in one.fix.commands:
        assert f"$ {command}\n" in page  # whole, so that it can be copied
    for id in one.look_alikes:
        assert f"{load_all()[id].title} ({id})" in words
    prose = [line for line in page.splitlines()[1:] if "$ " not in line and "https://" not in line]
    assert max(map(len, prose)) <= 80


def test_several_ids_are_several_pages_each_once(capsys: pytest.CaptureFixture[str]) -> None:
    page = told(capsys, "wrong-port", "wrong-host", "wrong-port")
    assert [line for line in page.splitlines() if line and not line.startswith(" ")] == [
        f"{load_all()[id].title} ({id})" for id in ("wrong-port", "wrong-host")
    ]


def test_the_json_holds_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(told(capsys, "--format", "json"))
    jsonschema.validate(document, json.loads(report.schema("causes")))
    assert [row["id"] for row in document["causes"]] == list(load_all())
    row = json.loads(told(capsys, "wrong-port", "--format", "json"))["causes"][0]
    one = load_all()["wrong-port"]
    assert list(row) == ["id", "title", "stage", "meaning", "why", "fix", "look_alikes", "tell_apart", "links"]
    assert row["fix"] == {"text": one.fix.text, "commands": list(one.fix.commands)}
    assert [like["id"] for like in row["look_alikes"]] == list(one.look_alikes)
    assert (row["meaning"], row["why"]) == (one.meaning, one.why)


def test_a_misspelt_id_is_refused_with_the_one_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["causes", "wrong-prot"]) == 3
    assert capsys.readouterr().err == (
        "error: there is no cause 'wrong-prot'\nhint: did you mean wrong-port?\nhint: smtp-wizard causes lists them\n"
    )


def test_a_strange_id_reaches_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["causes", "\x1b[31mred"]) == 3
    assert "\x1b" not in capsys.readouterr().err
