"""Addresses where an educator sees a case as learners will; below the editor's own."""

from django.urls import path

from quiz.views import preview

app_name = "preview"

urlpatterns = [
    path("<str:public_id>/preview/", preview.frame, name="frame"),
    path("<str:public_id>/preview/read/", preview.read, name="read"),
    path("<str:public_id>/preview/feedback/", preview.feedback, name="feedback"),
]
