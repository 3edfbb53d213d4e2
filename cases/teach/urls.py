"""Addresses of the educators' workbench; quizzes and cohorts are in `quiz.classroom`."""

from django.urls import path

from cases.intake import archive_views, deck_views, held_views, removal, tus
from cases.intake import views as intake
from cases.share import views as share
from cases.teach import editor, pick, review, versions, views

app_name = "teach"

urlpatterns = [
    path("", views.cases, name="home"),
    path("storage/", removal.storage, name="storage"),
    path("cases/<str:public_id>/take-down/", removal.take_down, name="take-down"),
    path("cases/<str:public_id>/share/", share.case, name="share"),
    path("taken-down/<int:pk>/", removal.taken_down, name="taken-down"),
    path("bring-in/", intake.bring_in, name="bring-in"),
    path("bring-in/new/", intake.new, name="intake-new"),
    path("bring-in/archive/", archive_views.archive, name="archive"),
    path("bring-in/held/<str:token>/", held_views.show, name="held"),
    path("bring-in/held/<str:token>/<int:frame>.png", held_views.picture, name="held-picture"),
    path("bring-in/<str:public_id>/", intake.show, name="intake"),
    path("bring-in/<str:public_id>/collection/", deck_views.choose, name="collection"),
    path(
        "bring-in/<str:public_id>/collection/<int:deck>/<str:name>.png",
        deck_views.picture,
        name="collection-picture",
    ),
    path("bring-in/<str:public_id>/start/", intake.start, name="intake-start"),
    path("bring-in/<str:public_id>/cancel/", intake.cancel, name="intake-cancel"),
    path("bring-in/<str:public_id>/files/", tus.files, name="intake-files"),
    path("bring-in/<str:public_id>/files/<str:key>/", tus.file, name="intake-file"),
    path("reviews/", review.queue, name="reviews"),
    path("names/entities/", pick.entities, name="entities"),
    path("names/findings/", pick.findings, name="findings"),
    path("names/references/", pick.references, name="references"),
    path("cases/<str:public_id>/", editor.case, name="case"),
    path("cases/<str:public_id>/undo/", editor.undo, name="undo"),
    path("cases/<str:public_id>/step/", review.step, name="step"),
    path("cases/<str:public_id>/retire/", review.retire, name="retire"),
    path("cases/<str:public_id>/versions/", versions.versions, name="versions"),
    path("cases/<str:public_id>/versions/<int:version>/", versions.version, name="version"),
    path(
        "cases/<str:public_id>/versions/<int:version>/restore/",
        versions.restore_version,
        name="restore-version",
    ),
    path("cases/<str:public_id>/revisions/<int:number>/", versions.revision, name="revision"),
    path(
        "cases/<str:public_id>/revisions/<int:number>/restore/",
        versions.restore_revision,
        name="restore-revision",
    ),
]
