"""Which slides make a case: a proposal, and what the educator chooses instead."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cases.intake.deck import LONGEST_TITLE, Deck, Slide

NEW, WITH, LEAVE = "new", "with", "leave"
CHOICES = (NEW, WITH, LEAVE)
#: "Case 3", "Fall 3", "Patient 3": how collections number their cases.
NUMBERED = re.compile(r"\b(case|fall|patient(in)?|cas|caso)\b\W*(no\.?|nr\.?|#)?\W*\d", re.I)


@dataclass(frozen=True)
class Group:
    """Slides that become one case."""

    slides: tuple[Slide, ...]

    @property
    def pictures(self) -> int:
        """Return how many pictures the case gets."""
        return sum(len(slide.pictures) for slide in self.slides)

    @property
    def title(self) -> str:
        """Return the working title: the first that a slide has, else the slide's number."""
        titles = (slide.title for slide in self.slides if slide.title)
        return next(titles, f"Slide {self.slides[0].number}")[:LONGEST_TITLE]

    @property
    def discussion(self) -> str:
        """Return what was written on and under the slides, for the educator to complete."""
        parts = [part for slide in self.slides for part in _written(slide, self.title)]
        return "\n\n".join(parts)


def _written(slide: Slide, title: str) -> Iterator[str]:
    if slide.title and slide.title != title:
        yield f"**{slide.title}**"
    yield from slide.texts
    if slide.notes:
        yield slide.notes


def proposed(deck: Deck, by: str = "") -> list[str]:
    """Return one of `CHOICES` for every slide.

    `by` is "slide", "title" or "section"; empty takes what the collection itself suggests:
    numbered cases, else sections, else titles, else every slide. Hidden slides are left out.
    """
    begins = RULES.get(by) or RULES[suggested(deck)]
    choices, before = [], None
    for slide in deck.slides:
        if slide.hidden:
            choices.append(LEAVE)
            continue
        choices.append(NEW if before is None or begins(slide, before) else WITH)
        before = slide
    return choices


def suggested(deck: Deck) -> str:
    """Return the rule by which the collection seems to be made."""
    slides = [slide for slide in deck.slides if not slide.hidden]
    if sum(bool(NUMBERED.search(slide.title)) for slide in slides) > 1:
        return "case"
    if len({slide.section for slide in slides if slide.pictures}) > 1:
        return "section"
    return "title" if any(slide.title and slide.pictures for slide in slides) else "slide"


RULES: Mapping[str, Callable[[Slide, Slide], bool]] = {
    "slide": lambda slide, before: True,
    "title": lambda slide, before: bool(slide.title) and slide.title != before.title,
    "section": lambda slide, before: slide.section != before.section,
    "case": lambda slide, before: (
        bool(NUMBERED.search(slide.title)) and slide.title != before.title
    ),
}


def grouped(deck: Deck, choices: Sequence[str]) -> list[Group]:
    """Return the cases that the choices make; those without a picture are none."""
    groups: list[list[Slide]] = []
    for slide, choice in zip(deck.slides, choices, strict=True):
        if choice == LEAVE:
            continue
        if choice == NEW or not groups:
            groups.append([])
        groups[-1].append(slide)
    found = [Group(tuple(slides)) for slides in groups]
    return [group for group in found if group.pictures]
