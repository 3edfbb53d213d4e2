"""Static files as production serves them: found, immutable, compressed, modules resolvable."""

import json
import posixpath
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import storage as static_storage
from django.core.management import call_command

from config.lib.minify import smaller
from config.lib.storage import StaticStorage, own_folders, tree_hash

#: Of code, not of comments: `import … from "./x.js"`, `export … from`, `import("./x.js")`.
IMPORTED = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.{1,2}/[^"']+)["']""")
COMMENTS = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """Run the real collectstatic into a folder of its own."""
    root = tmp_path_factory.mktemp("static")
    with pytest.MonkeyPatch.context() as patch:
        storage = StaticStorage(location=root, base_url="/static/")
        patch.setattr(static_storage.staticfiles_storage, "_wrapped", storage)
        patch.setattr(
            "django.contrib.staticfiles.management.commands.collectstatic.staticfiles_storage",
            storage,
        )
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    return root


@pytest.fixture(scope="module")
def manifest(collected: Path) -> dict[str, str]:
    return json.loads((collected / "staticfiles.json").read_text())["paths"]


def test_every_file_of_ours_has_an_address_below_one_hash(manifest):
    ours = {
        stored.split("/")[0]
        for name, stored in manifest.items()
        if name.split("/")[0] in own_folders()
    }
    assert len(ours) == 1
    assert re.fullmatch("[0-9a-f]{12}", ours.pop())
    assert manifest["css/tokens.css"].endswith("/css/tokens.css")


def test_the_sheet_of_every_page_brings_the_tokens_along(collected, manifest):
    sheet = (collected / manifest["css/base.css"]).read_text()
    assert sheet.index("--accent:") < sheet.index("var(--accent)")


def test_files_of_packages_carry_their_own_hash(manifest):
    assert re.fullmatch(
        r"django_htmx/htmx-2\.min\.[0-9a-f]{12}\.js", manifest["django_htmx/htmx-2.min.js"]
    )


def test_every_module_that_is_imported_is_there(collected, manifest):
    missing = []
    for name, stored in manifest.items():
        if not name.endswith(".js") or name.split("/")[0] not in own_folders():
            continue
        code = COMMENTS.sub("", (collected / stored).read_text())
        for address in IMPORTED.findall(code):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(stored), address))
            if not (collected / target).is_file():
                missing.append(f"{name} imports {address}")
    assert missing == []


def test_scripts_and_styles_are_served_without_comments(collected, manifest):
    ours = {
        name: (collected / stored).read_text()
        for name, stored in manifest.items()
        if name.endswith(".js") and name.split("/")[0] in own_folders()
    }
    alone = ("viewer/worker.js", "app/site.js", "viewer/lut.js", "viewer/frames.js")
    written = sum(len((settings.BASE_DIR / "static" / name).read_bytes()) for name in alone)
    assert sum(len(ours[name]) for name in alone) < 0.8 * written
    served = list(ours.values())
    assert not [text for text in served if "@param" in text]
    assert "/* ----" not in (collected / manifest["css/base.css"]).read_text()


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")
def test_what_is_served_is_still_javascript(collected, manifest):
    broken = []
    for name, stored in manifest.items():
        if name.endswith(".js") and name.split("/")[0] in own_folders():
            code = (collected / stored).read_bytes()
            command = ["node", "--input-type=module", "--check"]
            if subprocess.run(command, input=code, capture_output=True, check=False).returncode:
                broken.append(name)
    assert broken == []


def test_shortening_changes_nothing_but_comments_and_space():
    """A second minifier, which parses, makes the same of the short form as of what is written.

    (rjsmin takes the space out of a template inside a template; this finds such a place.)
    """
    parser = pytest.importorskip("minify", reason="tdewolff-minify is not built for this platform")
    changed = []
    for path in sorted((settings.BASE_DIR / "static").rglob("*.js")):
        written = path.read_text()
        short = smaller(path.name, written.encode()).decode()
        kind = "application/javascript"
        if parser.string(kind, short) != parser.string(kind, written):
            changed.append(path.name)
    assert changed == []


def test_other_files_are_left_alone():
    assert smaller("img/mark.svg", b"<svg> <!-- a --> </svg>") == b"<svg> <!-- a --> </svg>"
    assert smaller("LICENSE", b"/* kept */") == b"/* kept */"
    assert smaller("a.js", b"const a = `x  ${ b }`; // c\n") == b"const a=`x  ${ b }`;"


def test_text_is_compressed_both_ways(collected, manifest):
    stored = collected / manifest["css/base.css"]
    assert stored.with_name("base.css.gz").is_file()
    assert stored.with_name("base.css.br").is_file()


def test_a_changed_file_changes_the_address_of_all():
    files = {"app/a.js": b"1", "app/b.js": b"2"}
    before = tree_hash(files)
    assert tree_hash(dict(reversed(files.items()))) == before
    assert tree_hash(files | {"app/b.js": b"3"}) != before
    assert tree_hash({"app/a.js": b"1", "app/c.js": b"2"}) != before


@pytest.mark.parametrize(
    ("address", "immutable"),
    [
        ("/static/3fa9c1d2e4b5/viewer/element.js", True),
        ("/static/admin/css/base.3fa9c1d2e4b5.css", True),
        ("/static/viewer/element.js", False),
        ("/static/admin/css/base.css", False),
        ("/media/3fa9c1d2e4b5/x.js", False),
    ],
)
def test_only_hashed_addresses_are_kept_for_ever(address, immutable):
    assert bool(re.search(settings.WHITENOISE_IMMUTABLE_FILE_TEST, address)) is immutable
