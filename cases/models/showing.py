"""What self-study shows of an exhibit, computed once: pictures, outlines, gray levels, levels."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.imaging import Series


class Showing(models.Model):
    """What was computed of one exhibit (`cases.learn.prepare` writes it).

    `made_for` tells from which images and key, so that a changed exhibit is prepared again.
    `view`: {"series": token, "slice", "center", "width"}, where its viewer opens. `regions`: the
    outlines as `<dicom-stack>` draws them, {token: {slice: [{"name", "polygon"}]}}. `signals`:
    {sequence of the knowledge: {tissue: value}} in output units, "lesion" among the tissues.
    `levels`: {"L3": [x, y, z]} the middle of each vertebral body (LPS, mm).
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="showing")
    made_for = models.CharField(max_length=64)
    view = models.JSONField(default=dict)
    regions = models.JSONField(default=dict)
    signals = models.JSONField(default=dict)
    levels = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("showing")
        verbose_name_plural = _("showings")

    def __str__(self) -> str:
        return str(self.case)


class Picture(models.Model):
    """One still of an exhibit's series: `digest` names the WebP file and the address."""

    class Kind(models.TextChoices):
        """What the still is cut for."""

        THUMBNAIL = "thumbnail", _("Thumbnail")
        STRIP = "strip", _("Strip")

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="pictures")
    kind = models.CharField(max_length=10, choices=Kind)
    slice = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["series", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["series", "kind"], name="picture_once_a_kind")
        ]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return f"{self.series} · {self.kind}"
