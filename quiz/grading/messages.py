"""Feedback sentences as message ids with parameters, and their English.

The engine is pure, so it cannot call Django's gettext. With each point it stores a `Message`
(ids and parameters, no words) beside the English sentence. Another language needs no regrading:
pass `render` a `Lexicon` with gettext as `translate`, the names of entities and findings in that
language, and a number format. The templates are marked with a `gettext_noop` of our own, which
`makemessages` finds like Django's.

A message's ids are sentences said one after the other with the same parameters. What a parameter
holds is told by the beginning of its name: `entity…` an entity's or group's slug, `choices…`
several of which one is meant, `term…` the id of another template, `number…` a decimal number,
`mm…` a length, `percent…` a share of 1, `places…` several texts; anything else is text as it
stands. Several values are held apart by newlines.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from quiz.grading.types import Message


def gettext_noop(text: str) -> str:
    """Mark a template for `makemessages`; it is translated when it is rendered."""
    return text


_ = gettext_noop

TEMPLATES: dict[str, str] = {
    # the result in one line
    "headline.at": _("{entity} at {places}."),
    "headline.entity": _("{entity}."),
    "headline.diffuse": _("{entity}, diffuse."),
    "headline.normal": _("No disease on these images."),
    "headline.not-proven": _("The diagnosis of this case was never proven."),
    "headline.ranked": _("You had the diagnosis {term_rank}."),
    "headline.family": _("You had the family, not the diagnosis."),
    "headline.not-named": _("The diagnosis was not on your list."),
    "headline.empty": _("You left the list empty."),
    "headline.normal-first": _("You said so first."),
    "headline.normal-later": _("You had that {term_rank}."),
    "headline.normal-not-named": _("That was not on your list."),
    "headline.benign": _("It is benign, and you gave {percent} for malignancy."),
    "headline.malignant": _("It is malignant, and you gave {percent} for malignancy."),
    # the differential, entry by entry
    "entry.diagnosis-first": _("This is the diagnosis, and you put it first."),
    "entry.diagnosis-later": _("This is the diagnosis."),
    "entry.accepted": _("Accepted as the diagnosis, which is {entity} here."),
    "entry.narrower": _("A form of the diagnosis, and more than this case can show: {entity}."),
    "entry.other-form": _("The right family, but another form: the diagnosis is {entity}."),
    "entry.one-above": _("The right family, one step too wide: the diagnosis is {entity}."),
    "entry.two-above": _("The right family, two steps too wide: the diagnosis is {entity}."),
    "entry.sibling": _("A close relative of the diagnosis, which is {entity} here."),
    "entry.later": _("You had it {term_rank}; first place would have earned more."),
    "entry.outdone": _("Your entry {leader} earns more, so this one adds nothing."),
    "entry.coexisting": _("Really there too, beside the diagnosis."),
    "entry.likely": _("A likely alternative here: a careful reader lists it too."),
    "entry.possible": _("A possible alternative here: a careful reader keeps it in mind."),
    "entry.form-of": _("It counts for {entity_alternative}, which belongs on the list."),
    "entry.wide": _("Wider than {entity_alternative}, which belongs on the list: half counts."),
    "entry.must-not-miss": _("These images do not exclude it and missing it harms: well listed."),
    "entry.excluded": _("Excluded here: {reason}."),
    "entry.excluded-with": _("Excluded here, with all of {entity_excluded}: {reason}."),
    "entry.unrelated": _("Neither the diagnosis nor an alternative that fits these images."),
    "entry.known-other": _("A real condition, but neither the diagnosis nor an alternative here."),
    "entry.unrecognised": _("Not recognised as a condition: please check the spelling."),
    "entry.near": _("It is close to {choices}: choose from the list while you type."),
    "entry.ambiguous": _("It may mean {choices}, and you did not say which: it cannot count."),
    "entry.guessed": _("Read as {entity_read}, of its meanings the one that fits best here."),
    "entry.cost": _("A wrong entry costs {number_cost}."),
    "entry.negated": _("You ruled this out, so it does not count as an entry."),
    "entry.negated-diagnosis": _(
        "You ruled this out, so it cannot count, yet it is the diagnosis."
    ),
    "entry.negated-must": _("You ruled this out, yet these images do not exclude it."),
    "entry.repeat": _("The same as your entry {rank}: it counts once."),
    "entry.beyond": _("Only the first {limit} entries count."),
    "list.empty": _("You named nothing. The diagnosis is {entity}."),
    "list.diagnosis-missed": _("Not on your list: the diagnosis, {entity}."),
    "list.owed-missed": _("Not on your list: {entity_alternative}, an alternative owed here."),
    "list.owed-half": _("Only half covered: {entity_alternative}, an alternative owed here."),
    "list.must-missed": _("Not to be missed: {entity_must}. These images do not exclude it."),
    "list.must-cost": _("Leaving it out can harm a patient, and costs {number_cost}."),
    "list.must-no-cost": _("Leaving it out can harm a patient; the deduction is at its limit."),
    "list.side-malignant": _("You put a malignant condition first, but this case is benign."),
    "list.side-benign": _("You put a benign condition first, but this case is malignant."),
    "list.side-cost": _("Starting on the wrong side costs {number_cost}."),
    # the class on CT
    "ct.right": _("On CT this is {term_truth}, as you said."),
    "ct.alternative": _(
        "{term_given} can be argued; {term_truth} fits this CT best. Half counts."
    ),
    "ct.wrong": _("You said {term_given}; on CT this is {term_truth}."),
    "ct.missing": _("You gave no class; on CT this is {term_truth}."),
    "ct-class.lucent": _("lucent"),
    "ct-class.sclerotic": _("sclerotic"),
    "ct-class.mixed": _("mixed"),
    "ct-class.occult": _("occult"),
    # findings
    "finding.seen-key": _("It is there, it is a key finding, and you saw it."),
    "finding.seen-supporting": _("It is there, and you saw it."),
    "finding.missed-key": _("It is there, and it is a key finding: you did not choose it."),
    "finding.missed-supporting": _("It is there: you did not choose it."),
    "finding.invented": _("You chose it, but it is not on these images."),
    "finding.none-invented": _("You chose none of the findings that are not there."),
    # pointing at the lesion
    "click.inside": _("Your mark is in the lesion ({place})."),
    "click.near": _("Your mark is {mm} from the lesion ({place}): near enough."),
    "click.beside": _("Your mark is just beside the lesion ({place}): near enough."),
    "click.vertebra": _("The right vertebra ({place}), but {mm} from the lesion: half counts."),
    "click.again": _("In a lesion already found ({place}): a second mark there counts once."),
    "click.outside": _("No lesion here: the nearest one ({place}) is {mm} away."),
    "click.elsewhere": _("No lesion here. There is one to mark elsewhere: {place}."),
    "click.missed": _("Not found: {places}."),
    "click.none": _("You marked no lesion. There was something to mark: {places}."),
    "click.said-diffuse": _("The change is diffuse, as you said."),
    "click.said-normal": _("There is no lesion to find, as you said."),
    "click.is-diffuse": _("The change is diffuse: there is no single lesion to mark."),
    "click.is-normal": _("There is no lesion on these images."),
    "click.is-focal": _("There is a lesion to mark: {places}."),
    # malignancy
    "malignancy.sure": _("You gave {percent} for malignancy, and it is {term_truth}."),
    "malignancy.open": _("You left it open at {percent}; it is {term_truth}."),
    "malignancy.wrong": _("You gave {percent} for malignancy, but it is {term_truth}."),
    "malignancy.doubt": _(
        "This earns {number_credit}; honest doubt at 50 % earns {number_doubt}."
    ),
    "malignancy.missing": _("You gave no probability of malignancy; it is {term_truth}."),
    "malignancy.is-benign": _("benign"),
    "malignancy.is-malignant": _("malignant"),
    # the next step
    "step.best": _("The best next step here."),
    "step.acceptable": _("Acceptable, but not the best next step."),
    "step.neutral": _("It does no harm, but it does not help this patient on."),
    "step.harmful": _("Harmful here."),
    "step.missing": _("You chose no next step."),
    "step.better": _("Best: {best}."),
    "step.cap": _("A harmful next step keeps the total at {number_cap} or below."),
    # what cannot be graded
    "not-proven.differential": _("The diagnosis was never proven, so no differential is graded."),
    "not-proven.malignancy": _("The diagnosis was never proven, so no probability is graded."),
    "not-proven.next_step": _("The diagnosis was never proven, so no next step is graded."),
    # small parts
    "reason": _("{reason}."),
    "note": _("{note}."),
    "best-reason": _("{best_reason}."),
    "rank.1": _("first"),
    "rank.2": _("second"),
    "rank.3": _("third"),
    "rank.4": _("fourth"),
    "rank.5": _("fifth"),
    "label.ct_class": _("Class on CT"),
    "label.findings": _("Findings"),
    "label.click": _("Lesion"),
    "label.differential": _("Differential"),
    "label.malignancy": _("Probability of malignancy"),
    "label.next_step": _("Next step"),
    "join.all": _("{first} and {last}"),
    "join.either": _("{first} or {last}"),
}


def plain_number(value: float, digits: int) -> str:
    """Return a number as English writes it, with so many decimals: "0.06"."""
    return f"{value:.{digits}f}"


@dataclass(frozen=True)
class Lexicon:
    """The words of one language: names by slug, the translation of templates, numbers."""

    names: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)
    translate: Callable[[str], str] = gettext_noop
    number: Callable[[float, int], str] = plain_number

    def template(self, message_id: str) -> str:
        """Return the template of an id in this language; raises `KeyError`."""
        return self.translate(TEMPLATES[message_id])

    def entity(self, slug: str) -> str:
        """Return an entity's name, or its slug in words where none is known."""
        return self.names.get(slug) or slug.replace("-", " ").capitalize()

    def finding(self, slug: str) -> str:
        """Return a finding's name, or its slug in words where none is known."""
        return self.findings.get(slug) or slug.replace("-", " ").capitalize()

    def join(self, items: list[str], how: str = "join.all") -> str:
        """Return "a, b and c", or with "join.either" "a, b or c"."""
        if len(items) < 2:
            return "".join(items)
        return self.template(how).format(first=", ".join(items[:-1]), last=items[-1])


def message(*ids: str, **params: str) -> Message:
    """Return a message of one or more sentences; parameters as the module says."""
    return Message(tuple(ids), tuple(sorted(params.items())))


def render(what: Message, lexicon: Lexicon) -> str:
    """Return the sentences of a message in the language of the lexicon."""
    words = {name: _word(name, value, lexicon) for name, value in what.params}
    sentences = (lexicon.template(part).format(**words) for part in what.ids)
    return " ".join(_capital(sentence) for sentence in sentences)


def _word(name: str, value: str, lexicon: Lexicon) -> str:
    kind = name.split("_")[0]
    if kind == "choices":
        return lexicon.join([lexicon.entity(slug) for slug in value.split("\n")], "join.either")
    words: dict[str, Callable[[str], str]] = {
        "entity": lexicon.entity,
        "term": lexicon.template,
        "number": lambda stored: lexicon.number(float(stored), 2),
        "mm": lambda stored: (
            f"{lexicon.number(float(stored), 1 if float(stored) < 9.95 else 0)} mm"
        ),
        "places": lambda stored: lexicon.join(stored.split("\n")),
        "percent": lambda stored: f"{lexicon.number(float(stored) * 100, 0)} %",
    }
    return words.get(kind, _plain)(value)


def _plain(text: str) -> str:
    """Return an educator's sentence without its full stop, which the template sets."""
    return text.strip().removesuffix(".")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
