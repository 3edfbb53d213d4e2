"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registration of the app with Django."""

    name = "cases"
