"""Forms of the classroom: terms of a quiz, a blueprint, a cohort, an assignment's dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Difficulty
from knowledge.models import Group
from quiz.models import Assignment, Cohort, Quiz
from quiz.panel import CT_CLASS_LABELS
from quiz.services.cohorts import MOST_NAMES
from quiz.services.quizzes import Blueprint
from quiz.services.roster import people_in

MOST_MINUTES, MOST_ATTEMPTS = 600, 10
MOST_UPLOAD = 1_000_000


class QuizForm(forms.ModelForm):  # type: ignore[type-arg]
    """Title and terms."""

    class Meta:
        model = Quiz
        fields = ("title", "note", "feedback", "minutes", "attempts")
        widgets = {
            "note": forms.Textarea(attrs={"rows": 2}),
            "minutes": forms.NumberInput(attrs={"min": 1, "max": MOST_MINUTES}),
            "attempts": forms.NumberInput(attrs={"min": 1, "max": MOST_ATTEMPTS}),
        }
        help_texts = {
            "title": _("Learners read it: name no diagnosis."),
            "minutes": _("Empty: no clock."),
            "attempts": _("Results and item statistics count the first one."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.locked:
            for name in ("feedback", "minutes", "attempts"):
                self.fields[name].disabled = True

    def clean_minutes(self) -> int | None:
        """Between a minute and ten hours, or none."""
        minutes: int | None = self.cleaned_data["minutes"]
        if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
            raise forms.ValidationError(_("Between 1 and 600 minutes, or empty."))
        return minutes

    def clean_attempts(self) -> int:
        """At least one."""
        attempts: int = self.cleaned_data["attempts"]
        if not 1 <= attempts <= MOST_ATTEMPTS:
            raise forms.ValidationError(_("Between 1 and 10 attempts."))
        return attempts

    def clean(self) -> dict[str, Any]:
        """A clock needs answers that stay open until the end."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("minutes") and found.get("feedback") == Quiz.Feedback.EACH:
            self.add_error(
                "minutes",
                _("With a clock, feedback comes at the end or after the due date."),
            )
        return found


class BlueprintForm(forms.Form):
    """How many of each kind, and which."""

    mimics = forms.IntegerField(
        label=_("Mimics of any group"), min_value=0, max_value=100, initial=9
    )
    malignant = forms.IntegerField(label=_("Malignant"), min_value=0, max_value=100, initial=7)
    normal = forms.IntegerField(label=_("Normal"), min_value=0, max_value=100, initial=4)
    ct_classes = forms.MultipleChoiceField(
        label=_("CT class of mimics"),
        required=False,
        choices=CT_CLASS_LABELS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all of them."),
    )
    difficulty = forms.ChoiceField(
        label=_("Difficulty"), required=False, choices=[("", _("Any")), *Difficulty.choices]
    )
    held_back = forms.BooleanField(label=_("Use cases held back for exams, too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(
            Group.objects.exclude(kind="malignant")
            .order_by("order", "name")
            .values_list("slug", "name")
        )
        drawn = (self.initial or {}).get("groups") or {}
        self.groups = [slug for slug, _name in rows]
        for slug, name in rows:
            self.fields[f"group-{slug}"] = forms.IntegerField(
                label=name,
                min_value=0,
                max_value=100,
                required=False,
                initial=drawn.get(slug) if isinstance(drawn, dict) else None,
            )

    def clean(self) -> dict[str, Any]:
        """At least one case."""
        found: dict[str, Any] = super().clean() or {}
        names = ["mimics", "malignant", "normal", *(f"group-{slug}" for slug in self.groups)]
        counts = [found.get(name) or 0 for name in names]
        if not self.errors and not 1 <= sum(counts) <= 100:
            raise forms.ValidationError(_("Between 1 and 100 cases in all."))
        return found

    def group_fields(self) -> list[forms.BoundField]:
        """Return the fields of the groups, for the template."""
        return [self[f"group-{slug}"] for slug in self.groups]

    def blueprint(self) -> Blueprint:
        """Return what was asked for; only after `is_valid`."""
        data = self.cleaned_data
        return Blueprint(
            mimics=data["mimics"],
            malignant=data["malignant"],
            normal=data["normal"],
            groups=tuple(
                (slug, data[f"group-{slug}"]) for slug in self.groups if data[f"group-{slug}"]
            ),
            ct_classes=tuple(data["ct_classes"]),
            difficulty=data["difficulty"],
            held_back=data["held_back"],
        )


class CohortForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name of a class."""

    class Meta:
        model = Cohort
        fields = ("name",)
        help_texts = {"name": _("Its members read it.")}


class MembersForm(forms.Form):
    """A list of user names and e-mail addresses, pasted or as a CSV file."""

    names = forms.CharField(
        label=_("User names or e-mail addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Separated by commas, semicolons or lines, with or without headings."),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False)

    def clean(self) -> dict[str, Any]:
        """Read both; say what cannot be read."""
        found: dict[str, Any] = super().clean() or {}
        text = found.get("names", "")
        upload = found.get("file")
        if upload:
            if upload.size > MOST_UPLOAD:
                raise forms.ValidationError(_("A list of names has less than one megabyte."))
            text += "\n" + _decoded(upload.read())
        people = people_in(text)
        if not people:
            raise forms.ValidationError(_("There is no name in it."))
        if len(people) > MOST_NAMES:
            raise forms.ValidationError(_("At most 2,000 names at once."))
        found["found"] = people
        return found


def _decoded(data: bytes) -> str:
    """UTF-8, or what spreadsheets of the Windows world write."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


class AssignmentForm(forms.Form):
    """Class and dates; both dates are meant in the zone that is chosen beside them."""

    cohort = forms.ModelChoiceField(
        label=_("Cohort"), queryset=Cohort.objects.all(), empty_label=_("Choose a cohort")
    )
    opens_at = forms.DateTimeField(label=_("Opens"))
    due_at = forms.DateTimeField(label=_("Due"))
    zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args: Any, assignment: Assignment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment
        for name in ("opens_at", "due_at"):
            self.fields[name].widget = forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            )
        zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
        self.fields["zone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]
        if assignment is not None:
            del self.fields["cohort"]

    def clean(self) -> dict[str, Any]:
        """Read the dates in their zone; the due date lies after the opening and ahead."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        zone = ZoneInfo(found["zone"])
        for name in ("opens_at", "due_at"):
            found[name] = timezone.make_aware(timezone.make_naive(found[name]), zone)
        if found["due_at"] <= found["opens_at"]:
            self.add_error("due_at", _("The due date lies after the opening."))
        elif found["due_at"] <= timezone.now() and self.assignment is None:
            self.add_error("due_at", _("The due date has passed already."))
        return found


def local_input(moment: datetime, zone: str) -> str:
    """Return a moment as the date field shows it, in the zone."""
    return timezone.localtime(moment, ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def default_zone(owner_id: int) -> str:
    """Return the zone of the educator's last assignment, or the server's."""
    last = Assignment.objects.filter(owner=owner_id).order_by("-pk").values_list("zone", flat=True)
    return last.first() or settings.TIME_ZONE
