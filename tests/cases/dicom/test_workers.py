"""Worker processes: all jobs are done, and a job that kills its process costs only itself."""

import os

from cases.dicom import workers
from cases.dicom.errors import Refused
from cases.dicom.workers import Workers


def explode(job):
    """A worker that dies on one job, as a decoder with a bug would."""
    if job == 3:
        os._exit(1)
    return job


def stumble(job):
    return workers._value(lambda: 1 / job)


def test_a_decoder_that_crashes_costs_only_its_file(monkeypatch):
    monkeypatch.setattr(workers, "FEW", 0)
    with Workers(2) as pool:
        results = dict(pool.run(explode, range(6)))
        assert str(results.pop(3)) == workers.CRASHED
        assert results == {n: n for n in (0, 1, 2, 4, 5)}
        assert dict(pool.run(explode, range(3))) == {0: 0, 1: 1, 2: 2}


def test_few_jobs_stay_in_this_process():
    with Workers(2) as pool:
        assert dict(pool.run(stumble, [1, 2])) == {0: 1.0, 1: 0.5}
        assert pool._pool is None


def test_whatever_goes_wrong_with_a_file_is_a_sentence():
    result = stumble(0)
    assert isinstance(result, Refused) and str(result) == workers.UNEXPECTED
