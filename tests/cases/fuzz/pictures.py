"""Damaged pictures, PowerPoint files and shared zips, made by seed from sound ones."""

import io
import json
import random
import struct
import zipfile
import zlib
from functools import lru_cache

from PIL import Image

from cases.share.manifest import NAME
from tests.cases import stills
from tests.cases.decks import DeckMaker, png
from tests.cases.fuzz.mutate import bent

#: What stands in a list of a shared zip where a value of another kind belongs.
ODD = (None, True, -1, 1e308, 10**30, "", "\u0000", "../../etc/passwd", "x" * 70_000, [], {}, [[]],
       {"a": {"b": []}}, "2026-13-45")  # fmt: skip


@lru_cache(maxsize=1)
def sound():
    """Pictures of each kind that is taken, as (ending, bytes)."""
    found = []
    for ending, options in (
        ("png", {}),
        ("jpg", {"quality": 80}),
        ("jpg", {"progressive": True}),
        ("tif", {}),
        ("tif", {"compression": "tiff_lzw"}),
        ("tif", {"compression": "tiff_adobe_deflate"}),
    ):
        for pixels in (stills.gray(1, 80), stills.colored(2, 80)):
            stream = io.BytesIO()
            kind = {"png": "PNG", "jpg": "JPEG", "tif": "TIFF"}[ending]
            Image.fromarray(pixels).save(stream, kind, exif=stills.exif(6), **options)
            found.append((ending, stream.getvalue()))
    return found


def picture(seed):
    """One mutated picture as (ending, bytes): bent, or a PNG whose header lies with a true sum."""
    rng = random.Random(seed)
    ending, content = rng.choice(sound())
    if ending == "png" and rng.random() < 0.5:
        size = struct.pack(">II", *(rng.choice((0, 1, 80, 65_535, 2**31 - 1)) for _ in range(2)))
        header = b"IHDR" + size + bytes(rng.choice((content[24 + n], rng.randrange(20)))
                                        for n in range(5))  # fmt: skip
        sums = struct.pack(">I", zlib.crc32(header))
        return ending, content[:12] + header + sums + content[33:]
    return ending, bent(content, rng)


@lru_cache(maxsize=1)
def _deck():
    maker = DeckMaker()
    maker.slide("Case 1", [png(1), png(2)], "Bright on T2.", text="54-year-old man")
    maker.slide("Case 2", [png(3)], group=True)
    maker.slide("", [png(4)], hidden=True)
    stream = io.BytesIO()
    maker.shown.save(stream)
    return stream.getvalue()


def deck(seed):
    """One mutated PowerPoint file: some of its parts bent, dropped or doubled, or its bytes bent."""
    rng = random.Random(seed)
    if rng.random() < 0.2:
        return bent(_deck(), rng)
    parts = _members(_deck())
    for name in rng.sample(sorted(parts), rng.randrange(1, 4)):
        if rng.random() < 0.15:
            del parts[name]
        elif rng.random() < 0.3:
            parts[name] = parts[rng.choice(sorted(parts))]
        else:
            parts[name] = bent(parts[name], rng) if parts[name] else b"<"
    return zipped(parts)


def shared(content, seed):
    """One mutated shared zip: values of its list replaced, its files bent, or its bytes bent."""
    rng = random.Random(seed)
    if rng.random() < 0.2:
        return bent(content, rng)
    files = _members(content)
    if rng.random() < 0.8:
        told = json.loads(files[NAME])
        for _ in range(rng.randrange(1, 3)):
            _replace(told, rng)
        files[NAME] = json.dumps(told).encode()
    else:
        name = rng.choice(sorted(files))
        files[name] = bent(files[name], rng)
    return zipped(files)


def _replace(value, rng):
    """Put something odd at a random place of the tree, or leave that place out."""
    while True:
        keys = sorted(value) if isinstance(value, dict) else list(range(len(value)))
        deeper = [key for key in keys if isinstance(value[key], dict | list) and value[key]]
        if not deeper or rng.random() < 0.15:
            break
        value = value[rng.choice(deeper)]
    if not keys:
        return
    key = rng.choice(keys)
    if rng.random() < 0.15:
        del value[key]
    else:
        value[key] = rng.choice(ODD) if rng.random() < 0.4 else _alike(value[key], rng)


def _alike(value, rng):
    """Another value of the same kind: what gets through the first look."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + rng.choice((-1, 1, 0.5, 1000))
    if isinstance(value, str):
        return rng.choice((value[::-1], value[:3], value + "ä <b>", "normal", "other words"))
    return value[::-1] if isinstance(value, list) else value


def _members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files):
    """A zip of these files in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()
