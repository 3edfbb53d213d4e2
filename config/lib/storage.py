"""Static files under addresses that carry the hash of their content.

Our own files keep their tree: all of `static/` is copied below one folder named after the hash
of the whole (`/static/3fa9c1d2e4b5/viewer/element.js`). A module then imports `./frames.js`, and
a worker its neighbors, as they are written: only what `config.lib.bundle` puts together is pointed
elsewhere. Any change gives every file a new address.

What packages bring (the administration, htmx) is hashed file by file, as Django does it. Their
JavaScript is not rewritten either: a vendored file that mentions a module it does not ship makes
Django's own `support_js_module_import_aggregation` fail.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from config.lib.bundle import bundled
from config.lib.minify import smaller

#: The sheet of every page, and the names of its values; served as one.
FRAME, TOKENS = "css/base.css", "css/tokens.css"
Processed = tuple[str, str, bool, bool]


def own_folders() -> frozenset[str]:
    """Return the names of the folders below `static/` of this repository."""
    roots = [Path(root) for root in settings.STATICFILES_DIRS]
    return frozenset(path.name for root in roots for path in root.iterdir() if path.is_dir())


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Ours below one hash, theirs each with its own; everything compressed once."""

    #: The page need not ask for the modules of a bundle one by one, nor for the tokens.
    bundles = True
    _release = ""
    _served: dict[str, bytes] = {}

    def _post_process(
        self, paths: dict[str, Any], adjustable_paths: list[str], hashed_files: dict[str, str]
    ) -> Iterator[Processed]:
        """Yield (name, stored name, processed, changed) of every file; called several times.

        The first call has all files, and only then is the hash of the tree computed.
        """
        folders = own_folders()
        ours = {name: paths[name] for name in sorted(paths) if name.split("/")[0] in folders}
        theirs = {name: paths[name] for name in paths if name not in ours}
        if not hashed_files:
            self._served = served(ours)
            self._release = tree_hash(self._served)
        for name in ours:
            stored = f"{self._release}/{name}"
            if not self.exists(stored):
                self._save(stored, ContentFile(self._served[name]))
            hashed_files[self.hash_key(name)] = stored
            yield name, stored, True, False
        yield from super()._post_process(theirs, adjustable_paths, hashed_files)


def served(files: dict[str, Any]) -> dict[str, bytes]:
    """Return what production sends for {name: (storage, path)}: put together, then shortened."""
    contents: dict[str, bytes] = {}
    for name, (storage, path) in files.items():
        with storage.open(path) as file:
            contents[name] = file.read()
    scripts = {
        name: content.decode() for name, content in contents.items() if name.endswith(".js")
    }
    contents |= {name: text.encode() for name, text in bundled(scripts).items()}
    if FRAME in contents and TOKENS in contents:
        # Every page needs both before it can paint: one request instead of two.
        contents[FRAME] = contents[TOKENS] + contents[FRAME]
    return {name: smaller(name, content) for name, content in contents.items()}


def tree_hash(contents: dict[str, bytes]) -> str:
    """Return 12 hexadecimal digits of names and contents."""
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()[:12]
