"""Addresses of the educators' workbench; quizzes and cohorts are in `quiz.classroom`."""

from django.urls import path

from cases.intake import held_views, tus
from cases.intake import views as intake
from cases.teach import views

app_name = "teach"

urlpatterns = [
    path("", views.cases, name="home"),
    path("bring-in/", intake.bring_in, name="bring-in"),
    path("bring-in/new/", intake.new, name="intake-new"),
    path("bring-in/held/<str:token>/", held_views.show, name="held"),
    path("bring-in/held/<str:token>/<int:frame>.png", held_views.picture, name="held-picture"),
    path("bring-in/<str:public_id>/", intake.show, name="intake"),
    path("bring-in/<str:public_id>/start/", intake.start, name="intake-start"),
    path("bring-in/<str:public_id>/cancel/", intake.cancel, name="intake-cancel"),
    path("bring-in/<str:public_id>/files/", tus.files, name="intake-files"),
    path("bring-in/<str:public_id>/files/<str:key>/", tus.file, name="intake-file"),
]
