"""Addresses of a learner's own progress."""

from django.urls import URLPattern, path

from quiz.views import progress

app_name = "progress"
urlpatterns: list[URLPattern] = [
    path("", progress.progress, name="home"),
    path("export.csv", progress.export, {"kind": "csv"}, name="csv"),
    path("export.json", progress.export, {"kind": "json"}, name="json"),
]
