"""Static files under names that carry the hash of their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hash, compress, and rewrite `import … from "./x.js"` of ES modules to the hashed names.

    So a browser may keep every file for ever, and a module never imports a stale neighbour.
    """

    support_js_module_import_aggregation = True
