"""Fixed addresses of seminars, outside of the CMS."""

from django.urls import path

from lms.seminars.views import evaluation, journeys, nominating, offers, public, reminders

app_name = "seminars"
urlpatterns = [
    path("seminars/", public.editions, name="public_editions"),
    path("seminars/<slug:slug>/", public.edition, name="public_edition"),
    path("seminars/<slug:slug>/observe/", evaluation.observe, name="observe"),
    path("seminars/<slug:slug>/evaluate/", evaluation.evaluate, name="evaluate"),
    path("seminars/<slug:slug>/apply/", nominating.apply, name="apply"),
    path("nominate/<str:token>/", nominating.nomination, name="nominate"),
    path("offers/<str:token>/", offers.offer, name="offer"),
    path("seminars/<slug:slug>/withdraw/", journeys.withdraw_oneself, name="withdraw"),
    path("seminars/<slug:slug>/calendar.ics", journeys.calendar, name="calendar"),
    path("calendar/<str:token>.ics", journeys.feed, name="calendar_feed"),
    path("learn/calendar/", journeys.my_calendar, name="my_calendar"),
    path("reminders/<str:token>/", reminders.stop, name="stop_reminders"),
]
