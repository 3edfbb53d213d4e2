"""Why the differential earned what it did: entry by entry, then what is missing from it."""

from cases.answerkey.model import LIST_LIMIT, Wanted, alternatives, owed
from quiz.grading.differential import DifferentialScore, Read, best_cover
from quiz.grading.explain import Teller, with_note
from quiz.grading.messages import message
from quiz.grading.rubric import Rubric
from quiz.grading.types import EntryReading, Evidence, Message, ModelEntry, Point, Role, Verdict


def explain_differential(teller: Teller, score: DifferentialScore) -> list[Point]:
    """Return a point for every entry, then one for all that is missing or on the wrong side."""
    leader = _leader(teller, score)
    points = [_entry_point(teller, read, leader) for read in score.reads]
    counted = [read for read in score.reads if read.counts]
    if score.breakdown.side:
        points.append(_side(teller, counted[0]))
    if not any(read.match_credit > 0 for read in counted):
        words = "list.diagnosis-missed" if counted else "list.empty"
        truth = teller.key.diagnosis
        what = message(words, entity=truth)
        source = teller.key.references[0] if teller.key.references else ""
        weight = teller.rubric.target
        points.append(_missed(teller, what, truth, weight=weight, reference=source))
    points += [_owed(teller, wanted, counted) for wanted in score.owed_missed]
    points += _must_not_missed(teller, score)
    return points


def entry_readings(teller: Teller, score: DifferentialScore) -> tuple[EntryReading, ...]:
    """Return how each entry was understood, with what it earned and why."""
    readings = []
    leader = _leader(teller, score)
    for read in score.reads:
        point = _entry_point(teller, read, leader)
        readings.append(
            EntryReading(
                text=read.entry.text,
                slug=read.slug,
                name=point.label,
                status=read.entry.status,
                rank=read.rank,
                verdict=point.verdict,
                credit=point.credit,
                deduction=point.deduction,
                sentence=point.sentence,
                message=point.message,
            )
        )
    return tuple(readings)


def model_differential(teller: Teller, score: DifferentialScore) -> tuple[ModelEntry, ...]:
    """Return what a careful reader lists, most plausible first, and what the learner covered."""
    key, rubric = teller.key, teller.rubric
    counted = [read for read in score.reads if read.counts]
    hit = any(read.names_diagnosis for read in counted)
    entries = [ModelEntry(key.diagnosis, "diagnosis", 1.0, True, hit)]
    due = owed(key)
    for wanted in alternatives(key):
        entries.append(
            ModelEntry(
                slug=wanted.entity,
                role=_ROLES[wanted.standing],
                plausibility=rubric.plausibility(wanted.standing),
                owed=wanted in due,
                covered=best_cover(counted, wanted) == 1.0,
                reason=wanted.reason,
            )
        )
    listed = {entry.slug for entry in entries}
    for slug in key.must_not_miss:
        if slug not in listed:
            covered = slug not in score.must_not_missed
            entries.append(ModelEntry(slug, "must-not-miss", 0.0, True, covered))
    return tuple(entries)


_ROLES: dict[str, Role] = {
    "coexisting": "coexisting",
    "likely": "likely",
    "possible": "possible",
}


def _leader(teller: Teller, score: DifferentialScore) -> int:
    """Return the rank of the entry that sets T, or 0 where nothing matches the diagnosis."""
    matched = [read for read in score.reads if read.counts and read.match_credit > 0]
    worth = {read.rank: read.match_credit * teller.rubric.rank(read.rank) for read in matched}
    return max(worth, key=lambda rank: worth[rank], default=0)


def _entry_point(teller: Teller, read: Read, leader: int) -> Point:
    named = teller.lexicon.entity(read.slug) if read.slug else read.entry.text.strip()
    label = read.entry.name or named or teller.label("differential")
    if read.dropped:
        verdict: Verdict = "info"
        what = _dropped(teller, read)
        return teller.point("differential", label, verdict, what, _evidence(teller, read))
    if not read.related:
        return _wrong(teller, read, label)
    return _related(teller, read, label, leader)


def _evidence(teller: Teller, read: Read, reference: str = "") -> Evidence:
    """Return the entry's own page in the knowledge, and the lesion that it is held against."""
    truth = teller.truth(reference=reference)
    known = read.slug is not None and read.slug in teller.relations.names
    entity = read.slug if known and read.slug else truth.entity
    return Evidence(entity, "", truth.lesion, truth.level, truth.reference)


def _dropped(teller: Teller, read: Read) -> Message:
    if read.dropped == "repeat":
        return message("entry.repeat", rank=str(read.repeats))
    if read.dropped == "beyond":
        return message("entry.beyond", limit=str(LIST_LIMIT))
    key = teller.key
    if read.slug is not None and read.slug in (key.diagnosis, *key.also_exact):
        return message("entry.negated-diagnosis")
    if read.slug is not None and read.slug in key.must_not_miss:
        return message("entry.negated-must")
    return message("entry.negated")


def _wrong(teller: Teller, read: Read, label: str) -> Point:
    """Explain an entry that the key has no use for."""
    cost = teller.rubric.wrong_entry
    params = {"number_cost": str(cost)}
    ids: list[str] = []
    reference = ""
    if read.guessed and read.slug:
        ids.append("entry.guessed")
        params["entity_read"] = read.slug
    if read.exclusion is not None:
        reference = read.exclusion.source
        params |= {"reason": read.exclusion.reason, "entity_excluded": read.exclusion.entity}
        itself = read.exclusion.entity == read.slug
        ids.append("entry.excluded" if itself else "entry.excluded-with")
    elif read.slug is not None:
        ids.append("entry.unrelated")
    else:
        ids += _nameless(read, params)
    what = message(*ids, "entry.cost", **params)
    evidence = _evidence(teller, read, reference)
    return teller.point("differential", label, "wrong", what, evidence, deduction=cost)


def _nameless(read: Read, params: dict[str, str]) -> list[str]:
    """Return what to say of an entry that names none of ours; adds the candidates."""
    entry = read.entry
    if entry.candidates:
        params["choices"] = "\n".join(sorted(entry.candidates))
    if entry.status == "known-other":
        return ["entry.known-other"]
    if entry.status == "ambiguous" and entry.candidates:
        return ["entry.ambiguous"]
    return ["entry.unrecognised", "entry.near"] if entry.candidates else ["entry.unrecognised"]


_MATCH_WORDS = {
    "accepted": "entry.accepted",
    "narrower": "entry.narrower",
    "other-form": "entry.other-form",
    "one-above": "entry.one-above",
    "two-above": "entry.two-above",
    "sibling": "entry.sibling",
}


def _related(teller: Teller, read: Read, label: str, leader: int) -> Point:
    """Explain an entry that matches the diagnosis, or covers what else belongs on the list."""
    best = _best_for(read, teller.rubric)
    ids: list[str] = []
    params = {"entity": teller.key.diagnosis, "leader": str(leader), "reason": ""}
    if read.guessed and read.slug:
        ids.append("entry.guessed")
        params["entity_read"] = read.slug
    ids += _match_words(read, best, leader)
    if read.counts:
        params["term_rank"] = f"rank.{read.rank}"
    if best is not None and not read.names_diagnosis:
        ids.append(_cover_words(read, best))
        params |= {"entity_alternative": best[0].entity, "reason": best[0].reason}
    if read.covers_must_not_miss and not (best or read.match_credit):
        ids.append("entry.must-not-miss")
    credit, weight = _credit(read, best, leader, teller.rubric)
    what = message(*with_note(ids, "reason", params["reason"]), **params)
    references = teller.key.references if read.names_diagnosis else ()
    return teller.point(
        "differential",
        label,
        _verdict(read, best),
        what,
        _evidence(teller, read, references[0] if references else ""),
        credit=credit,
        weight=weight,
    )


def _match_words(read: Read, best: tuple[Wanted, float] | None, leader: int) -> list[str]:
    """Return what to say of how the entry stands to the diagnosis, and of its rank."""
    if read.match == "none":
        return []
    words = _MATCH_WORDS.get(read.match, "entry.diagnosis-later")
    if read.match == "same" and read.rank == 1:
        return ["entry.diagnosis-first"]
    if best is not None and not read.names_diagnosis:
        return [words]  # an alternative is in place below the diagnosis
    if read.rank == leader or read.names_diagnosis:
        return [words, "entry.later"] if read.rank > 1 else [words]
    return [words, "entry.outdone"]


def _best_for(read: Read, rubric: Rubric) -> tuple[Wanted, float] | None:
    """Return the alternative that the entry earns most for, with how far it covers it."""
    return max(
        read.covers,
        key=lambda pair: rubric.plausibility(pair[0].standing) * pair[1],
        default=None,
    )


def _cover_words(read: Read, best: tuple[Wanted, float]) -> str:
    wanted, cover = best
    if cover < 1.0:
        return "entry.wide"
    return f"entry.{wanted.standing}" if wanted.entity == read.slug else "entry.form-of"


def _verdict(read: Read, best: tuple[Wanted, float] | None) -> Verdict:
    if read.names_diagnosis or (best is not None and best[1] == 1.0):
        return "right"
    return "partly" if read.match_credit > 0 or best is not None else "right"


def _credit(
    read: Read, best: tuple[Wanted, float] | None, leader: int, rubric: Rubric
) -> tuple[float, float]:
    """Return what the entry earned, and the term of the formula that it earned it in."""
    matched = 0.0
    if read.rank == leader or read.names_diagnosis:
        matched = read.match_credit * rubric.rank(read.rank)
    covered = rubric.plausibility(best[0].standing) * best[1] if best else 0.0
    if matched > 0 and matched >= covered:
        return matched, rubric.target
    if covered > 0:
        return covered, rubric.coverage
    return (0.0, rubric.target) if read.match_credit else (1.0, rubric.must_not_miss)


def _side(teller: Teller, first: Read) -> Point:
    cost = teller.rubric.wrong_side
    words = "list.side-benign" if teller.key.malignant else "list.side-malignant"
    what = message(words, "list.side-cost", number_cost=str(cost))
    label = teller.lexicon.entity(first.slug or "")
    evidence = _evidence(teller, first)
    return teller.point("differential", label, "wrong", what, evidence, deduction=cost)


def _missed(
    teller: Teller,
    what: Message,
    slug: str,
    *,
    weight: float = 0.0,
    deduction: float = 0.0,
    reference: str = "",
    verdict: Verdict = "missed",
) -> Point:
    truth = teller.truth()
    evidence = Evidence(slug, "", truth.lesion, truth.level, reference)
    return teller.point(
        "differential",
        teller.lexicon.entity(slug),
        verdict,
        what,
        evidence,
        weight=weight,
        deduction=deduction,
    )


def _owed(teller: Teller, wanted: Wanted, counted: list[Read]) -> Point:
    half = best_cover(counted, wanted) > 0.0
    words = "list.owed-half" if half else "list.owed-missed"
    ids = with_note([words], "reason", wanted.reason)
    what = message(*ids, entity_alternative=wanted.entity, reason=wanted.reason)
    weight = teller.rubric.coverage
    return _missed(
        teller, what, wanted.entity, weight=weight, verdict="partly" if half else "missed"
    )


def _must_not_missed(teller: Teller, score: DifferentialScore) -> list[Point]:
    """Return a point per must-not-miss that is missing, until the limit is used up."""
    left = score.breakdown.missed
    points = []
    for slug in score.must_not_missed:
        cost = min(teller.rubric.must_not_miss, left)
        left = max(0.0, left - cost)
        words = "list.must-cost" if cost > 1e-9 else "list.must-no-cost"
        what = message("list.must-missed", words, entity_must=slug, number_cost=str(cost))
        points.append(_missed(teller, what, slug, deduction=cost))
    return points
