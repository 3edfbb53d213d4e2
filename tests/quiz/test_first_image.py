"""The image that a page asks for before any script runs is the one that the viewer opens on."""

from quiz.templatetags.first_image import first_image


def test_it_is_the_middle_slice_of_the_first_series():
    series = [{"frames": ["a", "b", "c", "d", "e"]}, {"frames": ["x"]}]
    assert first_image({"series": series}) == "c"
    assert first_image({"series": [{"frames": ["a", "b"]}]}) == "b"  # as the viewer halves: 2 >> 1


def test_no_images_no_address():
    assert first_image({"series": []}) == ""
    assert first_image({"series": [{"frames": []}]}) == ""
