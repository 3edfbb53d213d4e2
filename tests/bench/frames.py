"""How many frames and manifests the application serves in a second on one process.

Requests go through the whole WSGI stack (middleware, authorisation, one query) without a socket.
The ratio is against decoding and encoding the image on every request, which ingest saves.
Goals P10 (900 a second on two workers, so 450 a process; 20 × decoding) and P11.
Run: `make bench ONLY=frames`.
"""

import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.library import application

GOAL_FRAMES = 450.0
GOAL_DECODING = 20.0
GOAL_MANIFESTS = 15 * 81.5  # P11: 15 × Orthanc's metadata of a series
ROUNDS, REQUESTS = 5, 200


def per_second(work: Callable[[], Any], times: int) -> float:
    """Return how often a CPU second the work was done, the median of ROUNDS.

    CPU time, so that whatever else the machine does counts for nothing.
    """
    rates = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(times):
            work()
        rates.append(times / (time.process_time() - start))
    return statistics.median(rates)


def environ(path: str) -> dict[str, Any]:
    """Return a WSGI request as a browser of a guest sends it."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_ACCEPT_ENCODING": "gzip, br",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def a_case(folder: Path) -> Any:
    """Import and publish a stack of 20 noisy slices of 512 × 512."""
    import numpy as np

    from cases.models import Case
    from cases.services.ingest import ingest
    from tests.cases import make

    for index in range(20):
        image = make.phantom(index, shape=(512, 512), top=1500).astype(np.uint16)
        make.write(folder, make.dataset(image, index=index))
    ingest([folder])
    Case.objects.update(state="published")
    return Case.objects.get()


def main() -> int:
    """Measure and print; 1 if a goal is missed."""
    with application() as store:
        from cases.dicom import frames, pixels
        from cases.dicom.read import read
        from cases.models import Instance
        from cases.selectors import manifest
        from config.wsgi import application as wsgi

        case = a_case(store / "in")
        address = manifest(case)["series"][0]["frames"][7]
        path = store / Instance.objects.all()[7].file

        def fetch() -> None:
            body = wsgi(environ(address), lambda status, headers, *rest: None)
            b"".join(body)
            body.close()

        def decode() -> None:
            image = next(pixels.raw_frames(read(path, pixels=True)))
            frames.encode_gray(image, signed=False)

        served = per_second(fetch, REQUESTS)
        decoded = per_second(decode, 10)
        told = per_second(lambda: manifest(case), REQUESTS)
    ratio = served / decoded
    print(f"authorised frame: {served:.0f} a CPU second (goal {GOAL_FRAMES:.0f})")
    print(f"over decoding per request ({decoded:.1f}/s): {ratio:.0f} × (goal {GOAL_DECODING:.0f})")
    print(f"manifest of a case: {told:.0f} a CPU second (goal {GOAL_MANIFESTS:.0f})")
    met = served >= GOAL_FRAMES and ratio >= GOAL_DECODING and told >= GOAL_MANIFESTS
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
