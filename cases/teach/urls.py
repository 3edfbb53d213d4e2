"""Addresses of the educators' workbench; quizzes and cohorts are in `quiz.classroom`."""

from django.urls import path

from cases.teach import views

app_name = "teach"

urlpatterns = [
    path("", views.cases, name="home"),
]
