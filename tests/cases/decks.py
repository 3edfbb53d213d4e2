"""PowerPoint collections for tests, made by the library that reads them, and bent where needed."""

import io
import re
import zipfile

import numpy as np
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from tests.cases import stills

TITLE_ONLY, BLANK = 5, 6


def png(seed, size=96):
    """The bytes of a gray picture."""
    stream = io.BytesIO()
    Image.fromarray(stills.gray(seed, size)).save(stream, "PNG")
    return stream.getvalue()


def halves(size=96):
    """A picture whose left half is bright and whose right half is dark."""
    image = np.full((size, size), 40, np.uint8)
    image[:, : size // 2] = 200
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "PNG")
    return stream.getvalue()


class DeckMaker:
    """Adds slides one by one; `save` writes the file."""

    def __init__(self):
        self.shown = Presentation()

    def slide(self, title="", pictures=(), notes="", *, text="", hidden=False, group=False):
        """Add a slide; returns it, so that a test may bend it."""
        layout = self.shown.slide_layouts[TITLE_ONLY if title else BLANK]
        slide = self.shown.slides.add_slide(layout)
        if title:
            slide.shapes.title.text = title
        shapes = slide.shapes.add_group_shape().shapes if group else slide.shapes
        for number, blob in enumerate(pictures):
            shapes.add_picture(io.BytesIO(blob), Inches(number), Inches(2), Inches(2))
        if text:
            box = slide.shapes.add_textbox(Inches(1), Inches(5), Inches(3), Inches(1))
            box.text_frame.text = text
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
        if hidden:
            slide.element.set("show", "0")
        return slide

    def save(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.shown.save(str(path))
        return path


def rewritten(path, change):
    """Write the deck anew with every part through `change(name, content)`; returns the path."""
    with zipfile.ZipFile(path) as packed:
        parts = [(name, change(name, packed.read(name))) for name in packed.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts:
            packed.writestr(name, content)
    return path


def sectioned(path, names):
    """Put the slides into sections, one slide each, as PowerPoint writes them."""

    def change(name, content):
        if name != "ppt/presentation.xml":
            return content
        ids = re.findall(rb'<p:sldId [^>]*?id="(\d+)"', content)
        sections = b"".join(
            b'<p14:section name="%s" id="{0}"><p14:sldIdLst><p14:sldId id="%s"/></p14:sldIdLst>'
            b"</p14:section>" % (label.encode(), number)
            for label, number in zip(names, ids, strict=True)
        )
        told = (
            b'<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst '
            b'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">'
            + sections
            + b"</p14:sectionLst></p:ext></p:extLst></p:presentation>"
        )
        return content.replace(b"</p:presentation>", told)

    return rewritten(path, change)
