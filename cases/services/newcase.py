"""A draft case for a study that the library does not know."""

import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.dicom.header import Header
from cases.models import Case, Proof, Provenance


def case_for(header: Header) -> Case:
    """Create a draft case for the study of this object; its slug is random, its title says when.

    Simulated objects make a simulated case: the header says so and so does every page.
    """
    what = (
        _("Imported still images, %(day)s")
        if header.still
        else _("Imported %(modality)s study, %(day)s")
    )
    provenance = Provenance.SIMULATED if header.simulated else Provenance.REAL
    return Case.objects.create(
        slug=f"study-{secrets.token_hex(4)}",
        title=what % {"modality": header.modality, "day": timezone.localdate().isoformat()},
        provenance=provenance,
        proof=Proof.SIMULATED if header.simulated else Proof.NOT_PROVEN,
    )


def blank_case(title: str) -> Case:
    """Create a draft of a real case under a working title that only educators see."""
    return Case.objects.create(slug=f"study-{secrets.token_hex(4)}", title=title[:200])


def case_named(slug: str) -> Case:
    """Return the case with this slug, made as a draft if there is none."""
    case, _made = Case.objects.get_or_create(slug=slug, defaults={"title": slug})
    return case
