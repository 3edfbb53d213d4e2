"""The LO1 formula a second time, word for word from GRADING.md and as naive as can be.

Written apart from the engine, so that the two can disagree.
"""


def above(relations, slug):
    """All names above a slug, with the fewest steps."""
    found, wave, steps = {}, {slug}, 0
    while wave:
        steps += 1
        wave = {p for s in wave for p in relations.broader.get(s, ())} - set(found)
        found.update(dict.fromkeys(wave, steps))
    return found


def narrower(relations, slug, than):
    return slug != than and than in above(relations, slug)


def excluded(slug, key, relations):
    out = [e.entity for e in key.excluded]
    if slug in out:
        return True
    wanted = [key.diagnosis, *key.also_exact, *key.coexisting, *key.must_not_miss]
    wanted += [a.entity for a in key.alternatives]
    for ruled_out in out:
        if narrower(relations, slug, ruled_out):
            between = [
                w
                for w in wanted
                if (slug == w or narrower(relations, slug, w))
                and narrower(relations, w, ruled_out)
            ]
            if not between:
                return True
    return False


def match(slug, key, relations):
    if slug is None or excluded(slug, key, relations):
        return 0
    credit = [0]
    if slug == key.diagnosis or slug in key.also_exact:
        credit.append(1)
    if any(narrower(relations, slug, name) for name in (key.diagnosis, *key.also_exact)):
        credit.append(0.8)
    steps = above(relations, key.diagnosis).get(slug)
    credit.append({1: 0.5, 2: 0.25}.get(steps, 0))
    parents = set(relations.broader.get(slug, ())) & set(relations.broader.get(key.diagnosis, ()))
    if parents and slug != key.diagnosis:
        credit.append(0.3)
    return max(credit)


def cover(slug, wanted, key, relations):
    if slug is None or excluded(slug, key, relations):
        return 0
    if slug == wanted or narrower(relations, slug, wanted):
        return 1
    return 0.5 if narrower(relations, wanted, slug) else 0


def plain_score(slugs, key, relations):
    """D of a list of slugs without repeats, negations or more than five entries."""
    if not slugs:
        return 0
    alternatives = [(s, 1) for s in key.coexisting]
    alternatives += [
        (a.entity, {"likely": 0.7, "possible": 0.4}[a.plausibility]) for a in key.alternatives
    ]
    rank = [1, 0.8, 0.6, 0.45, 0.35]
    t = max(match(s, key, relations) * r for s, r in zip(slugs, rank, strict=False))
    covers = {a: max(cover(s, a, key, relations) for s in slugs) for a, _ in alternatives}
    top = sorted((p for _, p in alternatives), reverse=True)[: key.breadth]
    if key.breadth == 0 or not top:
        c = max(match(s, key, relations) for s in slugs)
    else:
        c = min(1, sum(p * covers[a] for a, p in alternatives) / sum(top))
    wanted = [a for a, _ in alternatives] + list(key.must_not_miss)
    w = 0
    for slug in slugs:
        useful = match(slug, key, relations) > 0
        useful = useful or any(cover(slug, a, key, relations) > 0 for a in wanted)
        w += 0 if useful else 0.06
    m = 0
    for slug in key.must_not_miss:
        if all(cover(s, slug, key, relations) == 0 for s in slugs):
            m += 0.15
    m = min(m, 0.30)
    first, s = slugs[0], 0
    if first in relations.names and (first in relations.malignant) != key.malignant:
        likely = [a for a, p in alternatives if p >= 0.7]
        if all(cover(first, a, key, relations) == 0 for a in likely):
            s = 0.15
    return min(1, max(0, 0.75 * t + 0.25 * c - w - m - s))
