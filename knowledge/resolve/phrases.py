"""Phrases that hedge or negate a name. Data only, in plain lower case, apostrophes straight."""

from __future__ import annotations

from knowledge.resolve import phrases_german as german


def _lines(text: str, also: frozenset[str]) -> tuple[str, ...]:
    """One phrase per line, longest first, so that a phrase wins over its beginning."""
    phrases = {line.strip() for line in text.strip().splitlines()} | also
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


#: The text names the thing all the same.
HEDGES = _lines(
    """
    least likely
    not only
    likely
    probable
    probably
    possible
    possibly
    suspected
    suspect
    suspicious for
    suspicious of
    suspicion of
    suspicion for
    worrisome for
    concerning for
    concern for
    r/o
    r / o
    rule out
    rule-out
    ruling out
    to rule out
    must exclude
    to exclude
    exclude
    cannot exclude
    can not exclude
    can't exclude
    cant exclude
    cannot rule out
    can't rule out
    cant rule out
    can not rule out
    could not exclude
    couldn't exclude
    cannot be excluded
    can't be excluded
    can not be excluded
    cannot be ruled out
    can't be ruled out
    can not be ruled out
    not excluded
    not ruled out
    not yet excluded
    c/w
    consistent with
    compatible with
    in keeping with
    keeping with
    suggestive of
    suggesting
    suggests
    indicative of
    diagnostic of
    typical of
    typical for
    characteristic of
    favoring
    favored
    favors
    favor
    favouring
    favoured
    favours
    favour
    presumed
    presumptive
    presumably
    question of
    questionable
    query
    maybe
    perhaps
    could be
    may be
    might be
    must be
    should be
    looks like
    look like
    appears like
    appears to be
    seems to be
    i think it's
    i think it is
    i think
    i guess
    i would say
    i'd say
    i believe
    my guess
    this is
    these are
    it is
    it's
    there is
    there are
    case of
    diagnosis of
    diagnosis
    differential diagnosis
    differential
    ddx
    d/dx
    dd/
    impression
    features of
    findings of
    evidence of
    history of
    h/o
    hx of
    s/p
    known
    definitely
    definite
    certainly
    clearly
    obviously
    e.g.
    i.e.
    such as
    1st
    2nd
    3rd
    to me
    prob
    poss
    susp
    prolly
    imo
    suspicious
    unsure if
    unsure
    not sure if
    not sure
    not certain
    until proven otherwise
    dx is
    dx
    my dx is
    just
    seen
    2/2
    s/2
    due to
    secondary to
    from
    """,
    german.HEDGES,
)

#: Before what they negate.
NEGATIONS = _lines(
    """
    no evidence of
    no evidence for
    no sign of
    no signs of
    no features of
    no findings of
    no suspicion of
    no
    not
    not a case of
    without evidence of
    without
    w/o
    negative for
    absence of
    free of
    neither
    nor
    never
    rather than
    instead of
    other than
    anything but
    everything but
    all but
    except
    except for
    aside from
    apart from
    doubt
    neg for
    cannot be
    can't be
    can not be
    could not be
    couldn't be
    excluding
    excludes
    isn't
    isnt
    aren't
    arent
    wasn't
    doesn't
    doesnt
    don't
    dont
    didn't
    """,
    german.NEGATIONS,
)

#: After what they negate, or before it where nothing stands before.
NEGATIONS_EITHER = _lines(
    """
    ruled out
    excluded
    not likely
    unlikely
    improbable
    absent
    doubtful
    not seen
    not present
    """,
    german.NEGATIONS_EITHER,
)
