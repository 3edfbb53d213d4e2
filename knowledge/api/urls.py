"""Addresses of version 1 of the API."""

from django.urls import path

from knowledge.api import views

app_name = "knowledge-api"
urlpatterns = [
    path("", views.index, name="index"),
    path("openapi.json", views.document, name="openapi"),
    path("entities/", views.entities, name="entities"),
    path("entities/<slug:slug>/", views.entity, name="entity"),
    path("findings/", views.findings, name="findings"),
    path("findings/<slug:slug>/", views.finding, name="finding"),
    path("pairs/", views.pairs, name="pairs"),
    path("pairs/<slug:a>/<slug:b>/", views.pair, name="pair"),
    path("references/", views.references, name="references"),
    path("references/<slug:ref_id>/", views.reference, name="reference"),
]
