"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registration of the app with Django."""

    name = "cases"

    def ready(self) -> None:
        """Check the settings; show exhibits on the pages of the knowledge."""
        from cases import checks  # noqa: F401
        from cases.learn.illustrator import Exhibits
        from cases.services import takedown
        from cases.share import give
        from knowledge.pages import pictures

        pictures.register(Exhibits())
        if give.received not in takedown.RECEIVERS:
            takedown.RECEIVERS.append(give.received)
