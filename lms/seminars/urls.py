"""Addresses of seminars outside the CMS."""

from django.urls import path

from lms.seminars.views import public

urlpatterns = [
    path("", public.editions, name="public_editions"),
    path("<slug:slug>/", public.edition, name="public_edition"),
]
