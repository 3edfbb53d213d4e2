"""What publication needs, line by line, each with the place in the editor that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.answerkey import codec
from cases.answerkey.codec import KeyFormatError
from cases.answerkey.validate import place_problems
from cases.dicom.errors import Refused
from cases.dicom.read import read
from cases.dicom.vocabulary import NEUTRAL, WORD
from cases.models import Case, CaseDraft, Instance, Series
from cases.services import store
from cases.services.apart import not_apart
from cases.services.content import Content, Working, digest, shown_digest, working
from cases.services.held import waiting_of
from cases.services.publish import (
    image_problems,
    key_problems,
    proof_problems,
    rights_problems,
    served,
)
from cases.services.spoilers import names_of, spoilers
from knowledge.selectors import relations

#: Words of a label that are ours and no description's.
LABEL_WORDS = NEUTRAL | {"opposed", "radiograph", "bone", "scan", "or", "scintigram", "angiogram"}
LABEL_WORDS |= {"fluoroscopy", "image", "still", "part"}


@dataclass(frozen=True)
class Line:
    """One line of the checklist: done, or the sentences that say what is missing.

    `anchor` is the id of the part of the editor. `remarks` are worth a look but hold nothing up.
    """

    code: str
    label: str | Promise
    anchor: str
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.problems


def checklist(case: Case, draft: CaseDraft | None, content: Content) -> tuple[Line, ...]:
    """Return every line for this content of the case. A constant number of queries."""
    state = working(case, content)
    shown = state.case
    try:
        codec.from_json(content["answer_key"])
        key_lines = key_problems(shown, state.key)
    except KeyFormatError as error:
        key_lines = [str(error)]
    places = place_problems(state.key, relations())
    others = [one for one in key_lines if one not in places]
    spoiling, remarks = _spoilers(state)
    images = [*image_problems(state.series), *not_apart(shown)]
    return (
        Line("images", gettext_lazy("Images ready"), "p-images", _t(images)),
        Line("burned", gettext_lazy("No text burned in"), "p-images", _t(waiting_of(case))),
        Line("key", gettext_lazy("Answer key complete"), "p-diagnosis", _t(others)),
        Line("region", gettext_lazy("Lesion drawn or flagged"), "p-lesions", _t(places)),
        Line(
            "proof", gettext_lazy("Proof stated"), "p-proof", _t(proof_problems(shown, state.key))
        ),
        Line("licence", gettext_lazy("License stated"), "p-rights", _t(rights_problems(shown))),
        Line("spoilers", gettext_lazy("Nothing tells the answer"), "p-case", spoiling, remarks),
        _preview(draft, content),
        _review(draft, content),
    )


def open_sentences(lines: Sequence[Line]) -> list[str]:
    """Return every sentence that holds the publication up."""
    return [sentence for line in lines for sentence in line.problems]


def _t(sentences: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))


def _spoilers(state: Working) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What tells the diagnosis to a learner, and what only looks as if it might."""
    texts = {
        **served(state.case, state.key, state.series),
        "next steps": " · ".join(step.text for step in state.key.next_steps),
        "image headers": " · ".join(_header_texts(state.series)) if names_of(state.key) else "",
    }
    remarks = [
        _("The title names the diagnosis. Learners never see it; other educators do.")
        for _sentence in spoilers(state.key, {"title": state.case.title})[:1]
    ]
    for one in state.series:
        words = (word for word in WORD.findall(one.label.lower()) if not word.isdigit())
        strange = [word for word in words if word not in LABEL_WORDS]
        if strange:
            remarks.append(
                _("The label “%(label)s” has words that are not about how images are made.")
                % {"label": one.label}
            )
    return tuple(spoilers(state.key, texts)), tuple(remarks)


def _header_texts(series: Sequence[Series]) -> list[str]:
    """Return the words in the headers of the first object of each series, and the file names."""
    rows = Instance.objects.filter(series__in=[one.pk for one in series], index=0)
    return [text for file in rows.values_list("file", flat=True) for text in _words_of(file)]


@lru_cache(maxsize=2048)
def _words_of(file: str) -> tuple[str, ...]:
    """Return the texts in one stored header; files are named by their content, so this stands."""
    try:
        dataset = read(store.root() / file, pixels=False)
    except (Refused, OSError):  # a file that cannot be read tells nobody anything
        return (file,)
    texts = [
        str(element.value)
        for element in dataset.iterall()
        if element.VR in {"LO", "LT", "PN", "SH", "ST", "UC", "UT"} and element.value
    ]
    return (file, *texts)


def _preview(draft: CaseDraft | None, content: Content) -> Line:
    label = gettext_lazy("Seen as a learner sees it")
    if draft is not None and draft.previewed_digest == shown_digest(content):
        return Line("preview", label, "preview")
    return Line("preview", label, "preview", (_("Look at the preview once as it is now."),))


def _review(draft: CaseDraft | None, content: Content) -> Line:
    label = gettext_lazy("Reviewed by somebody else")
    approved = draft is not None and draft.approved_digest == digest(content)
    if approved or not getattr(settings, "REVIEW_BY_ANOTHER", True):
        return Line("review", label, "review")
    changed = draft is not None and bool(draft.approved_digest)
    sentence = (
        _("The case has changed since it was approved: it needs another look.")
        if changed
        else _("Another educator has to approve the case.")
    )
    return Line("review", label, "review", (sentence,))
