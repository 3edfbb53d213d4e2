"""Every address of the site starts here; each app names its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("learn/", include("knowledge.urls")),
    path("images/", include("cases.urls")),
    path("quiz/", include("quiz.urls")),
    path("admin/", admin.site.urls),
]
