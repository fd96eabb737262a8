"""Fixed addresses of seminars."""

from django.urls import path

from lms.seminars.views import reminders

app_name = "seminars"
urlpatterns = [
    path("reminders/<str:token>/", reminders.stop, name="stop_reminders"),
]
