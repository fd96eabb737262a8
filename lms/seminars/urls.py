"""Fixed addresses of seminars."""

from django.urls import path

from lms.seminars.views import evaluation, reminders

app_name = "seminars"
urlpatterns = [
    path("seminars/<slug:slug>/observe/", evaluation.observe, name="observe"),
    path("seminars/<slug:slug>/evaluate/", evaluation.evaluate, name="evaluate"),
    path("reminders/<str:token>/", reminders.stop, name="stop_reminders"),
]
