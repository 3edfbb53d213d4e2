"""Damaged and hostile files, made by seed: the same number always gives the same file."""

import io
import random
import zipfile
from functools import lru_cache

from tests.cases import lettering, make
from tests.cases.dicom.test_fuzz import nonsense

HOSTILE_NAMES = ("../../evil.dcm", "/etc/passwd", "C:\\evil", "a/../../b.dcm", "link", "x" * 300,
                 "inner.zip", "", "a\x00b", "\u202egnp.dcm", "CON", ".DS_Store")  # fmt: skip


@lru_cache(maxsize=1)
def sound():
    """Sound objects of several kinds to begin from."""
    kinds = [
        make.dataset(lettering.mr(1, 48)),
        make.dataset(lettering.ct(2, 48), modality="CT"),
        make.dataset(make.phantom(3), SOPClassUID=make.SC),
    ]
    return [make.content(ds) for ds in kinds]


def dicom(seed):
    """One mutated object: elements replaced, or bytes flipped, cut, doubled, moved or repeated."""
    rng = random.Random(seed)
    if rng.random() < 0.4:
        return nonsense(rng)
    return bent(rng.choice(sound()), rng)


def bent(sound_bytes, rng):
    """The bytes flipped, cut, doubled, moved or repeated at up to eleven places."""
    content = bytearray(sound_bytes)
    for _ in range(rng.randrange(1, 12)):
        at, length = rng.randrange(len(content)), rng.randrange(1, 64)
        kind = rng.randrange(5)
        if kind == 0:
            content[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del content[at : at + length]
        elif kind == 2:
            content[at:at] = content[at : at + length]
        elif kind == 3:
            content[at : at + 4] = rng.choice(
                (b"\xff" * 4, b"\0" * 4, b"SQ\0\0", b"\xfe\xff\0\xe0")
            )
        else:
            content[at : at + length] = rng.randbytes(length)
        if len(content) < 2:
            break
    return bytes(content)


def archive(seed):
    """One mutated zip: hostile names, links, programs, a bomb, an archive inside; or bytes bent.

    Returns (content, whether a sound object lies in it that must be taken).
    """
    rng = random.Random(seed)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("good.dcm", make.content(make.dataset(index=seed % 7, study=seed)))
        for _ in range(rng.randrange(0, 4)):
            _add(out, rng)
    content = bytearray(stream.getvalue())
    bent = rng.random() < 0.5
    for _ in range(rng.randrange(1, 6) if bent else 0):
        content[rng.randrange(len(content))] = rng.randrange(256)
    return bytes(content), not bent


def _add(out, rng):
    kind = rng.randrange(6)
    name = f"{rng.randrange(10**6)}-{rng.choice(HOSTILE_NAMES)}"
    if kind == 0:
        out.writestr(rng.choice(HOSTILE_NAMES) or "empty", rng.randbytes(40))
    elif kind == 1:
        link = zipfile.ZipInfo(name.replace("\0", ""))
        link.external_attr = 0o120777 << 16
        out.writestr(link, "/etc/passwd")
    elif kind == 2:
        out.writestr(
            f"{name[:40]}.dcm".replace("\0", ""), b"MZ" + make.content(make.dataset())[2:]
        )
    elif kind == 3:
        out.writestr(f"{rng.randrange(10**6)}.bin", b"\0" * 3_000_000)
    elif kind == 4:
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as nested:
            nested.writestr("x", b"x")
        out.writestr(f"{rng.randrange(10**6)}.dcm", inner.getvalue())
    else:
        out.writestr(f"{rng.randrange(10**6)}.dcm", dicom(rng.randrange(10**6)))
