"""Addresses of the queue of reports."""

from django.urls import path

from knowledge.teach import views

app_name = "reports"
urlpatterns = [
    path("", views.reports, name="queue"),
    path("<int:pk>/", views.settle, name="settle"),
]
