"""Whose intake it is: file names and originals may name a patient, so only who brought them."""

from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404

from cases.models import HeldFile, Intake


def intake_of(user: User | AnonymousUser, public_id: str) -> Intake:
    """Return the intake for its owner or an administrator; 404 for everybody else."""
    found = Intake.objects.filter(public_id=public_id)
    if not user.is_superuser:
        found = found.filter(owner_id=user.pk)
    intake = found.first()
    if intake is None:
        raise Http404
    return intake


def held_of(user: User | AnonymousUser, token: str) -> HeldFile:
    """Return the held file for whoever brought it or an administrator; 404 for everybody else."""
    found = HeldFile.objects.filter(token=token).select_related("intake")
    if not user.is_superuser:
        found = found.filter(intake__owner_id=user.pk)
    held = found.first()
    if held is None:
        raise Http404
    return held
