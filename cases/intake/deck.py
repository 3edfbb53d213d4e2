"""Reading a PowerPoint collection: its slides with pictures, titles and notes, nothing run.

The pictures of a slide are written beside the deck as it is read, cut and turned as the slide
shows them; the rest of the deck is values. What cannot be taken over is said in a sentence.
"""

import hashlib
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pptx import Presentation
from pptx.enum.shapes import PP_MEDIA_TYPE
from pptx.shapes.group import GroupShape
from pptx.shapes.picture import Movie, Picture
from pptx.shapes.placeholder import PlaceholderPicture

from cases.dicom import archive
from cases.dicom.errors import Refused
from cases.dicom.still import LOSSY, MOST_PIXELS, SMALLEST, was_lossy

#: A deck may hold this much once unpacked: it is read as a whole.
LIMITS = archive.Limits(files=20_000, file_bytes=256 << 20, total_bytes=512 << 20)
MOST_SLIDES, MOST_PICTURES, MOST_DEEP = 500, 2000, 20
LONGEST_TITLE, LONGEST_TEXT = 200, 20_000
#: A picture on so many slides and on more than half of them is a logo.
LOGO_FROM = 4
KINDS = ("PNG", "JPEG", "TIFF", "GIF", "BMP")
SECTIONS = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
DAMAGED = (
    "This PowerPoint file is damaged or of a kind that cannot be read. Save it again as .pptx."
)
LINKED = "A picture is only linked, not in the file: insert it, or bring the picture itself in."
VIDEO = "A video or sound is not taken over: bring its images in as DICOM or as pictures."
OBJECT = "A table, chart or embedded object is not taken over."
FILLED = "A shape is filled with a picture: insert the picture itself to have it taken over."
DRAWING = "A drawing (EMF, WMF, SVG) is not taken over: save it as PNG."
ANIMATION = "An animation is not taken over: bring its pictures in one by one."
BROKEN = "A picture is damaged or too large and is not taken over."
LOGO = "A picture that stands on most slides was taken for a logo and left out."
SMALL = "A very small picture was left out."


class _Left(Exception):
    """A picture that is not taken over; the message is a sentence."""


@dataclass(frozen=True)
class Slide:
    """One slide: `pictures` are files beside the deck, `remarks` what was left out and why."""

    number: int
    title: str = ""
    section: str = ""
    texts: tuple[str, ...] = ()
    notes: str = ""
    hidden: bool = False
    pictures: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deck:
    """One collection by the name that its owner gave it."""

    name: str
    slides: tuple[Slide, ...]

    @property
    def pictures(self) -> int:
        """Return how many pictures were taken from it."""
        return sum(len(slide.pictures) for slide in self.slides)


def read_deck(path: Path, name: str, folder: Path) -> Deck:
    """Read a .pptx and write its pictures into the folder. Raises Refused with a sentence."""
    archive.refuse_bombs(path, LIMITS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shown = Presentation(str(path))
            slides = list(shown.slides)
            if len(slides) > MOST_SLIDES:
                raise Refused(f"This collection has more than {MOST_SLIDES} slides. Split it.")
            sections = _sections(shown)
            reader = _Reader(folder)
            read = [
                reader.slide(slide, number, sections.get(slide.slide_id, ""))
                for number, slide in enumerate(slides, 1)
            ]
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever XML and relations of a hostile or odd file provoke
        raise Refused(DAMAGED) from error
    return Deck(name, tuple(reader.without_logos(read)))


def _sections(shown: Any) -> dict[int, str]:
    """Return the section's name by the id of its slides."""
    found = {}
    for section in shown.element.iter(f"{SECTIONS}section"):
        for entry in section.iter(f"{SECTIONS}sldId"):
            found[int(entry.get("id"))] = _line(section.get("name") or "")
    return found


class _Reader:
    """Reads slides one after the other and knows which pictures it has seen where."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.seen: Counter[str] = Counter()  # digest of a picture: on how many slides
        self.digests: dict[str, str] = {}  # file name: digest of the picture
        self.count = 0

    def slide(self, slide: Any, number: int, section: str) -> Slide:
        pictures: list[str] = []
        remarks: list[str] = []
        texts: list[str] = []
        title = slide.shapes.title
        for shape in _shapes(slide.shapes):
            if title is not None and shape.shape_id == title.shape_id:
                continue
            try:
                kept = self._picture(shape, number, len(pictures))
                if kept:
                    pictures.append(kept)
                elif shape.has_text_frame and (text := _text(shape.text_frame.text)):
                    texts.append(text)
            except _Left as left:
                remarks.append(str(left))
        self.seen.update({self.digests[name] for name in pictures})
        return Slide(
            number=number,
            title=_line(title.text_frame.text) if title is not None else "",
            section=section,
            texts=tuple(texts),
            notes=_notes(slide),
            hidden=slide.element.get("show") in {"0", "false"},
            pictures=tuple(pictures),
            remarks=tuple(dict.fromkeys(remarks)),
        )

    def _picture(self, shape: Any, number: int, place: int) -> str:
        """Write the shape's picture; return its file's name, nothing for what is no picture."""
        if isinstance(shape, Movie) and shape.media_type in set(PP_MEDIA_TYPE):
            raise _Left(VIDEO)
        if getattr(shape, "has_table", False) or getattr(shape, "has_chart", False):
            raise _Left(OBJECT)
        if not isinstance(shape, (Picture, PlaceholderPicture)):
            if shape.element.tag.endswith("}graphicFrame"):
                raise _Left(OBJECT)
            if any(True for _fill in shape.element.iter("{*}blipFill")):
                raise _Left(FILLED)
            return ""
        if next(shape.element.iter("{*}videoFile", "{*}audioFile"), None) is not None:
            raise _Left(VIDEO)
        try:
            blob = shape.image.blob
        except (ValueError, KeyError) as error:  # no r:embed: the file lies elsewhere
            raise _Left(LINKED) from error
        self.count += 1
        if self.count > MOST_PICTURES:
            raise Refused(f"This collection has more than {MOST_PICTURES} pictures. Split it.")
        name, content = f"{number:04d}-{place:02d}", _as_shown(blob, shape)
        self.digests[name] = hashlib.sha256(blob).hexdigest()
        (self.folder / name).write_bytes(content)
        return name

    def without_logos(self, slides: list[Slide]) -> Iterator[Slide]:
        """Yield the slides without what stands on most of them."""
        shown = sum(bool(slide.pictures) for slide in slides)
        logos = {
            digest
            for digest, count in self.seen.items()
            if count >= LOGO_FROM and 2 * count > shown
        }
        for slide in slides:
            kept = tuple(name for name in slide.pictures if self.digests[name] not in logos)
            for name in set(slide.pictures) - set(kept):
                (self.folder / name).unlink()
            more = (LOGO,) if len(kept) < len(slide.pictures) else ()
            yield replace(slide, pictures=kept, remarks=(*slide.remarks, *more))


def _shapes(shapes: Any, deep: int = 0) -> Iterator[Any]:
    """Yield every shape in the order of drawing, those of groups, too."""
    if deep > MOST_DEEP:
        return
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes, deep + 1)
        else:
            yield shape


def _notes(slide: Any) -> str:
    if not slide.has_notes_slide:
        return ""
    frame = slide.notes_slide.notes_text_frame
    return _text(frame.text) if frame is not None else ""


def _line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())[:LONGEST_TITLE]


def _text(text: str) -> str:
    lines = (" ".join(line.split()) for line in re.split(r"[\n\r\v\f]+", text))
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT]


def _as_shown(blob: bytes, shape: Any) -> bytes:
    """Return the picture as the slide shows it: untouched where it is shown whole and upright."""
    crop = tuple(
        max(0.0, float(side))
        for side in (shape.crop_left, shape.crop_top, shape.crop_right, shape.crop_bottom)
    )
    turn = round(float(shape.rotation)) % 360
    flips = _flips(shape)
    image = _opened(blob)
    if not any(crop) and not turn % 360 and not any(flips) and image.format in {"PNG", "JPEG"}:
        return blob
    told = PngInfo()
    if was_lossy(image):
        told.add_text(LOSSY, "1")
    try:
        image.load()
        image = _cropped(image, crop)
        if flips[0]:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        if flips[1]:
            image = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        if turn and turn % 90 == 0:
            image = image.rotate(-turn, expand=True)
        stream = io.BytesIO()
        image.convert(_plain(image.mode)).save(stream, "PNG", pnginfo=told)
    except (OSError, ValueError, SyntaxError) as error:
        raise _Left(BROKEN) from error
    return stream.getvalue()


def _opened(blob: bytes) -> Image.Image:
    if b"EMF" in blob[40:44] or blob[:4] == b"\xd7\xcd\xc6\x9a" or b"<svg" in blob[:500]:
        raise _Left(DRAWING)
    try:
        image = Image.open(io.BytesIO(blob), formats=KINDS)
    except Image.DecompressionBombError as error:
        raise _Left(BROKEN) from error
    except Exception as error:
        raise _Left(BROKEN) from error
    if image.size[0] * image.size[1] > MOST_PIXELS:
        raise _Left(BROKEN)
    if min(image.size) < 2 * SMALLEST:
        raise _Left(SMALL)
    if image.format in {"GIF", "PNG"} and getattr(image, "is_animated", False):
        raise _Left(ANIMATION)
    return image


def _plain(mode: str) -> str:
    """Return the mode in which PNG holds the picture."""
    return mode if mode in {"1", "L", "LA", "RGB", "RGBA", "I;16"} else "RGB"


def _cropped(image: Image.Image, crop: tuple[float, ...]) -> Image.Image:
    """Cut off what the slide does not show: it may be what the owner meant to hide."""
    if not any(crop):
        return image
    width, height = image.size
    left, top, right, bottom = crop
    box = (
        round(width * left),
        round(height * top),
        round(width * (1 - right)),
        round(height * (1 - bottom)),
    )
    if box[2] - box[0] < SMALLEST or box[3] - box[1] < SMALLEST:
        raise _Left(SMALL)
    return image.crop(box)


def _flips(shape: Any) -> tuple[bool, bool]:
    """Return whether the picture is mirrored left to right, top to bottom."""
    frame = next(shape.element.iter("{*}xfrm"), None)
    if frame is None:
        return False, False
    return frame.get("flipH") in {"1", "true"}, frame.get("flipV") in {"1", "true"}
