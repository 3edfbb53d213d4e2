"""Addresses of self-study with images; they stand before those of the knowledge."""

from django.urls import path

from cases.learn import views

app_name = "learn"
urlpatterns = [
    path("outlines/<str:public_id>-<str:made_for>.json", views.outlines, name="outlines"),
    path("compare/", views.pairs, name="pairs"),
    path("compare/<slug:a>/<slug:b>/", views.compare, name="compare"),
]
