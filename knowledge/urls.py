"""Addresses of the knowledge app."""

from django.urls import path

from knowledge import views

app_name = "knowledge"
urlpatterns = [
    path("", views.map_page, name="map"),
    path("differential/", views.differential, name="differential"),
    path("findings/", views.findings, name="findings"),
    path("findings/<slug:slug>/", views.finding, name="finding"),
    path("findings/<slug:slug>/report/", views.report_finding, name="report-finding"),
    path("references/", views.references, name="references"),
    path("references/all.bib", views.all_bibtex, name="references-bib"),
    path("references/all.ris", views.all_ris, name="references-ris"),
    path("<slug:slug>/", views.entity, name="entity"),
    path("<slug:slug>/report/", views.report, name="report"),
    path("<slug:slug>/references.bib", views.entity_bibtex, name="entity-bib"),
    path("<slug:slug>/references.ris", views.entity_ris, name="entity-ris"),
]
