"""Addresses of a person's own account."""

from django.urls import path

from lms.accounts import views

urlpatterns = [
    path("me/", views.me, name="account_me"),
    path("me/data/", views.my_data, name="account_data"),
    path("me/data.json", views.my_data_file, name="account_data_file"),
    path("me/consents/<slug:purpose>/", views.consent, name="account_consent"),
    path("me/erasure/", views.erasure, name="account_erasure"),
    path("welcome/<str:token>/", views.welcome, name="account_welcome"),
]
