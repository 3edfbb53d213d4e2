"""A small DICOMweb server (QIDO-RS, WADO-RS) over real files, on localhost, for one test."""

import json
import threading
import time
from contextlib import contextmanager
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pydicom

BOUNDARY = "part-of-a-study"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Archive:
    """Serves the files given; a test bends it by its attributes and reads what it was asked."""

    def __init__(self, paths):
        self.studies = {}
        for path in paths:
            dataset = pydicom.dcmread(path, stop_before_pixels=True)
            self.studies.setdefault(str(dataset.StudyInstanceUID), []).append((path, dataset))
        self.asked = []
        self.token = ""
        self.delay = 0.0
        self.redirect = ""
        self.cut = 0  # bytes that are missing at the end of a study
        self.status = ""

    def __call__(self, environ, start):
        path, query = environ["PATH_INFO"], parse_qs(environ["QUERY_STRING"])
        self.asked.append((path, query))
        time.sleep(self.delay)
        if self.token and environ.get("HTTP_AUTHORIZATION") != self.token:
            return self._answer(start, "401 Unauthorized")
        if self.status:
            return self._answer(start, self.status)
        if self.redirect:
            return self._answer(start, "302 Found", headers=[("Location", self.redirect)])
        if path == "/dicom-web/studies":
            found = [one for uid, one in self.studies.items() if self._fits(uid, one, query)]
            told = json.dumps([self._row(one) for one in found]).encode()
            return self._answer(start, "200 OK", told, "application/dicom+json")
        objects = self.studies.get(path.rpartition("/")[2])
        if objects is None:
            return self._answer(start, "404 Not Found")
        kind = f'multipart/related; type="application/dicom"; boundary={BOUNDARY}'
        return self._answer(start, "200 OK", self._study(objects), kind)

    def _answer(self, start, status, body=b"", kind="text/plain", headers=()):
        size = len(body)
        start(status, [("Content-Type", kind), ("Content-Length", str(size)), *headers])
        return [body[: size - self.cut] if "multipart" in kind else body]

    def _fits(self, uid, objects, query):
        dataset = objects[0][1]
        first, _dash, last = query.get("StudyDate", ["-"])[0].partition("-")
        return (
            query.get("AccessionNumber", [dataset.AccessionNumber])[0] == dataset.AccessionNumber
            and query.get("StudyInstanceUID", [uid])[0] == uid
            and query.get("ModalitiesInStudy", [dataset.Modality])[0] == dataset.Modality
            and first <= dataset.StudyDate <= (last or "99999999")
        )

    def _row(self, objects):
        dataset = objects[0][1]
        answer = pydicom.Dataset()
        for name in ("StudyInstanceUID", "StudyDate", "PatientName", "PatientID"):
            setattr(answer, name, dataset.get(name))
        answer.StudyDescription = "MRI T2 sagittal Hasenpfeffer"
        answer.ModalitiesInStudy = dataset.Modality
        answer.NumberOfStudyRelatedSeries = 1
        answer.NumberOfStudyRelatedInstances = len(objects)
        return answer.to_json_dict()

    def _study(self, objects):
        parts = [
            f"\r\n--{BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n".encode()
            + path.read_bytes()
            for path, _dataset in objects
        ]
        return b"".join([*parts, f"\r\n--{BOUNDARY}--\r\n".encode()])


@contextmanager
def running(archive):
    """Serve the archive; yields its address."""
    server = make_server("127.0.0.1", 0, archive, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/dicom-web"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
