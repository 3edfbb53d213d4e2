"""The rules of the house that no linter knows, as failing tests."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("config", "knowledge", "cases", "quiz")
MODULE_LINES = 500
#: A function that is longer than the 40 lines aimed at; nothing may be longer than this.
FUNCTION_LINES = 70
TOP_LEVEL = {
    *(".ci", ".gitignore", "manage.py", "pyproject.toml", "Makefile", "README.md"),
    *("CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs", "static", "templates", "tests"),
    *("package.json", "package-lock.json", "eslint.config.js", "locale"),
    *OURS,
}
TEXT = {".py", ".md", ".txt", ".in", ".toml", ".yaml", ".yml", ".html", ".css", ".js", ".json", ""}


def tracked() -> list[Path]:
    """Return every file that git would carry, also one that is not committed yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs git")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def python_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_module_is_longer_than_500_lines():
    long = {
        name(path): lines
        for path in python_files()
        if (lines := path.read_text().count("\n")) > MODULE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_the_house_allows():
    long = []
    for path in python_files():
        if path.is_relative_to(ROOT / "tests"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > FUNCTION_LINES:
                    long.append(f"{name(path)}:{node.lineno} {node.name} has {length} lines")
    assert long == []


def test_every_module_says_what_it_is_for():
    silent = [
        name(path)
        for path in python_files()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
        if not path.is_relative_to(ROOT / "tests")
    ]
    assert silent == []


def test_a_line_of_test_stands_for_every_two_of_code():
    """Disease models are drawing data: contract, bounds and recipe tests run over all of them."""
    lines = {True: 0, False: 0}
    for path in python_files():
        if not path.is_relative_to(ROOT / "cases" / "phantom" / "disease"):
            lines[path.is_relative_to(ROOT / "tests")] += path.read_text().count("\n")
    tests, code = lines[True], lines[False]
    assert tests * 2 >= code, f"{tests} lines of tests against {code} of code"


def test_there_is_no_fourth_app():
    local = {app.name for app in apps.get_app_configs() if Path(app.path).parent == ROOT}
    assert local == {"knowledge", "cases", "quiz"}


def test_the_top_level_is_the_agreed_one():
    found = {path.relative_to(ROOT).parts[0] for path in tracked()}
    strange = {
        top for top in found - TOP_LEVEL if not re.fullmatch(r"requirements.*\.(in|txt)", top)
    }
    assert strange == set()


def test_no_file_names_a_machine_or_a_package_host():
    """Paths of somebody's machine and addresses of package indexes have no place here."""
    forbidden = re.compile(
        r"/(?:home|Users|root)/\w+/|/[w]ork/(?:main|shared)|(?<![\w.])/tmp/\w"
        r"|--(?:extra-)?index-url [^\s-]|pypi\.org/simple|registry\.npmjs|files\.pythonhosted",
    )
    found = []
    for path in tracked():
        if path.suffix not in TEXT or path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if forbidden.search(line):
                found.append(f"{name(path)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_templates_carry_no_inline_style_or_script():
    """The Content-Security-Policy would refuse them in the browser; refuse them here first."""
    inline = re.compile(
        r"<style\b|\sstyle\s*=|<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/json|importmap)\")"
        r"|\son[a-z]+\s*=\s*[\"']|[\"']\s*javascript:",
        re.IGNORECASE,
    )
    found = [
        f"{name(path)}:{number}: {line.strip()[:80]}"
        for path in (ROOT / "templates").rglob("*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if inline.search(line)
    ]
    assert found == []


def test_stylesheets_load_nothing_from_elsewhere():
    elsewhere = [
        name(path)
        for path in (ROOT / "static").rglob("*.css")
        if re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", path.read_text())
    ]
    assert elsewhere == []


def test_colors_of_the_interface_live_in_tokens():
    """Outside tokens.css a color is black, white, or laid over an image (with alpha)."""
    allowed = re.compile(r"#(?:000|fff|000000|ffffff)(?:[0-9a-f]{1,2})?$", re.IGNORECASE)
    found = []
    for path in (ROOT / "static" / "css").glob("*.css"):
        if path.name in ("tokens.css", "viewer.css"):
            continue
        for color in re.findall(r"(?<![\w&])#[0-9a-fA-F]{3,8}\b", path.read_text()):
            if not allowed.match(color) and color.lower() not in ("#d3d7d9",):
                found.append(f"{path.name}: {color}")
    assert found == []


@pytest.mark.parametrize("app", OURS)
def test_only_the_agreed_app_folders_hold_code(app: str):
    assert (ROOT / app / "__init__.py").is_file()
