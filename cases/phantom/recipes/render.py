"""A recipe's images as files; pure, so that it runs in any process."""

from __future__ import annotations

import os
from pathlib import Path

from cases.phantom.export import Exported, export
from cases.phantom.recipes.spec import spec_of
from cases.phantom.recipes.types import CaseRecipe


def render(recipe: CaseRecipe, folder: Path, *, patience: int = 0) -> Exported:
    """Render a recipe's images as DICOM into a folder.

    patience: how far this process steps back for others first (the `nice` of the system).
    """
    if patience:
        os.nice(patience)
    return export(spec_of(recipe), folder, salt=recipe.slug, mask=False)
