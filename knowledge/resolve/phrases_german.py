"""German phrases that hedge or negate a name. Data only, in plain lower case.

Umlauts count as written and as ae/oe/ue; see phrases.py for what the lists mean.
"""

from __future__ import annotations

from knowledge.resolve.german import UMLAUTS


def _lines(text: str) -> frozenset[str]:
    phrases = {line.strip() for line in text.strip().splitlines()}
    return frozenset(phrases | {phrase.translate(UMLAUTS) for phrase in phrases})


HEDGES = _lines(
    """
    v.a.
    v. a.
    va.
    v.a
    verdacht auf
    dringender verdacht auf
    dringend verdächtig auf
    hochgradiger verdacht auf
    verdächtig auf
    suspekt auf
    hinweisend auf
    hinweis auf
    hinweise auf
    z.n.
    z. n.
    zustand nach
    a.e.
    a. e.
    am ehesten
    am wahrscheinlichsten
    eher
    wohl
    wahrscheinlich
    wahrscheinliche
    wahrscheinlicher
    wahrscheinliches
    vermutlich
    vermutliche
    möglich
    mögliche
    möglicher
    mögliches
    möglicherweise
    eventuell
    evtl.
    fraglich
    fragliche
    fragliches
    fraglicher
    vereinbar mit
    passend zu
    passt zu
    typisch für
    im sinne von
    im sinne einer
    im sinne eines
    i.s.
    i.s.v.
    i. s. v.
    entsprechend
    bild einer
    bild eines
    dd
    d.d.
    differenzialdiagnose
    differentialdiagnose
    differenzialdiagnosen
    differentialdiagnosen
    differenzialdiagnostisch
    differentialdiagnostisch
    diagnose
    nicht ausgeschlossen
    nicht auszuschließen
    nicht sicher ausgeschlossen
    nicht sicher auszuschließen
    ist nicht auszuschließen
    sind nicht auszuschließen
    kann nicht ausgeschlossen werden
    können nicht ausgeschlossen werden
    nicht sicher
    unsicher
    zum ausschluss
    zum ausschluss von
    z.a.
    bei
    durch
    infolge
    z.b.
    zum beispiel
    ich denke
    ich tippe auf
    sieht aus wie
    es handelt sich um
    handelt sich um
    das ist
    das sind
    ich glaube
    könnte
    könnten
    weniger wahrscheinlich
    bek.
    """
)

NEGATIONS = _lines(
    """
    kein
    keine
    keinen
    keiner
    keinem
    keines
    kein hinweis auf
    keine hinweise auf
    kein hinweis für
    keine hinweise für
    kein anhalt für
    kein anhalt auf
    kein nachweis von
    kein nachweis einer
    kein nachweis eines
    kein verdacht auf
    keine zeichen von
    keine zeichen einer
    keine zeichen eines
    eher kein
    eher keine
    ohne
    ohne hinweis auf
    ohne anhalt für
    ohne nachweis von
    ohne nachweis einer
    nicht
    eher nicht
    weder
    statt
    anstatt
    anstelle von
    anstelle einer
    ausschluss
    ausschluss von
    ausschluss einer
    ausschluss eines
    frei von
    spricht gegen
    gegen
    niemals
    keineswegs
    nein
    """
)

NEGATIONS_EITHER = _lines(
    """
    ausgeschlossen
    unwahrscheinlich
    nicht wahrscheinlich
    nicht nachweisbar
    nicht vorhanden
    nicht abgrenzbar
    """
)
