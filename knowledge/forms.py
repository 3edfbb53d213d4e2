"""Forms with which educators edit the knowledge: prose one sentence a line, never raw JSON."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from knowledge.models import Entity, EntityName, Finding, Pair, Reference, Report, Umbrella
from knowledge.schema import types as schema
from knowledge.schema.decode import from_plain, to_plain

#: Lists of claims; each line is one sentence. A sentence that stays keeps its sources.
CLAIMS = {
    "why_it_mimics": _("Why it is mistaken"),
    "clinical_context": _("History that fits"),
    "pitfalls": _("Pitfalls"),
    "next_steps": _("Next steps"),
    "teaching_points": _("Teaching points"),
}
#: What a page cannot do without.
_REQUIRED = ("why_it_mimics", "pitfalls", "next_steps", "teaching_points")
_ROWS = {"rows": 6, "cols": 110}


class Lines(forms.CharField):
    """Text of several lines. A browser ends them with CR LF, which alone is no change."""

    def to_python(self, value: Any) -> Any:
        """Return the text with line feeds only."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


def lines_of(text: str) -> list[str]:
    """The non-empty lines, trimmed."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def claims_from(text: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One claim a line; a line that was there before keeps its sources."""
    known = {claim["text"]: claim for claim in before}
    return [known.get(line, {"text": line}) for line in lines_of(text)]


class EntityForm(forms.ModelForm[Entity]):
    """An entity's columns and its prose."""

    summary = forms.CharField(
        label=_("Summary"), widget=forms.Textarea(attrs={"rows": 3, "cols": 110})
    )

    class Meta:
        model = Entity
        fields = (
            "name",
            "short_name",
            "group",
            "variant_of",
            "ct_class",
            "withdrawn",
            "review_state",
            "reviewed_by",
            "reviewer_name",
            "reviewed_on",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content = self.instance.content
        self.fields["summary"].initial = content.get("summary", "")
        for name, label in CLAIMS.items():
            self.fields[name] = Lines(
                label=label,
                required=name in _REQUIRED,
                widget=forms.Textarea(attrs=_ROWS),
                help_text=_("One sentence a line. A sentence left as it is keeps its sources."),
                initial="\n".join(claim["text"] for claim in content.get(name, [])),
            )
        for sequence, row in content.get("imaging", {}).items():
            self.fields[f"imaging_{sequence}"] = forms.CharField(
                label=_("Imaging: %(sequence)s") % {"sequence": sequence},
                widget=forms.Textarea(attrs={"rows": 2, "cols": 110}),
                initial=row["appearance"],
            )

    def clean(self) -> dict[str, Any]:
        """Put the prose back into the content and let the schema check it."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        content = {**self.instance.content, "summary": cleaned["summary"].strip()}
        for name in CLAIMS:
            claims = claims_from(cleaned[name], content.get(name, []))
            content.pop(name, None)
            if claims or name in _REQUIRED:
                content[name] = claims
        content["imaging"] = {
            sequence: {**row, "appearance": cleaned[f"imaging_{sequence}"].strip()}
            for sequence, row in content.get("imaging", {}).items()
        }
        content["name"] = cleaned["name"]
        content["short_name"] = cleaned["short_name"]
        content["ct_class"] = cleaned["ct_class"]
        content["group"] = cleaned["group"].slug
        try:
            self.content = to_plain(from_plain(schema.Entity, content))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return cleaned

    @property
    def text_changed(self) -> bool:
        """Whether what readers see is different now (a review alone is not)."""
        review = {"review_state", "reviewed_by", "reviewer_name", "reviewed_on"}
        return bool(set(self.changed_data) - review)


class FindingForm(forms.ModelForm[Finding]):
    """A finding's words."""

    trap = forms.CharField(
        label=_("Trap"), required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 110})
    )

    class Meta:
        model = Finding
        fields = ("name", "kind", "definition", "withdrawn")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trap"].initial = self.instance.content.get("trap", "")

    def clean(self) -> dict[str, Any]:
        """Keep the content in step with the columns."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        content = dict(self.instance.content)
        content.update({name: cleaned[name] for name in ("name", "kind", "definition")})
        content.pop("trap", None)
        if cleaned["trap"].strip():
            content["trap"] = cleaned["trap"].strip()
        try:
            self.content = to_plain(from_plain(schema.Finding, content))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return cleaned


class PairForm(forms.ModelForm[Pair]):
    """A pair's paragraph: what to look at, what settles it, what mixes the two."""

    look = Lines(
        label=_("What to look at"),
        widget=forms.Textarea(attrs=_ROWS),
        help_text=_("One sentence a line. A sentence left as it is keeps its sources."),
    )
    settles = forms.CharField(
        label=_("What would settle it"), widget=forms.Textarea(attrs={"rows": 2, "cols": 110})
    )
    mixes = forms.CharField(
        label=_("What mixes them up"), widget=forms.Textarea(attrs={"rows": 2, "cols": 110})
    )

    class Meta:
        model = Pair
        fields = ("withdrawn",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content = self.instance.content
        self.fields["look"].initial = "\n".join(claim["text"] for claim in content["look"])
        for name in ("settles", "mixes"):
            self.fields[name].initial = content[name]["text"]

    def clean(self) -> dict[str, Any]:
        """Put the sentences back into the content and let the schema check it."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        content = dict(self.instance.content)
        content["look"] = claims_from(cleaned["look"], content["look"])
        for name in ("settles", "mixes"):
            (content[name],) = claims_from(" ".join(cleaned[name].split()), [content[name]])
        try:
            self.content = to_plain(from_plain(schema.Pair, content))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return cleaned


class ReferenceForm(forms.ModelForm[Reference]):
    """A source; an address without scheme is taken as https."""

    url = forms.URLField(label="URL", required=False, assume_scheme="https")

    class Meta:
        model = Reference
        fields = ("citation", "year", "doi", "pmid", "pmcid", "url", "withdrawn")


class UmbrellaForm(forms.ModelForm[Umbrella]):
    """An umbrella name; the names below it come from the content."""

    class Meta:
        model = Umbrella
        fields = ("name", "withdrawn")


class NameForm(forms.ModelForm[EntityName]):
    """A synonym or an abbreviation. A shipped one can only be switched off."""

    class Meta:
        model = EntityName
        fields = ("text", "kind", "language", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.source == EntityName.Source.CONTENT:
            for name in ("text", "kind", "language"):
                self.fields[name].disabled = True

    def clean_text(self) -> str:
        """Refuse a synonym that already names something else; shared abbreviations are asked."""
        text = " ".join(self.cleaned_data["text"].split())
        others = EntityName.objects.filter(
            text__iexact=text, active=True, kind=EntityName.NameKind.SYNONYM
        ).exclude(pk=self.instance.pk)
        taken = others.select_related("entity", "umbrella").first()
        if taken is not None and "text" in self.changed_data:
            raise ValidationError(
                _("“%(text)s” already names “%(owner)s”.")
                % {"text": text, "owner": taken.entity or taken.umbrella}
            )
        return text


class ReportForm(forms.Form):
    """What a reader says is wrong with a page."""

    text = forms.CharField(
        label=_("What is wrong, and where on the page?"),
        min_length=10,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    source = forms.CharField(
        label=_("A source that says otherwise"),
        required=False,
        max_length=500,
        help_text=_("A DOI, an address or a citation. Leave it empty if you have none."),
    )
    email = forms.EmailField(
        label=_("Your email"),
        required=False,
        max_length=254,
        help_text=_("Only if you want an answer. Write nothing about patients."),
    )


class SettleForm(forms.Form):
    """What became of a report."""

    state = forms.ChoiceField(label=_("State"), choices=Report.State.choices)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
