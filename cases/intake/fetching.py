"""What an intake is to fetch from an archive: ordered on the page, fetched by the worker.

The order holds the study's own UID, so that it lies in the intake's private folder and goes as
soon as the work is done.
"""

import json
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from cases.intake.archive import ArchiveError, fetch, servers
from cases.intake.folder import Folder, private
from cases.services.intake import Source
from cases.services.report import FileRow


def keep_order(folder: Folder, server: str, study: str, images: int) -> None:
    """Keep what is to be fetched; `images` is how many there are, 0 where nobody said."""
    private(folder.path)
    order = {"server": server, "study": study, "images": images}
    folder.ordered.write_text(json.dumps(order))


def fetched(
    folder: Folder, scratch: Path, tell: Callable[[int, int, str], None]
) -> tuple[list[Source], list[FileRow]]:
    """Fetch what was ordered; return the files, and a row for what went wrong."""
    try:
        order = json.loads(folder.ordered.read_text())
    except (OSError, ValueError):
        return [], []
    expected, name = int(order["images"]), _("Study from %(name)s") % {"name": order["server"]}
    server = servers().get(order["server"])
    if server is None:
        gone = _("This archive is not in the settings any more.")
        return [], [FileRow(name, "quarantined", gone)]
    try:
        files = fetch(
            server,
            order["study"],
            scratch / "fetched",
            lambda done: tell(done, max(done, expected), "fetching"),
        )
    except ArchiveError as error:
        return [], [FileRow(name, "quarantined", str(error))]
    near = f"{folder.path.name}:{order['server']}"
    sources = [Source(f"{name} › {file.stem}", file, near) for file in files]
    if len(files) >= expected:
        return sources, []
    told = _("The archive says that it has %(expected)s objects, and sent %(sent)s.")
    told %= {"expected": expected, "sent": len(files)}
    return sources, [FileRow(name, "quarantined", told)]
