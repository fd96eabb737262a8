"""Fixed addresses of seminars, outside of the CMS."""

from django.urls import path

from lms.seminars.views import evaluation, public, reminders

app_name = "seminars"
urlpatterns = [
    path("seminars/", public.editions, name="public_editions"),
    path("seminars/<slug:slug>/", public.edition, name="public_edition"),
    path("seminars/<slug:slug>/observe/", evaluation.observe, name="observe"),
    path("seminars/<slug:slug>/evaluate/", evaluation.evaluate, name="evaluate"),
    path("reminders/<str:token>/", reminders.stop, name="stop_reminders"),
]
