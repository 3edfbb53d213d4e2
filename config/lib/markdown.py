"""Markdown that people write, as HTML that is safe to show: CommonMark with tables, no HTML."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a",
}  # fmt: skip
#: A page has its own first and second headings: those of a text begin below them.
LOWER = 2


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def render(text: str) -> SafeString:
    """Return the HTML of `text`. Raw HTML is shown as text, images and other schemes are left out.

    Only http(s) and mailto links survive; they open without telling where one came from.
    """
    tokens = _parser().parse(text or "")
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + LOWER, 6)}"
    raw = _parser().renderer.render(tokens, _parser().options, {})
    clean = nh3.clean(
        raw,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308 (cleaned in the line above)
