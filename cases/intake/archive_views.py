"""Searching an archive of the settings and fetching one study of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases.intake import service, tasks
from cases.intake.archive import MODALITIES, MOST_RESULTS, UID, ArchiveError, search, servers
from config.lib.access import educators_only

DAY = forms.DateInput(attrs={"type": "date"})


class SearchForm(forms.Form):
    """What is asked of an archive: nothing that names a patient."""

    server = forms.ChoiceField(label=gettext_lazy("Archive"))
    accession = forms.RegexField(
        r"^[^*?\\]+$", max_length=16, required=False, label=gettext_lazy("Accession number")
    )
    since = forms.DateField(required=False, label=gettext_lazy("Study date from"), widget=DAY)
    until = forms.DateField(required=False, label=gettext_lazy("to"), widget=DAY)
    modality = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Modality"),
        choices=[("", gettext_lazy("any")), *((one, one) for one in MODALITIES)],
    )
    uid = forms.RegexField(
        rf"^{UID.pattern}$",
        max_length=64,
        required=False,
        label=gettext_lazy("Study Instance UID"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["server"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (as declared above)
        field.choices = [(name, name) for name in servers()]

    def clean(self) -> dict[str, Any]:
        """Something must narrow the search: an archive holds everybody."""
        data = super().clean() or {}
        if not any(data.get(name) for name in ("accession", "since", "until", "uid")):
            raise forms.ValidationError(
                _("Give an accession number, a study date or a Study Instance UID.")
            )
        return data


def filters(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the search as QIDO-RS wants it."""
    found = {
        "AccessionNumber": data["accession"],
        "StudyInstanceUID": data["uid"],
        "ModalitiesInStudy": data["modality"],
        "StudyDate": _days(data["since"], data["until"]),
    }
    return {name: value for name, value in found.items() if value}


def _days(since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return ""
    first, last = (f"{one:%Y%m%d}" if one else "" for one in (since, until))
    return first if first == last else f"{first}-{last}"


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest) -> HttpResponseBase:
    """Search (GET); a POST fetches one study in the background."""
    known = servers()
    if not known:
        raise Http404
    if request.method == "POST":
        return _fetch(request)
    form = SearchForm(request.GET if "server" in request.GET else None)
    found, problem = None, ""
    if form.is_bound and form.is_valid():
        try:
            found = search(known[form.cleaned_data["server"]], filters(form.cleaned_data))
        except ArchiveError as error:
            problem = str(error)
    context = {
        "form": form,
        "found": found,
        "problem": problem,
        "server": form.cleaned_data.get("server", "") if found is not None else "",
        "full": found is not None and len(found) >= MOST_RESULTS,
        "most": MOST_RESULTS,
    }
    return render(request, "teach/intake/archive.html", context)


def _fetch(request: HttpRequest) -> HttpResponseBase:
    assert isinstance(request.user, User)  # noqa: S101  (educators are signed in)
    server, study = request.POST.get("server", ""), request.POST.get("study", "")
    if server not in servers() or len(study) > 64 or not UID.fullmatch(study):
        raise Http404
    images = request.POST.get("images", "")
    intake = service.order(
        request.user, server, study, int(images) if images.isdecimal() and len(images) < 7 else 0
    )
    tasks.enqueue(intake)
    return redirect(intake)
