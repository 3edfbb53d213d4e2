"""What ingest stores of a study: series as the viewer shows them, instances, frames.

Files lie under MEDIA_ROOT by content hash (see `cases.services.store`); rows hold the hash.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.ids import series_token


class Study(models.Model):
    """One examination; its UID is the remapped one, so that a second import finds it again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="studies")
    study_instance_uid = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "study_instance_uid"], name="study_once_a_case"
            )
        ]
        verbose_name = _("study")
        verbose_name_plural = _("studies")

    def __str__(self) -> str:
        return f"{self.case} · {self.pk}"


class Series(models.Model):
    """A stack as the viewer scrolls it: one orientation, one matrix, sorted by position.

    A DICOM series that mixes orientations or matrices becomes several rows with one
    `series_instance_uid` and different `part`.

    `geometry`: {"rows", "cols", "pixelSpacing": [row, col] mm or null, "orientation": six
    direction cosines or null, "positions": [[x, y, z] mm, …] or null, "thickness": mm or null,
    "gaps": [index after which a slice is missing, …], "still": units a pixel (`cases.dicom.still`)
    where the images are still pictures, else null or absent}.
    `pixels`: {"kind": "mono16" | "bitmap", "bits", "signed", "slope", "intercept", "unit",
    "inverted"}. `windows`: [{"name", "center", "width"}, …], the first is the default.
    `frame_digests` repeats the frames' hashes in order, so that a manifest is one query.
    `deidentified`: {"X:PatientBirthDate": how many, …}, the action of PS3.15 and the keyword of
    every element met, never a value.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="series")
    token = models.CharField(max_length=16, unique=True, default=series_token, editable=False)
    series_instance_uid = models.CharField(max_length=64, db_index=True)
    part = models.CharField(max_length=16, blank=True)
    modality = models.CharField(_("modality"), max_length=16)
    label = models.CharField(
        _("label"),
        max_length=60,
        help_text=_("Neutral words: plane and sequence, never findings."),
    )
    plane = models.CharField(_("plane"), max_length=10, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    geometry = models.JSONField(default=dict)
    pixels = models.JSONField(default=dict)
    windows = models.JSONField(default=list)
    frame_of_reference = models.CharField(max_length=64, blank=True)
    content_digest = models.CharField(max_length=64, blank=True, db_index=True)
    frame_digests = models.JSONField(default=list)
    preview_digest = models.CharField(max_length=64, blank=True)
    preview_offsets = models.JSONField(default=list)
    frames_ready = models.BooleanField(_("frames ready"), default=False)
    deidentified = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["study", "order", "pk"]
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [
            models.UniqueConstraint(
                fields=["study", "series_instance_uid", "part"], name="series_part_once_a_study"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Instance(models.Model):
    """One de-identified DICOM object; `file` is its path below MEDIA_ROOT."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="instances")
    sop_instance_uid = models.CharField(max_length=64, db_index=True)
    sop_class_uid = models.CharField(max_length=64)
    index = models.PositiveIntegerField()
    file = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    intake = models.ForeignKey(
        "cases.Intake", null=True, blank=True, on_delete=models.SET_NULL, related_name="instances"
    )

    class Meta:
        ordering = ["series", "index"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "sop_instance_uid"], name="instance_once_a_series"
            )
        ]
        verbose_name = _("instance")
        verbose_name_plural = _("instances")

    def __str__(self) -> str:
        return f"{self.series} · {self.index + 1}"


class Frame(models.Model):
    """One image as the browser fetches it: `digest` names the file and the address."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="frames")
    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="frames")
    index = models.PositiveIntegerField()
    number = models.PositiveIntegerField(default=0, help_text=_("Frame within its instance."))
    digest = models.CharField(max_length=64, db_index=True)
    position = models.JSONField(null=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["series", "index"]
        constraints = [
            models.UniqueConstraint(fields=["series", "index"], name="frame_index_once_a_series")
        ]
        verbose_name = _("frame")
        verbose_name_plural = _("frames")

    def __str__(self) -> str:
        return f"{self.series} · {self.index + 1}"
