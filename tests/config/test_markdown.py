"""Markdown of educators: what is kept, what is never let through."""

from html.parser import HTMLParser

import pytest

from config.lib.markdown import render


def test_paragraphs_lists_emphasis_and_tables():
    html = render(
        "# Teaching\n\nA *dark* rim.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    assert "<h3>Teaching</h3>" in html and "<em>dark</em>" in html
    assert html.count("<li>") == 2 and "<td>1</td>" in html


def test_links_do_not_tell_where_one_came_from():
    html = render("[paper](https://doi.org/10.1/x)")
    assert 'href="https://doi.org/10.1/x"' in html and "noreferrer" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/pixel.png)",
        "[x](data:text/html,<script>alert(1)</script>)",
        '<a href="https://x" style="position:fixed">x</a>',
        "[a](https://x.example 'onmouseover=alert(1)')",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text):
    seen = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            seen.append((tag, dict(attrs)))

    Reader().feed(render(text))
    assert {tag for tag, _ in seen} <= {"p", "a"}
    for _, attributes in seen:
        assert set(attributes) <= {"href", "rel", "title"}
        assert attributes.get("href", "https:").startswith("https:")


def test_empty_is_empty():
    assert render("") == ""
