"""Whether the licence of a case lets it be passed on."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

#: Licences that allow copies for everybody: Creative Commons of every kind, and no rights at all.
#: "NoDerivatives" too: the images are passed on as they are (CC BY-ND 4.0, 2(a)(4)).
OPEN = re.compile(
    r"^(cc0|cc[ -]?by|creative commons (zero|attribution)|public domain|pddl|odc-by|odbl)\b",
    re.IGNORECASE,
)


def not_to_pass_on(licence: str) -> str:
    """Return in a sentence why a case with this licence may not leave; empty if it may."""
    told = " ".join(licence.split())
    if not told:
        return _("No license is stated, so that the images may not be passed on.")
    allowed = {one.casefold() for one in settings.SHARE_LICENCES}
    if OPEN.match(told) or told.casefold() in allowed:
        return ""
    return _(
        "The license “%(licence)s” is not known to allow passing the images on. Creative Commons "
        "licenses and the public domain do; an administrator can name others (SHARE_LICENCES)."
    ) % {"licence": told}
