"""Every address of the site starts here; each app names its own."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from config import errors, help, views
from quiz.views.search import search

admin.site.site_header = "Spine Mimics"
admin.site.site_title = "Spine Mimics"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search, name="search"),
    path("about/", views.about, name="about"),
    path("help/", help.index, name="help"),
    path("help/<slug:name>/", help.topic, name="help-topic"),
    path("licenses/", help.licenses, name="licenses"),
    path("design/", help.design, name="design"),
    path("theme/", views.theme, name="theme"),
    path("hints/<slug:name>/", views.close_hints, name="hints"),
    path("language/", set_language, name="language"),
    path("fetch-ahead.json", views.fetch_ahead, name="fetch-ahead"),
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("account/", include("config.accounts.urls")),
    path("learn/", include("cases.learn.urls")),
    path("learn/", include("knowledge.urls")),
    path("api/knowledge/v1/", include("knowledge.api.urls")),
    path("images/", include("cases.urls")),
    path("quiz/", include("quiz.urls")),
    path("progress/", include("quiz.progress_urls")),
    path("teach/", include("quiz.classroom.urls")),
    path("teach/cases/", include("quiz.preview_urls")),
    path("teach/reports/", include("knowledge.teach.urls")),
    path("teach/", include("cases.teach.urls")),
    path("admin/", admin.site.urls),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = "django.views.defaults.server_error"
