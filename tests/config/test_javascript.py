"""JavaScript is checked where Node is, and its absence is said, not failed."""

import json

import pytest

from tests import javascript


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package.json with both scripts; commands are recorded, not run."""
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"lint": "x", "test": "y"}}))
    monkeypatch.setattr(javascript, "ROOT", tmp_path)
    ran = []

    class Done:
        returncode = 0

    def run(command, **kwargs):
        ran.append(" ".join(command))
        return Done

    monkeypatch.setattr(javascript.subprocess, "run", run)
    monkeypatch.setattr(javascript.shutil, "which", lambda name: f"/usr/bin/{name}")
    return tmp_path, ran, Done


def test_without_node_it_says_so_and_goes_on(package, monkeypatch, capsys):
    monkeypatch.setattr(javascript.shutil, "which", lambda name: None)
    assert javascript.main() == 0
    assert "no Node here" in capsys.readouterr().out


def test_lint_and_test_run(package):
    _, ran, _ = package
    assert javascript.main() == 0
    assert ran == ["npm run --silent lint", "npm run --silent test"]


def test_a_failure_counts(package):
    _, _, done = package
    done.returncode = 1
    assert javascript.main() == 1


def test_a_linter_that_cannot_be_fetched_leaves_the_unit_tests(package, monkeypatch, capsys):
    root, ran, _ = package
    (root / "package-lock.json").write_text("{}")
    monkeypatch.setattr(javascript, "install_tools", lambda: False)
    assert javascript.main() == 0
    assert ran == ["npm run --silent test"]
    assert "cannot be installed" in capsys.readouterr().out


def test_no_package_no_scripts(tmp_path, monkeypatch):
    monkeypatch.setattr(javascript, "ROOT", tmp_path)
    assert javascript.scripts() == {}


def test_tools_are_installed_once(package):
    root, ran, _ = package
    assert javascript.install_tools()
    (root / "package-lock.json").write_text("{}")
    assert javascript.install_tools()
    (root / "node_modules").mkdir()
    (root / "node_modules" / ".package-lock.json").write_text("{}")
    assert javascript.install_tools()
    assert ran == ["npm ci --no-audit --no-fund --silent"]
