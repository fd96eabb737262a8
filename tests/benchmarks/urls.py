"""The product's addresses, and `/<language>/bare/…`, which goes Wagtail's way with no shortcut."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import re_path
from wagtail.views import serve

from lms.urls import urlpatterns as product

# Just before the product's pages by language, so that both are found after the same other patterns.
urlpatterns = [
    *product[:-1],
    *i18n_patterns(re_path(r"^bare/((?:[\w\-]+/)*)$", serve)),
    product[-1],
]
