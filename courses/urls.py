"""Addresses of learning that are not pages: the same in every language."""

from django.urls import path

from courses.views import attempts, certificates, pages

app_name = "courses"
urlpatterns = [
    path("courses/", pages.to_catalogue, name="catalogue"),
    path("learn/courses/<uuid:course_key>/enrol/", pages.enrol, name="enrol"),
    path("learn/courses/<uuid:course_key>/resume/", pages.resume, name="resume"),
    path(
        "learn/courses/<uuid:course_key>/steps/<uuid:step_key>/finish/",
        pages.finish,
        name="finish",
    ),
    path(
        "learn/courses/<uuid:course_key>/quizzes/<uuid:quiz_key>/start/",
        attempts.start,
        name="start",
    ),
    path("learn/attempts/<uuid:attempt_id>/", attempts.attempt, name="attempt"),
    path("learn/attempts/<uuid:attempt_id>/<int:number>/", attempts.question, name="question"),
    path("learn/attempts/<uuid:attempt_id>/hand-in/", attempts.hand_in, name="hand_in"),
    path("certificates/<str:number>.pdf", certificates.pdf, name="certificate"),
    path("verify/", certificates.verify, name="verify"),
    path("verify/<str:code>/", certificates.verify_code, name="verify_code"),
]
