"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registration of the app with Django."""

    name = "cases"

    def ready(self) -> None:
        """Show exhibits on the pages of the knowledge; let images held back hold up their case."""
        from cases import checks  # noqa: F401
        from cases.learn.illustrator import Exhibits
        from cases.services.checklist import IMAGE_GATES
        from cases.services.held import waiting_of
        from knowledge.pages import pictures

        pictures.register(Exhibits())
        if waiting_of not in IMAGE_GATES:
            IMAGE_GATES.append(waiting_of)
