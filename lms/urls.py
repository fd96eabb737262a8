"""All addresses: fixed paths first, then Wagtail's pages by language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from courses.views.pages import shortcut
from lms.portal import search, views

_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
_new_password = RedirectView.as_view(pattern_name="account_reset_password")

handler500 = views.server_error

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", views.home, name="home"),
    path("language/<str:code>/", views.switch_language, name="switch_language"),
    path("learn/", views.my_learning, name="my_learning"),
    path("privacy/", views.privacy, name="privacy"),
    path("library/", views.library, name="library"),
    path("glossary/", views.glossary, name="glossary"),
    path("search/", search.search, name="search"),
    path("sitemap.xml", search.sitemap, name="sitemap"),
    path("robots.txt", search.robots, name="robots"),
    path("accounts/", include("lms.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    # Wagtail's own doors stay shut: they know no second factor.
    path("cms/login/", _sign_in),
    re_path(r"^cms/password_reset/", _new_password),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("seminars/", include("lms.seminars.urls")),
    path("", include("courses.urls")),
]
if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns += i18n_patterns(
    re_path(serve_pattern, shortcut),
    path("", include(wagtail_urls)),
)
