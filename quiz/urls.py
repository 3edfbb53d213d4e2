"""Addresses of the quiz app. They carry random ids and numbers, never the name of anything."""

from django.urls import URLPattern, path

from quiz.views import (
    assigned,
    exam,
    feedback,
    keep,
    landing,
    practice,
    rapid,
    reading,
    review,
    session,
    vocabulary,
)

app_name = "quiz"
urlpatterns: list[URLPattern] = [
    path("", landing.home, name="home"),
    path("start/", practice.start, name="start"),
    path("practice/", practice.choose, name="practice-of"),
    path("review/", review.review, name="review"),
    path("bookmarks/", keep.bookmarks, name="bookmarks"),
    path("rapid/", rapid.start, name="rapid"),
    path("exam/", exam.start, name="exam"),
    path("assigned/<str:public_id>/", assigned.start, name="assigned"),
    path("notice/<int:notice_id>/", assigned.dismiss, name="dismiss"),
    path("join/<str:token>/", assigned.join, name="join"),
    path("suggest/", vocabulary.suggest, name="suggest"),
    path("understand/", vocabulary.understand, name="understand"),
    path("findings/", vocabulary.findings, name="findings"),
    path("s/<str:session_id>/", session.session, name="session"),
    path("s/<str:session_id>/next/", session.go_on, name="next"),
    path("s/<str:session_id>/hand-in/", exam.hand_in, name="hand-in"),
    path("s/<str:session_id>/clock/", exam.clock, name="clock"),
    path("s/<str:session_id>/<int:order>/flag/", exam.flag, name="flag"),
    path("s/<str:session_id>/end/", session.end, name="end"),
    path("s/<str:session_id>/<int:order>/", reading.read, name="read"),
    path("s/<str:session_id>/<int:order>/draft/", reading.draft, name="draft"),
    path("s/<str:session_id>/<int:order>/elsewhere/", reading.other_browser, name="elsewhere"),
    path("s/<str:session_id>/<int:order>/skip/", keep.skip_case, name="skip"),
    path("s/<str:session_id>/<int:order>/keep/", keep.keep, name="keep"),
    path("s/<str:session_id>/<int:order>/feedback/", feedback.feedback, name="feedback"),
    path("s/<str:session_id>/<int:order>/challenge/", feedback.challenge, name="challenge"),
]
