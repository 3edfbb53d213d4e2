"""German words of typed answers → the English ones that the resolver's rules know.

Language, not radiology: adjectives, sites, tumors, the endings of German. Names of conditions
stand in ``names_de.yaml``. Every word is found as written, with ae/oe/ue for umlauts, and without
either; inflected forms are made here, so that no rule behind has to know German.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
BARE = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
WRITTEN = re.compile(r"[ao]+e")

_ADJECTIVE_ENDINGS = ("", "e", "er", "es", "en", "em")
_NOUN_ENDINGS = ("", "e", "n", "en", "s", "es")

#: German stem, English word; "=" keeps the stem and only takes its ending away.
_ADJECTIVES = """
ossär osseous
knöchern bony
skelettal skeletal
spinal spinal
vertebral vertebral
thorakal thoracic
lumbal lumbar
zervikal cervical
sakral sacral
thorakolumbal thoracolumbar
lumbosakral lumbosacral
axial axial
multipl multiple
multifokal multifocal
fokal focal
diffus diffuse
solitär solitary
singulär single
vereinzelt few
zahlreich numerous
disseminiert disseminated
generalisiert generalized
ausgedehnt extensive
bekannt known
neu new
alt old
akut acute
subakut subacute
chronisch chronic
rekurrierend recurrent
rezidivierend recurrent
klein small
groß large
aktiv active
typisch typical
klassisch classic
atypisch atypical
aggressiv aggressive
symptomatisch symptomatic
kompressiv compressive
fettarm =
fettreich fatty
benign benign
gutartig benign
malign malignant
bösartig malignant
metastatisch metastatic
osteolytisch osteolytic
lytisch lytic
osteoblastisch osteoblastic
osteoplastisch osteoblastic
sklerotisch sclerotic
sklerosiert sclerotic
osteosklerotisch sclerotic
gemischt mixed
hämatologisch hematologic
hämatopoetisch hematopoietic
lymphatisch lymphatic
leukämisch leukemic
systemisch systemic
kutan cutaneous
renal renal
urämisch uremic
primär primary
sekundär secondary
tertiär tertiary
osteoporotisch osteoporotic
pathologisch pathologic
traumatisch traumatic
degenerativ degenerative
erosiv erosive
tuberkulös tuberculous
bakteriell bacterial
nichtbakteriell nonbacterial
eitrig pyogenic
epidural epidural
intraossär intraosseous
intramedullär intramedullary
leptomeningeal leptomeningeal
kavernös cavernous
fibrös fibrous
polyostotisch polyostotic
monostotisch monostotic
eosinophil eosinophilic
tuberös tuberous
ankylosierend ankylosing
gelatinös gelatinous
serös serous
hemisphärisch hemispherical
zystisch cystic
aneurysmatisch aneurysmal
nodulär nodular
heterogen heterogeneous
inhomogen heterogeneous
fleckig patchy
braun brown
rot red
destruierend destructive
postradiogen postradiation
schmorlsch schmorl
pagetsch paget
gauchersch gaucher
bechterewsch bechterew
scheuermannsch scheuermann
recklinghausensch recklinghausen
boecksch boeck
frisch acute
myeloisch myeloid
unauffällig unremarkable
"""

_NOUNS = """
hämangiom hemangioma
metastase metastasis
metastasierung metastasis
filia metastasis
filialisierung metastasis
metastasensuspekt metastasis
wirbelsäule spine
hws spine
bws spine
lws spine
wirbelkörper vertebral
wirbel vertebral
knochen bone
skelett skeletal
knochenmark marrow
kreuzbein sacrum
sakrum sacrum
läsion lesion
veränderung change
insel island
knoten node
knötchen node
knorpelknötchen node
endplatte endplate
deckplatte endplate
zell cell
typ type
krankheit disease
erkrankung disease
morbus disease
syndrom syndrome
tumor tumor
neoplasie neoplasm
malignom malignancy
malignität malignancy
fraktur fracture
bestrahlung radiation
radiatio radiation
strahlentherapie radiation
anomalie anomaly
konversion conversion
ostitis osteitis
myelom myeloma
plasmozytom plasmacytoma
plasmocytom plasmacytoma
lymphom lymphoma
leukämie leukemia
karzinom carcinoma
adenokarzinom adenocarcinoma
melanom melanoma
sarkom sarcoma
osteosarkom osteosarcoma
chondrosarkom chondrosarcoma
fibrosarkom fibrosarcoma
fibrom fibroma
neurofibrom neurofibroma
lipom lipoma
myom myoma
angiom angioma
lymphangiom lymphangioma
hämangioblastom hemangioblastoma
hämangioendotheliom hemangioendothelioma
hämangioperizytom hemangiopericytoma
hämatom hematoma
osteom osteoma
osteoblastom osteoblastoma
osteochondrom osteochondroma
enchondrom enchondroma
chordom chordoma
meningeom meningioma
neurinom neurinoma
schwannom schwannoma
ependymom ependymoma
granulom granuloma
mamma breast
brust breast
prostata prostate
mittelmeeranämie =
enostose enostosis
exostose exostosis
sklerose sclerosis
nekrose necrosis
osteonekrose osteonecrosis
tuberkulose tuberculosis
sarkoidose sarcoidosis
mastozytose mastocytosis
histiozytose histiocytosis
hämosiderose hemosiderosis
spondylosklerose spondylosclerosis
spondylodiszitis spondylodiscitis
diszitis discitis
sakroiliitis sacroiliitis
zyste cyst
knochenzyste =
osteomalazie osteomalacia
osteopenie osteopenia
hyperparathyreoidismus hyperparathyroidism
hypoparathyreoidismus hypoparathyroidism
hypothyreose hypothyroidism
hyperthyreose hyperthyroidism
hämoglobinopathie hemoglobinopathy
"""

#: One word that is several English ones; tried after the name as written.
_COMPOUNDS = """
knochenmetastase bone metastasis
skelettmetastase bone metastasis
wirbelmetastase bone metastasis
wirbelkörpermetastase bone metastasis
wirbelsäulenmetastase bone metastasis
knochenfilia bone metastasis
knochenmetastasierung bone metastasis
skelettmetastasierung bone metastasis
wirbelkörperhämangiom vertebral hemangioma
wirbelhämangiom vertebral hemangioma
wirbelkörperfraktur vertebral fracture
wirbelfraktur vertebral fracture
endplattenveränderung endplate change
deckplattenveränderung endplate change
knochenmarkinfiltration marrow infiltration
knochenmarksinfiltration marrow infiltration
lymphominfiltration lymphoma infiltration
knochenlymphom bone lymphoma
knochenmarkhyperplasie marrow hyperplasia
knochenmarkstimulation marrow stimulation
fettmark fatty marrow
fettmarkinsel fatty marrow island
fettmarkkonversion fatty marrow conversion
sinterungsfraktur compression fracture
kompressionsfraktur compression fracture
karzinommetastase metastasis
melanommetastase metastasis
"""

#: Where metastases come from; said beside them, they change nothing.
_PRIMARIES = """
mammakarzinom mammaca prostatakarzinom prostataca bronchialkarzinom lungenkarzinom
nierenzellkarzinom schilddrüsenkarzinom kolonkarzinom rektumkarzinom magenkarzinom
pankreaskarzinom urothelkarzinom ovarialkarzinom brustkrebs prostatakrebs lungenkrebs
"""

#: Words that fill and say nothing, beside "of the".
STOP = frozenset(
    """
    der die das des dem den ein eine einer eines einem einen im am zur zum ist sind
    """.split()  # noqa: SIM905
)
#: Whole words that must not be taken for a misspelt name.
REAL_WORDS = frozenset(
    """
    fieber leber wieder weniger masse messer knochig wirbeln inseln medial lateral
    """.split()  # noqa: SIM905
)

#: Endings of nouns that German writes its own way.
ENDINGS = (
    (re.compile(r"(?<=[a-z]{4})osen?$"), "osis"),
    (re.compile(r"(?<=[a-z]{3})[ae]mien?$"), "emia"),
    (re.compile(r"(?<=[a-z]{3})pathien?$"), "pathy"),
    (re.compile(r"(?<=[a-z]{2})plasien?$"), "plasia"),
    (re.compile(r"(?<=[a-z]{1})trophien?$"), "trophy"),
)


def spellings(word: str) -> set[str]:
    """A German word as it may arrive: without umlauts, and with them written out."""
    written = word.translate(UMLAUTS)
    return {word.translate(BARE), written, WRITTEN.sub("e", written)}


def _rows(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in text.strip().splitlines():
        word, *english = line.split()
        yield word, tuple(english)


def _inflected(text: str, endings: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for word, english in _rows(text):
        base = (min(spellings(word)),) if english == ("=",) else english
        for ending in endings:
            stem = word[:-1] if word.endswith("e") and ending.startswith("e") else word
            for spelling in spellings(stem + ending):
                yield spelling, base


#: German word → English word.
WORDS: dict[str, str] = {
    spelling: base[0]
    for text, endings in ((_ADJECTIVES, _ADJECTIVE_ENDINGS), (_NOUNS, _NOUN_ENDINGS))
    for spelling, base in _inflected(text, endings)
} | {"nach": "after", "filiae": "metastasis", "kein": "kein"}

#: Primary tumors, in every spelling and with their endings.
PRIMARIES: frozenset[str] = frozenset(
    spelling
    for word in _PRIMARIES.split()
    for ending in ("", "s", "e")
    for spelling in spellings(word + ending)
)

#: German compound → English words.
COMPOUNDS: dict[str, tuple[str, ...]] = dict(_inflected(_COMPOUNDS, _NOUN_ENDINGS)) | {
    spelling: ("metastasis",)
    for word in _PRIMARIES.split()
    for ending in ("metastase", "metastasen")
    for spelling in spellings(word + ending)
}
