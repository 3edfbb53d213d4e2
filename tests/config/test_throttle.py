"""Counting attempts."""

from config.lib.throttle import Throttle

THREE = Throttle("test", limit=3, window=60)


def test_blocks_after_the_limit_and_forgets_after_a_success():
    for _ in range(3):
        assert not THREE.blocked("anna")
        THREE.hit("anna")
    assert THREE.blocked("anna")
    THREE.clear("anna")
    assert not THREE.blocked("anna")


def test_subjects_and_scopes_do_not_share_a_counter():
    other = Throttle("other", limit=3, window=60)
    for _ in range(3):
        THREE.hit("anna")
    assert not THREE.blocked("bernd")
    assert not other.blocked("anna")


def test_case_of_letters_does_not_open_a_new_counter():
    for subject in ("Anna", "anna", "ANNA"):
        THREE.hit(subject)
    assert THREE.blocked("aNNa")


def test_the_window_closes(monkeypatch):
    import time

    THREE.hit("anna")
    THREE.hit("anna")
    THREE.hit("anna")
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert not THREE.blocked("anna")


def test_a_counter_that_vanishes_between_two_calls_starts_again(monkeypatch):
    from django.core.cache import caches

    cache = caches["shared"]
    monkeypatch.setattr(cache, "add", lambda *args, **kwargs: False)
    THREE.hit("anna")
    assert cache.get(THREE._key("anna")) == 1


def test_cache_keys_do_not_tell_who():
    assert "anna" not in THREE._key("anna")
