"""Static files under addresses that carry the hash of their content.

Our own files keep their tree: all of `static/` is copied below one folder named after the hash
of the whole (`/static/3fa9c1d2e4b5/viewer/element.js`). A module then imports `./frames.js`, and
a worker its neighbours, as they are written: no address is rewritten, so neither cycles of imports
nor an `import("./x.js")` in a comment can break a release. Any change gives every file a
new address; together they are smaller than one image.

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

from config.lib.minify import smaller

Processed = tuple[str, str, bool, bool]


def own_folders() -> frozenset[str]:
    """Return the names of the folders below `static/` of this repository."""
    roots = [Path(root) for root in settings.STATICFILES_DIRS]
    return frozenset(path.name for root in roots for path in root.iterdir() if path.is_dir())


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Ours below one hash, theirs each with its own; everything compressed once."""

    _release = ""

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
            self._release = tree_hash(ours)
        for name, (storage, path) in ours.items():
            stored = f"{self._release}/{name}"
            if not self.exists(stored):
                with storage.open(path) as file:
                    self._save(stored, ContentFile(smaller(name, file.read())))
            hashed_files[self.hash_key(name)] = stored
            yield name, stored, True, False
        yield from super()._post_process(theirs, adjustable_paths, hashed_files)


def tree_hash(files: dict[str, Any]) -> str:
    """Return 12 hexadecimal digits of names and contents of {name: (storage, path)}."""
    digest = hashlib.sha256()
    for name, (storage, path) in sorted(files.items()):
        with storage.open(path) as file:
            content = hashlib.sha256(file.read()).digest()
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()[:12]
