"""Addresses of a person's own account."""

from django.urls import path

from lms.accounts import views

urlpatterns = [path("me/", views.me, name="account_me")]
