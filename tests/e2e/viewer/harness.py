"""A page with nothing but the viewer, for its browser tests, its benchmark and for looking at it.

Serves the static files shortened as in production, synthetic series with known numbers, and the
strict Content-Security-Policy of the site. `python -m tests.e2e.viewer.harness [folder of DICOM]` serves
the same on a port to open by hand.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from cases.dicom.frames import encode_color, encode_gray, preview_image, preview_pack
from config.lib.bundle import bundled
from config.lib.minify import smaller

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
CSP = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
SAGITTAL = [0, 1, 0, 0, 0, -1]
AXIAL = [1, 0, 0, 0, 1, 0]


def grey8(values: np.ndarray, center: float, width: float) -> np.ndarray:
    """The viewer's window function (PS3.3 C.11.2.1.2.1), rounded half up."""
    y = ((values - (center - 0.5)) / max(width - 1, 1e-9) + 0.5) * 255
    return np.floor(np.clip(y, 0, 255) + 0.5).astype(np.uint8)


@dataclass
class Case:
    """Series with their pixels, and everything that the harness serves for them."""

    name: str
    simulated: bool = True
    series: list[dict] = field(default_factory=list)
    pixels: dict[str, np.ndarray] = field(default_factory=dict)
    files: dict[str, tuple[bytes, str, bool]] = field(default_factory=dict)  # bytes, type, gzip

    def add(self, token: str, label: str, volume: np.ndarray, **given) -> None:
        """`volume`: frames, rows, cols (and RGB for a bitmap); `given` overrides manifest fields."""
        bitmap = volume.ndim == 4 or given.get("kind") == "bitmap"
        rows, cols = volume.shape[1:3]
        entry = {
            "id": token, "label": label, "modality": "MR", "plane": "sagittal",
            "frameOfReference": "f1", "rows": rows, "cols": cols, "bits": 12,
            "signed": volume.dtype.kind == "i", "kind": "bitmap" if bitmap else "mono16",
            "slope": 1.0, "intercept": 0.0, "unit": "", "inverted": False,
            "pixelSpacing": [1.0, 1.0], "orientation": SAGITTAL, "positions": None,
            "thickness": 4.0, "windows": [{"name": "Default", "center": 500, "width": 1000}],
            "preview": None,
        } | given  # fmt: skip
        entry["frames"] = []
        for i, frame in enumerate(volume):
            url = f"/images/{token}/{i:03d}.bin"
            body = encode_color(frame) if bitmap else encode_gray(frame, signed=entry["signed"])
            self.files[url] = (
                body,
                "image/webp" if bitmap else "application/octet-stream",
                not bitmap,
            )
            entry["frames"].append(url)
        if not bitmap and entry["windows"] and min(rows, cols) > 1:
            self._preview(entry, volume)
        self.pixels[token] = volume
        self.series.append(entry)

    def _preview(self, entry: dict, volume: np.ndarray) -> None:
        window = entry["windows"][0]
        values = volume * entry["slope"] + entry["intercept"]
        pack, offsets = preview_pack(
            preview_image(grey8(f, window["center"], window["width"])) for f in values
        )
        url = f"/images/{entry['id']}/preview.bin"
        self.files[url] = (pack, "application/octet-stream", False)
        entry["preview"] = {"url": url, "offsets": offsets, "type": "image/webp"}

    def manifest(self) -> dict:
        return {"version": 1, "simulated": self.simulated, "series": self.series}


def blobs(shape: tuple[int, int, int], seed: int, top: int = 1000) -> np.ndarray:
    """A smooth field with noise: compresses and looks a little like tissue, every value differs."""
    z, y, x = (np.linspace(-1, 1, n, dtype=np.float32) for n in shape)
    field = np.cos(5 * x)[None, None, :] * np.cos(7 * y + seed)[None, :, None]
    field = field + np.sin(3 * z + seed)[:, None, None]
    noise = np.random.default_rng(seed).normal(0, 0.03, shape)
    return np.clip((field + noise + 2) * top / 4, 0, 4095).astype(np.uint16)


def sagittal_positions(n: int, gap: float = 4.0, x0: float = -30.0) -> list[list[float]]:
    return [[x0 + gap * i, -60.0, 100.0] for i in range(n)]


def mr_case() -> Case:
    """T1, T2, STIR sagittal and one axial T2 in the same space; STIR has fewer, thicker slices."""
    case = Case("mr")
    spacing = {"pixelSpacing": [1.5, 1.25]}
    case.add(
        "t1", "T1 sagittal", blobs((15, 160, 128), 1), positions=sagittal_positions(15), **spacing
    )
    case.add(
        "t2", "T2 sagittal", blobs((15, 160, 128), 2), positions=sagittal_positions(15), **spacing
    )
    case.add("stir", "STIR sagittal", blobs((11, 120, 96), 3), pixelSpacing=[2.0, 1.7],
             positions=sagittal_positions(11, 5.6, -28.0))  # fmt: skip
    case.add("ax", "T2 axial", blobs((12, 96, 96), 4), plane="axial", orientation=AXIAL,
             positions=[[-48.0, -48.0, -60.0 + 10 * i] for i in range(12)])  # fmt: skip
    return case


def ct_case(n: int = 40, size: int = 96) -> Case:
    """A CT-like volume of 1 mm slices with signed HU-like numbers, a bone and an air gap."""
    case = Case("ct")
    volume = blobs((n, size, size), 5).astype(np.int16) - 500
    volume[:, size // 3 : size // 2, size // 3 : size // 2] += 700
    volume[:, :4] = -2048
    case.add("ct", "CT axial", volume, modality="CT", unit="HU", plane="axial", bits=16,
             slope=1.0, intercept=-24.0, orientation=AXIAL, pixelSpacing=[0.8, 0.8], thickness=1.0,
             positions=[[-38.0, -38.0, 2.0 * i] for i in range(n)],
             windows=[{"name": "Bone", "center": 450, "width": 1800}])  # fmt: skip
    return case


def odd_case() -> Case:
    """Shapes and kinds that break careless code."""
    case = Case("odd", simulated=False)
    rng = np.random.default_rng(9)
    full = lambda *shape: rng.integers(0, 65536, shape, dtype=np.uint16)  # noqa: E731
    lone = {"positions": None, "orientation": None, "frameOfReference": "", "pixelSpacing": None}
    case.add("wide", "One row", full(2, 1, 37), bits=16, **lone)
    case.add("tall", "One column", full(2, 41, 1), bits=16, **lone)
    case.add("full16", "Full range", full(1, 33, 29), bits=16, windows=[], **lone)
    case.add("signed", "Signed", full(1, 24, 31).view(np.int16), bits=16, **lone)
    case.add("eight", "Eight bits", rng.integers(0, 256, (1, 20, 20)).astype(np.uint16), bits=8, inverted=True,
             **lone | {"windows": [{"name": "Default", "center": 128, "width": 256}]})  # fmt: skip
    rgb = rng.integers(0, 256, (1, 30, 40, 3), dtype=np.uint8)
    case.add("rgb", "Color still", rgb, modality="OT", windows=[], **lone)
    return case


def dicom_case(folder: Path) -> Case:
    """One real series from a folder of DICOM files, sorted along its normal (for looking)."""
    import pydicom

    sets = [
        pydicom.dcmread(p)
        for p in sorted(folder.iterdir())
        if not p.name.startswith((".", "L", "R"))
    ]
    orientation = [float(v) for v in sets[0].ImageOrientationPatient]
    normal = np.cross(orientation[:3], orientation[3:])
    sets.sort(key=lambda d: float(np.dot(normal, np.array(d.ImagePositionPatient, float))))
    volume = np.stack([d.pixel_array for d in sets])
    first, case = sets[0], Case(folder.name, simulated=False)
    low, high = np.percentile(volume[len(volume) // 2], [1, 99.5]) * float(
        first.get("RescaleSlope", 1)
    )
    low, high = (
        low + float(first.get("RescaleIntercept", 0)),
        high + float(first.get("RescaleIntercept", 0)),
    )
    plane = ["sagittal", "coronal", "axial"][int(np.argmax(np.abs(normal)))]
    case.add(folder.name, f"{'T2' if first.Modality == 'MR' else 'CT'} {plane}", volume, modality=first.Modality,
             plane=plane, orientation=orientation, bits=int(first.BitsStored),
             positions=[[float(v) for v in d.ImagePositionPatient] for d in sets],
             pixelSpacing=[float(v) for v in first.PixelSpacing], thickness=float(first.SliceThickness),
             slope=float(first.get("RescaleSlope", 1)), intercept=float(first.get("RescaleIntercept", 0)),
             unit="HU" if first.Modality == "CT" else "",
             windows=[{"name": "Default", "center": round((low + high) / 2), "width": round(high - low)}])  # fmt: skip
    return case


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Viewer</title>
<link rel="stylesheet" href="/static/css/viewer.css"><link rel="stylesheet" href="/harness.css">
{preload}</head><body>
<script type="application/json" id="m">{manifest}</script>
<main><dicom-stack data-manifest="m" data-worker="/static/viewer/worker.js" {attributes}></dicom-stack></main>
<script type="module" src="/static/viewer/element.js"></script></body></html>"""
#: What the first image needs: one file, as production bundles it.
FIRST = ("element",)
PAGE_CSS = (
    b"html,body{margin:0;height:100%}main{height:100%}@media(max-width:700px){main{height:400px}}"
)


def page(case: Case, attributes: str = "") -> bytes:
    links = [f'<link rel="modulepreload" href="/static/viewer/{name}.js">' for name in FIRST]
    if case.series:
        frames = case.series[0]["frames"]
        links.insert(
            0, f'<link rel="preload" as="fetch" crossorigin href="{frames[len(frames) // 2]}">'
        )
    manifest = json.dumps(case.manifest()).replace("<", "\\u003c")
    return PAGE.format(manifest=manifest, preload="".join(links), attributes=attributes).encode()


@lru_cache(maxsize=1)
def served_static() -> dict[str, bytes]:
    """Every script and style sheet below `static/` as production sends it, gzipped."""
    written = {
        path.relative_to(STATIC).as_posix(): path.read_text(encoding="utf-8")
        for path in STATIC.rglob("*")
        if path.suffix in TYPES
    }
    scripts = bundled({name: text for name, text in written.items() if name.endswith(".js")})
    return {
        name: gzip.compress(smaller(name, text.encode()), 9)
        for name, text in (written | scripts).items()
    }


class Harness:
    """The server: `with Harness() as h: h.url("mr")`. Requests are logged in `h.log`."""

    def __init__(self, cases: list[Case] | None = None, port: int = 0) -> None:
        self.cases = {
            c.name: c
            for c in (
                cases if cases is not None else [mr_case(), ct_case(), odd_case(), Case("empty")]
            )
        }
        self.log: list[str] = []
        self.delay: dict[str, float] = {}  # seconds, by path
        self.broken: set[str] = set()  # paths answered with 500
        self.cut: set[str] = set()  # paths whose next answer stops halfway
        self.pages: dict[str, bytes] = {}
        harness = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                harness.log.append(self.path)
                time.sleep(harness.delay.get(self.path, 0))
                status, body, kind, packed = harness.answer(self.path.split("?")[0], self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", CSP)
                self.send_header("X-Content-Type-Options", "nosniff")
                if not self.path.startswith("/images/"):
                    self.send_header(
                        "Cache-Control", "max-age=600" if "/static/" in self.path else "no-store"
                    )
                else:
                    self.send_header("Cache-Control", "private, max-age=31536000, immutable")
                if packed:
                    self.send_header("Content-Encoding", "gzip")
                self.end_headers()
                with contextlib.suppress(
                    ConnectionError
                ):  # the viewer cancels what it no longer needs
                    if self.path in harness.cut:
                        harness.cut.discard(self.path)
                        self.close_connection = True
                        body = body[: len(body) // 2]
                    self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        ThreadingHTTPServer.request_queue_size = 64
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # a browser that closes is no error

    def answer(self, path: str, full: str) -> tuple[int, bytes, str, bool]:
        name = path.strip("/")
        if path in self.broken:
            return 500, b"", "text/plain", False
        if path == "/favicon.ico":
            return 200, b"", "image/x-icon", False
        if path == "/harness.css":
            return 200, PAGE_CSS, "text/css", False
        if name in self.pages:
            return 200, self.pages[name], "text/html", False
        if name in self.cases:
            attributes = full.partition("?")[2].replace("&", " ").replace("%22", '"')
            return 200, page(self.cases[name], attributes), "text/html", False
        for case in self.cases.values():
            if path in case.files:
                body, kind, packed = case.files[path]
                return 200, body, kind, packed
        name = path.removeprefix("/static/")
        if name in served_static():
            return 200, served_static()[name], TYPES[Path(name).suffix], True
        return 404, b"", "text/plain", False

    def url(self, name: str, attributes: str = "") -> str:
        return f"http://127.0.0.1:{self.server.server_port}/{name}" + (
            f"?{attributes}" if attributes else ""
        )

    def __enter__(self) -> Harness:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.server.shutdown()
        self.server.server_close()


if __name__ == "__main__":
    given = [dicom_case(Path(p)) for p in sys.argv[1:]]
    harness = Harness([mr_case(), ct_case(), odd_case(), *given], port=8765)
    print(*(harness.url(name) for name in harness.cases), sep="\n")
    harness.server.serve_forever()
