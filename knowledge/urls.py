"""Addresses of the knowledge app."""

from django.urls import path

from knowledge import views

app_name = "knowledge"
urlpatterns = [
    path("", views.map_page, name="map"),
    path("differential/", views.differential, name="differential"),
    path("findings/", views.findings, name="findings"),
    path("findings/<slug:slug>/", views.finding, name="finding"),
    path("<slug:slug>/", views.entity, name="entity"),
]
