"""What is being edited of a case: the working draft, its versions, and who did what when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class Stage(models.TextChoices):
    """Where the working draft stands. Of a published case it lives beside what is served."""

    CLEAN = "clean", _("As published")
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    CHANGES = "changes", _("Changes asked for")


class CaseDraft(models.Model):
    """The working copy of a case; `content` has the shape of `cases.services.content`.

    While a case was never published its own columns hold the working copy; of a published or
    retired case `content` does, and nothing of it is served before it is published. `version`
    counts the saves, so that two people cannot overwrite each other unseen. The digests say
    which content was approved and previewed.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="draft")
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.DRAFT)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_digest = models.CharField(max_length=64, blank=True)
    previewed_digest = models.CharField(max_length=64, blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("working draft")
        verbose_name_plural = _("working drafts")

    def __str__(self) -> str:
        return f"{self.case_id} v{self.version}"


class DraftVersion(models.Model):
    """One saved state of a working draft: what undo goes back to.

    `restores` is the version whose content this one took over. A version set `aside` never
    became the draft: somebody else had saved first, and the text is kept here.
    """

    draft = models.ForeignKey(CaseDraft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    restores = models.PositiveIntegerField(null=True)
    aside = models.BooleanField(default=False)

    class Meta:
        ordering = ["draft", "-number", "-pk"]
        indexes = [models.Index(fields=["draft", "number"])]
        verbose_name = _("draft version")
        verbose_name_plural = _("draft versions")

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.number}"


class CaseEvent(models.Model):
    """Something that happened in the life of a case: who, when, what, and what was said."""

    class Kind(models.TextChoices):
        """What can happen to a case."""

        COMMENT = "comment", _("commented")
        SENT = "sent", _("sent it to review")
        WITHDRAWN = "withdrawn", _("took it back from review")
        CHANGES = "changes", _("asked for changes")
        APPROVED = "approved", _("approved it")
        PUBLISHED = "published", _("published it")
        RETIRED = "retired", _("retired it")
        REOPENED = "reopened", _("opened it for editing")
        RESTORED = "restored", _("went back to an earlier state")
        SHARED = "shared", _("downloaded it to share it")
        ARRIVED = "arrived", _("brought it in from elsewhere")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    text = models.TextField(_("text"), blank=True)
    revision = models.PositiveIntegerField(_("revision"), null=True)

    class Meta:
        ordering = ["case", "-at", "-pk"]
        verbose_name = _("event of a case")
        verbose_name_plural = _("events of cases")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.get_kind_display()}"
