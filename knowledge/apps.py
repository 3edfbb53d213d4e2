"""The knowledge app."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Registration of the app with Django."""

    name = "knowledge"
