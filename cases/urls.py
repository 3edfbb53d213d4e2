"""Addresses of the images themselves: opaque token, hash of the content."""

from django.urls import path

from cases import views

app_name = "cases"

urlpatterns = [
    path("<str:token>/preview-<str:digest>.bin", views.preview, name="preview"),
    path("<str:token>/thumbnail-<str:digest>.webp", views.thumbnail, name="thumbnail"),
    path("<str:token>/picture-<str:digest>.webp", views.picture, name="picture"),
    path("<str:token>/<str:digest>.bin", views.frame, name="frame"),
]
