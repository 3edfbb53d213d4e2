"""Bundles of modules: one copy of everything, the same meaning, errors instead of guesses."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from config.lib.bundle import ENTRIES, BundleError, bundled, closure
from config.lib.minify import smaller

LEAF = "export const twice = (x) => 2 * x;\nexport default class Leaf {}\nconst own = 1;\n"


def written() -> dict[str, str]:
    static = settings.BASE_DIR / "static"
    return {p.relative_to(static).as_posix(): p.read_text("utf-8") for p in static.rglob("*.js")}


def run(folder: Path, files: dict[str, str], code: str) -> object:
    """Write the files and return what `code` (a module in their midst) prints as JSON."""
    for name, text in {**files, "run.mjs": code, "package.json": '{"type": "module"}'}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    command = ["node", str(folder / "run.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


needs_node = pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")


@needs_node
def test_a_bundle_means_what_its_modules_mean_and_holds_them_once(tmp_path):
    files = {
        "viewer/element.js": (
            'import { count, next } from "./state.js";\nimport Leaf from "./leaf.js";\n'
            "export class Element { get name() { return new Leaf().constructor.name; } }\n"
            "const own = 2;\nnext();\nexport const first = () => count() + own;\n"
        ),
        "viewer/state.js": (
            'import { twice } from "./leaf.js";\nlet n = 0;\nconst own = 0;\n'
            "export function next() { n += 1; }\nexport const count = () => twice(n) + own;\n"
        ),
        "viewer/leaf.js": LEAF,
        "viewer/controls.js": 'import { next } from "./state.js";\nnext();\nexport const late = 1;\n',
        "viewer/apart.js": 'import { count,\n  next } from "./state.js";\nnext();\nexport const seen = count;\n',
    }
    code = """
        import { Element, first } from "./viewer/element.js";
        const before = first();
        await import("./viewer/controls.js");
        const { seen } = await import("./viewer/apart.js");
        console.log(JSON.stringify([new Element().name, before, first(), seen()]));
    """
    plain = run(tmp_path / "plain", files, code)
    together = bundled(files)
    assert run(tmp_path / "bundled", together, code) == plain == ["Leaf", 4, 8, 6]
    assert "./state.js" not in together["viewer/apart.js"] + together["viewer/controls.js"]


def test_what_is_not_understood_is_an_error_while_collecting():
    for text, words in (
        ('import * as all from "./leaf.js";', "cannot bundle"),
        ('import { a as b } from "./leaf.js";\nexport { b };', "cannot bundle"),
        ("export let changing = 1;", "cannot bundle"),
        ('import { x } from "./missing.js";', "is not there"),
        ('import { Element } from "./element.js";', "imports itself"),
    ):
        files = {
            "viewer/element.js": 'import { odd } from "./odd.js";\n',
            "viewer/odd.js": text,
            "viewer/leaf.js": LEAF,
        }
        with pytest.raises(BundleError, match=words):
            bundled(files)


def test_two_modules_cannot_hand_out_the_same_name():
    files = {
        "viewer/element.js": 'import { a } from "./a.js";\nimport { b } from "./b.js";\n',
        "viewer/a.js": "export const a = 1;\nexport const same = 1;\n",
        "viewer/b.js": "export const b = 1;\nexport const same = 2;\n",
        "app/x.js": 'import { same } from "../viewer/a.js";\n',
        "app/y.js": 'import { same } from "../viewer/b.js";\n',
    }
    with pytest.raises(BundleError, match="both export same"):
        bundled(files)


def test_every_bundle_of_ours_is_complete():
    files = written()
    together = bundled(files)
    for entry in ENTRIES:
        assert len(closure(files, entry)) > 1
        left = [line for line in together[entry].splitlines() if line.startswith("import ")]
        assert all(any(f'/{known.split("/")[1]}"' in line for known in ENTRIES) for line in left)


def test_shortening_a_bundle_changes_nothing_but_comments_and_space():
    parser = pytest.importorskip("minify", reason="tdewolff-minify is not built for this platform")
    together = bundled(written())
    for entry in ENTRIES:
        short = smaller(entry, together[entry].encode()).decode()
        kind = "application/javascript"
        assert parser.string(kind, short) == parser.string(kind, together[entry])
