"""Addresses of learning that are not pages: the same in every language."""

from django.urls import path

from courses.views import attempts, certificates, credentials, pages, reflections, verification

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
    path(
        "learn/courses/<uuid:course_key>/steps/<uuid:step_key>/reflections/",
        reflections.of_step,
        name="step_reflections",
    ),
    path(
        "learn/courses/<uuid:course_key>/steps/<uuid:step_key>/reflections/<uuid:block_key>/",
        reflections.write,
        name="reflection",
    ),
    path("learn/reflections/", reflections.mine, name="reflections"),
    path(
        "learn/reflections.txt", reflections.download, {"kind": "txt"}, name="reflections_as_text"
    ),
    path(
        "learn/reflections.json", reflections.download, {"kind": "json"}, name="reflections_as_json"
    ),
    path(
        "learn/reflections/<uuid:reflection_id>/share/", reflections.share, name="share_reflection"
    ),
    path(
        "learn/reflections/<uuid:reflection_id>/take-back/",
        reflections.take_back,
        name="take_back_reflection",
    ),
    path("learn/cohorts/<int:pk>/reflections/", reflections.of_cohort, name="cohort_reflections"),
    path("certificates/issuer.json", credentials.issuer, name="credential_issuer"),
    path("certificates/status/<int:year>.json", credentials.status, name="credential_status"),
    path("certificates/<str:number>.json", credentials.credential, name="credential"),
    path("certificates/<str:number>.pdf", certificates.pdf, name="certificate"),
    path("verify/", verification.verify, name="verify"),
    path("verify/file/", verification.verify_file, name="verify_file"),
    path("verify/<str:code>/", verification.verify_code, name="verify_code"),
]
