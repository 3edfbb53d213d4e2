"""Every word that the viewer shows, in the visitor's language.

The English stands in static/viewer/strings.js and is repeated here for the catalog.

Units and the letters of the directions are the same in every language and stay there.
"""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: Keys of strings.js, without units and directions.
WORDS = {
    "viewer": _("Image viewer"),
    "tools": _("Viewer tools"),
    "series": _("Series"),
    "stack": _("image stack"),
    "simulated": _("Simulated"),
    "still": _("Limited: still image"),
    "slice": _("Slice {n} / {total}"),
    "sliceOf": _("{label}, slice {n} of {total}"),
    "windowSaid": _("Width {w}, level {l}"),
    "loading": _("Loading"),
    "preview": _("Preview"),
    "failed": _("This slice did not load."),
    "retry": _("Try again"),
    "noImages": _("There are no images to show."),
    "close": _("Close"),
    "apply": _("Apply"),
    "width": _("Width"),
    "level": _("Level"),
    "hidden": _("{name} shown in the active view"),
    "scroll": _("Scroll"),
    "window": _("Window"),
    "zoom": _("Zoom"),
    "pan": _("Pan"),
    "measure": _("Measure"),
    "probe": _("Value"),
    "length": _("Length"),
    "angle": _("Angle"),
    "circle": _("Circle"),
    "freehand": _("Free region"),
    "mark": _("Mark lesion"),
    "crosshair": _("Crosshair"),
    "remove": _("Delete"),
    "clear": _("Delete all measurements"),
    "more": _("More"),
    "ellipse": _("Ellipse"),
    "polygon": _("Polygon"),
    "brush": _("Brush"),
    "erase": _("Erase"),
    "undo": _("Undo"),
    "outline": _("Outline"),
    "linked": _("Linked"),
    "sync": _("Same zoom and pan"),
    "syncWindow": _("Same window"),
    "lines": _("Reference lines"),
    "reset": _("Reset"),
    "fit": _("Fit whole image"),
    "actual": _("One pixel to one"),
    "invert": _("Invert"),
    "flipH": _("Flip left to right"),
    "flipV": _("Flip top to bottom"),
    "rotate": _("Rotate a quarter"),
    "full": _("Full screen"),
    "solo": _("One view / all views"),
    "cine": _("Play"),
    "thumbs": _("Thumbnails"),
    "layout": _("Layout"),
    "help": _("Keys and gestures"),
    "next": _("Next slice"),
    "prev": _("Previous slice"),
    "nextMany": _("Five slices on"),
    "prevMany": _("Five slices back"),
    "first": _("First slice"),
    "last": _("Last slice"),
    "zoomIn": _("Larger"),
    "zoomOut": _("Smaller"),
    "wider": _("Wider window"),
    "narrower": _("Narrower window"),
    "brighter": _("Lower level"),
    "darker": _("Higher level"),
    "presetNext": _("Next window"),
    "auto": _("Auto"),
    "fullRange": _("Full range"),
    "bone": _("Bone"),
    "soft": _("Soft tissue"),
    "viewNext": _("Next view"),
    "viewPrev": _("View before"),
    "act": _("Use the tool at the pointer"),
    "cursor": _("Move the pointer (with Alt: one pixel)"),
    "pick": _("Series into the active view"),
    "images": _("Images"),
    "tool": _("Tools"),
    "views": _("Views"),
    "marked": _("Lesion {n} marked"),
    "unmarked": _("Mark deleted"),
    "allMarked": _("All {n} marks are set. Move or delete one."),
    "mean": _("mean"),
    "sd": _("SD"),
    "axial": _("axial"),
    "coronal": _("coronal"),
    "sagittal": _("sagittal"),
    "gestures": _(
        "Wheel or one finger: scroll. Right button: window. Middle button: pan. Two "
        "fingers or Ctrl and wheel: zoom. Double click: one view."
    ),
}


def words() -> dict[str, str]:
    """Return {key of strings.js: words}; nothing in English, which the viewer knows itself."""
    if (get_language() or "en").startswith("en"):
        return {}
    return {name: str(text) for name, text in WORDS.items()}
