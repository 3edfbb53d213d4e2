"""The runner of the benchmarks: a broken one is told and does not stop the rest."""

import sys
import types

import pytest

from tests.bench import __main__ as runner
from tests.bench.table import Row, table


@pytest.fixture
def fake(monkeypatch):
    """Put modules with these mains beside the real ones."""

    def put(**mains):
        for name, main in mains.items():
            module = types.ModuleType(f"tests.bench.{name}", doc=f"About {name}.")
            if main is not None:
                module.main = main
            monkeypatch.setitem(sys.modules, f"tests.bench.{name}", module)
        monkeypatch.setattr(runner, "modules", lambda: [*mains, "table"])

    return put


def broken():
    raise RuntimeError("no scale")


def test_rows_become_a_table(fake, capsys):
    fake(one=lambda: [Row("first image", "≤ 1.4 ×", "1.2 ×", "1.2", True)])
    assert runner.main([]) == 0
    said = capsys.readouterr().out
    assert "== one: About one." in said
    assert "first image  ≤ 1.4 ×  1.2 ×     1.2    met" in said


def test_a_broken_one_is_told_and_the_rest_runs(fake, monkeypatch, capsys):
    ran = []
    fake(one=broken, two=lambda: ran.append("two"), three=lambda: sys.exit(2))
    monkeypatch.setattr(runner, "run_apart", runner.run)
    assert runner.main([]) == 1
    assert ran == ["two"]
    assert "Broken or missed: one, three" in capsys.readouterr().out


def test_several_run_in_processes_of_their_own(fake, monkeypatch):
    fake(one=broken, two=broken)
    commands = []

    class Done:
        returncode = 0

    monkeypatch.setattr(runner.subprocess, "run", lambda command: commands.append(command) or Done)
    assert runner.main([]) == 0
    assert [command[1:] for command in commands] == [
        ["-m", "tests.bench", "one"],
        ["-m", "tests.bench", "two"],
    ]


def test_some_can_be_chosen(fake):
    ran = []
    fake(ingest=lambda: ran.append("ingest"), viewer=lambda: ran.append("viewer"), helper=None)
    assert runner.main(["view"]) == 0
    assert ran == ["viewer"]
    assert runner.main(["nothing"]) == 1


def test_missed_goals_are_visible():
    assert "MISSED" in table([Row("p99", "< 5 ms", "7 ms", met=False)])
    assert table([Row("count", "", "7")]).splitlines()[1].strip().endswith("7")
