"""The words that the resolver's rules are about. Data only; folded spelling, singular.

Language, not radiology: what a condition is called stands in the content files. Another
interface language adds its words here and its names to the content.
"""

from __future__ import annotations

from knowledge.resolve import german


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words that carry no meaning between the words of a name.
STOP = german.STOP | _words("of the in at from to due by a an and on for is are this it its")

#: Words that names and typed text may carry or lack alike: a name in the spine is the name.
SITE = _words("vertebral vertebra spinal spine body multiple multilevel disease syndrome type")

#: Qualifiers that do not change what is named; dropped from typed text only, as few as needed.
NEUTRAL = SITE | _words(
    """
    bone marrow skeletal osseous bony axial column
    cervical thoracic lumbar sacral sacrum thoracolumbar lumbosacral
    multifocal diffuse solitary single focal scattered several numerous widespread extensive
    generalized disseminated innumerable many few isolated
    known new old acute subacute chronic healed healing incidental recurrent residual treated
    untreated active inactive early late severe mild small large tiny big huge
    benign typical classic classical simple
    lesion change involvement infiltration infiltrate feature finding disorder throughout along
    level pedicle lamina just von
    """
)

#: Several words that together are one neutral qualifier.
NEUTRAL_PHRASES: tuple[tuple[str, ...], ...] = (
    ("pathologic", "fracture"),
    ("pathological", "fracture"),
    ("cord", "compression"),
    ("spinal", "cord", "compression"),
    ("epidural", "extension"),
    ("epidural", "component"),
    ("soft", "tissue", "mass"),
    ("soft", "tissue", "component"),
    ("sclerotic", "lesion"),
    ("lytic", "lesion"),
    ("lucent", "lesion"),
    ("blastic", "lesion"),
    ("suspicious", "lesion"),
    ("mixed", "phase"),
    ("lytic", "phase"),
    ("blastic", "phase"),
)

#: The head that primary tumors' names may stand beside.
METASTASIS = "metastasis"

#: Dropped beside that head: where it came from and where it sits.
PRIMARY = german.PRIMARIES | _words(
    """
    breast prostate prostatic lung bronchial bronchogenic renal kidney rcc thyroid colon colonic
    colorectal rectal gastric stomach gastrointestinal gi bladder urothelial melanoma
    neuroblastoma carcinoid neuroendocrine ovarian uterine endometrial cervix pancreatic hcc
    hepatocellular liver testicular germ nasopharyngeal npc esophageal cholangiocarcinoma
    sarcoma osteosarcoma ewing sclc nsclc squamous small cell medullary follicular papillary
    carcinoma adenocarcinoma ca cancer tumor malignancy malignant deposit unknown primary origin
    disease wilms retinoblastoma seminoma
    """
)

#: Names without any word beyond these say nothing; no short form of a name may be left so bare.
GENERIC = NEUTRAL | _words(
    """
    tumor tumour cancer cell node island cyst mass nodule disorder anemia fracture osteitis
    sclerosis sclerotic lytic mixed blastic atypical aggressive fatty red yellow brown black
    white giant compact storage deficiency transformation hyperplasia hypoplasia normal abnormal
    secondary primary idiopathic symptomatic unspecified form other variant infection anomaly
    """
)

#: One word for another. Applied after the name as written was tried.
EXPAND: dict[str, tuple[str, ...]] = {
    "met": ("metastasis",),
    "metastatic": ("metastasis",),
    "osteolytic": ("lytic",),
    "osteoblastic": ("sclerotic",),
    "blastic": ("sclerotic",),
    "tb": ("tuberculosis",),
    "tuberculous": ("tuberculosis",),
    "tubercular": ("tuberculosis",),
    "vcf": ("vertebral", "compression", "fracture"),
    "fx": ("fracture",),
    "fxs": ("fracture",),
    "histio": ("histiocytosis",),
    "ad": ("autosomal", "dominant"),
    "dz": ("disease",),
    "osseous": ("bone",),
    "skeletal": ("bone",),
    "bony": ("bone",),
    "boney": ("bone",),
    "vert": ("vertebral",),
    "mult": ("multiple",),
    "atyp": ("atypical",),
    "comp": ("compression",),
    "pagetic": ("paget",),
    "lymphomatous": ("lymphoma",),
    "leukemic": ("leukemia",),
    "myelomatous": ("myeloma",),
    "radiotherapy": ("radiation",),
    "irradiation": ("radiation",),
    "xrt": ("radiation",),
    "postirradiation": ("postradiation",),
    "postradiotherapy": ("postradiation",),
    "fat": ("fatty",),
    "ca": ("carcinoma",),
    "hb": ("hemoglobin",),
    "gcsf": ("g", "csf"),
    "hemangiomatous": ("hemangioma",),
    "dysplastic": ("dysplasia",),
    "hpt": ("hyperparathyroidism",),
} | german.COMPOUNDS

#: Abbreviations that are also words or units: they count only where nothing else stands beside.
WORDLIKE = _words("as al all ca ro rod ado mas mel epo ti tm")

#: Whole words (not names) that must not be taken for a misspelt name.
REAL_WORDS = german.REAL_WORDS | _words(
    """
    cancel cancels canker dancer lancer cancers medic medics music mimic comic tonic formal
    tuberculin tuberculoid normally abnormal gauche page pages pager paged target sacred
    secondly myxoma myoma lipoma angioma lymphedema lymphocele fibrosis fibroma
    neurosis necrosis ptosis stenosis cirrhosis
    alright albrecht norma norman norms pickle pickles tickle fickle sickly modif modify
    secondarily escalate ecstatic paphos
    psoriasis sclerosis mitosis meiosis leukopenia leukocyte marrow narrow arrow brow crown
    """
)

#: Prefixes whose confusion changes the meaning: a correction may not touch them.
PREFIXES = _words(
    """
    hypo hyper osteolyt osteoblast osteoplast lyt blast exo eno endo en ec ecto intra inter extra
    infra supra pre post mono poly oligo macro micro anti peri para normo non
    """
)

#: Endings whose confusion changes the meaning, longest first.
SUFFIXES = tuple(
    sorted(
        _words(
            """
            itis osis oma emia penia pathy lysis sarcoma blastoma genesis plasia trophy petrosis
            porosis lytic blastic
            """
        ),
        key=lambda suffix: (-len(suffix), suffix),
    )
)
