"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registration of the app with Django."""

    name = "cases"

    def ready(self) -> None:
        """Show exhibits on the pages of the knowledge."""
        from cases.learn.illustrator import Exhibits
        from knowledge.pages import pictures

        pictures.register(Exhibits())
