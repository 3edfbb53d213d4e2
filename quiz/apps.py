"""The quiz app."""

from django.apps import AppConfig


class QuizConfig(AppConfig):
    """Registration of the app with Django."""

    name = "quiz"
