"""Addresses of the classroom, below those of the workbench."""

from django.urls import URLPattern, path

from quiz.classroom import assignments, cohorts, quizzes, results, sharing, unmatched

app_name = "classroom"
urlpatterns: list[URLPattern] = [
    path("quizzes/", quizzes.index, name="quizzes"),
    path("quizzes/new/", quizzes.new, name="quiz-new"),
    path("quizzes/<str:public_id>/", quizzes.quiz, name="quiz"),
    path("quizzes/<str:public_id>/cases/", quizzes.change, name="quiz-cases"),
    path("quizzes/<str:public_id>/blueprint/", quizzes.blueprint, name="blueprint"),
    path("quizzes/<str:public_id>/copy/", quizzes.copy, name="quiz-copy"),
    path("quizzes/<str:public_id>/share/", sharing.share, name="quiz-share"),
    path("quizzes/<str:public_id>/assign/", assignments.new, name="assign"),
    path("cohorts/", cohorts.index, name="cohorts"),
    path("cohorts/<str:public_id>/", cohorts.cohort, name="cohort"),
    path("cohorts/<str:public_id>/link/", cohorts.link, name="cohort-link"),
    path("cohorts/<str:public_id>/remove/", cohorts.remove, name="cohort-remove"),
    path("answers/", unmatched.index, name="unmatched"),
    path("answers/sort/", unmatched.sort, name="sort"),
    path("answers/name/", unmatched.name, name="accept"),
    path("answers/others/", unmatched.others, name="others"),
    path("answers/others.yaml", unmatched.others_yaml, name="others-yaml"),
    path("answers/case/<str:public_id>/", unmatched.key, name="regrade"),
    path("results/", results.index, name="results"),
    path("results/<str:public_id>/", results.result, name="result"),
    path("results/<str:public_id>/dates/", assignments.dates, name="dates"),
    path("results/<str:public_id>/report/", results.report, name="report"),
    path("results/<str:public_id>/export.csv", results.download, {"kind": "csv"}, name="csv"),
    path("results/<str:public_id>/export.xlsx", results.download, {"kind": "xlsx"}, name="xlsx"),
    path("results/<str:public_id>/<int:order>/", results.item, name="item"),
]
