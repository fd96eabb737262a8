"""The settings of the platform, driven by the environment (see README, “Settings”).

`var/dev.env`, written by `make setup`, is read only where the environment is silent.
"""

import base64
import binascii
import os
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lms import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

if _env_file := os.environ.get("LMS_ENV_FILE", str(VAR_DIR / "dev.env")):
    if "LMS_ENV_FILE" in os.environ and not Path(_env_file).is_file():
        raise ImproperlyConfigured(f"LMS_ENV_FILE={_env_file}: there is no such file.")
    environment.load_file(Path(_env_file))

DEBUG = environment.boolean("DEBUG", False)
SECRET_KEY = environment.text("SECRET_KEY")
SITE_URL = environment.url(
    "SITE_URL", "http://127.0.0.1:8000" if DEBUG else None, ("http", "https")
).rstrip("/")


def _signing_key() -> bytes:
    """The 32 bytes that sign credentials: base64url in SIGNING_KEY, kept with the backups."""
    value = environment.text("SIGNING_KEY")
    try:
        key = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(
            "SIGNING_KEY is not 32 bytes in base64url. Make one with: python3 -c "
            "'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
        )
    return key


SIGNING_KEY = _signing_key()

_host = urlsplit(SITE_URL).hostname
if not _host:
    raise ImproperlyConfigured(f"SITE_URL={SITE_URL} names no host: write https://host.")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else _host)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
USE_X_FORWARDED_PROTO = environment.boolean("BEHIND_TLS_PROXY", False)
if USE_X_FORWARDED_PROTO:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "lms.portal",
    "lms.seminars",
    "courses",
    "content",
    "lms.accounts",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "lms.portal.apps.WagtailUsers",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # These two before any that may answer by itself, so that every answer carries them.
    "lms.portal.middleware.ContentSecurityPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.portal.middleware.PrivateWithASession",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.portal.middleware.LanguageOfTheReader",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.accounts.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.portal.middleware.SignedInAlready",
    "lms.portal.middleware.CmsIsForStaff",
    "lms.accounts.middleware.StaffSecondFactor",
    "courses.middleware.RefusalMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def _database() -> dict:
    """DATABASE_URL as Django's dictionary; SQLite is set so that no write is lost.

    SQLite with Django's defaults begins transactions as readers and fails when two of them want
    to write; IMMEDIATE takes the write lock first and waits for it.
    """
    default = f"sqlite:///{VAR_DIR / 'lms.sqlite3'}" if DEBUG else None
    config = environ.Env.db_url_config(
        environment.url("DATABASE_URL", default, ("sqlite", "postgres", "postgresql"))
    )
    if "sqlite" in config["ENGINE"]:
        config["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        config["ENGINE"] = "django.db.backends.postgresql"
        # A connection is tried before it is handed out, so that a server that was started again
        # costs no error. Without the short reconnect_timeout the pool would wait longer after each
        # failure, up to as long as the server was away. The other times are for a server whose
        # machine or network is gone, which would otherwise be waited for for minutes.
        config["CONN_HEALTH_CHECKS"] = True
        config["OPTIONS"] = {
            "connect_timeout": 5,
            "keepalives_idle": 30,
            "tcp_user_timeout": 15_000,
            **config.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 5},
        }
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Shared by all processes: the limits on sign-in and on certificates' codes are counted here.
    "default": environ.Env.cache_url_config(
        environment.url(
            "CACHE_URL",
            "locmemcache://" if DEBUG else "dbcache://lms_cache",
            # A cache of one process counts only what that process saw: a limit would not hold.
            ("dbcache", "redis", "rediss", "rediscache")
            + (("locmemcache", "dummycache") if DEBUG else ()),
        )
    ),
    # Outlines and rendered lessons. Each process may keep its own: their keys hold the outline's
    # version, which is read from the database at each request.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}


def _email() -> dict:
    default = f"filemail:///{VAR_DIR / 'mail'}" if DEBUG else None
    return environ.Env.email_url_config(
        environment.url(
            "EMAIL_URL",
            default,
            ("smtp", "smtp+tls", "smtp+ssl", "filemail", "consolemail", "memorymail", "dummymail"),
        )
    )


vars().update(_email())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("MAIL_FROM", f"no-reply@{_host}")
EMAIL_SUBJECT_PREFIX = ""


def _file_storage(name: str, value: str, **object_store: object) -> dict:
    """file:///folder on this machine, or s3://bucket with the options of an object store."""
    place = urlsplit(value)
    if place.scheme == "file":
        if place.netloc or not place.path:
            raise ImproperlyConfigured(
                f"{name} names no folder: write file:/// and then the whole path."
            )
        return {"BACKEND": "lms.storage.WholeFiles", "OPTIONS": {"location": unquote(place.path)}}
    try:
        import storages  # noqa: F401
    except ImportError as error:
        raise ImproperlyConfigured(
            f"{name}=s3:… needs the package django-storages[s3]: install it first."
        ) from error
    # Without file_overwrite=False a second file of the same name would take the first one's place.
    options = {"bucket_name": place.netloc, "file_overwrite": False, **object_store}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


MEDIA_URL = "/media/"
_media = _file_storage(
    "STORAGE_URL",
    environment.url("STORAGE_URL", f"file://{quote(str(VAR_DIR / 'media'))}", ("file", "s3")),
    # Pictures keep addresses of this site, where a proxy fetches them: pages load from no other.
    custom_domain=urlsplit(SITE_URL).netloc + MEDIA_URL.rstrip("/"),
    url_protocol=urlsplit(SITE_URL).scheme + ":",
    querystring_auth=False,
)
MEDIA_ROOT = _media["OPTIONS"].get("location", "")
# Certificates and, later, photographs of persons: never under MEDIA_URL.
PRIVATE_ROOT = environment.text("PRIVATE_ROOT", str(VAR_DIR / "private"))
_private_folder = f"file://{quote(str(Path(PRIVATE_ROOT).absolute()))}"
_private = _file_storage(
    "PRIVATE_STORAGE_URL",
    environment.url("PRIVATE_STORAGE_URL", _private_folder, ("file", "s3")),
)
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "lms" / "static"]
STORAGES = {
    "default": _media,
    "private": _private,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# People and sign-in (allauth; sign-up is by invitation only, see lms.accounts.adapters)
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/learn/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {"login": "lms.accounts.forms.SignInForm"}
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_ADAPTER = "lms.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "lms.accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "lms.accounts.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Asked for from one address: codes of certificates, searches, pages of nominations.
VERIFICATIONS_A_MINUTE = 60
SEARCHES_A_MINUTE = 60
NOMINATIONS_A_MINUTE = 60
ALLAUTH_TRUSTED_PROXY_COUNT = environment.integer("TRUSTED_PROXIES", 0)
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
# A passkey alone signs a person in.
MFA_PASSKEY_LOGIN_ENABLED = True
INVITATION_DAYS = environment.integer("INVITATION_DAYS", 14, minimum=1)
RETENTION_YEARS = environment.integer("RETENTION_YEARS", 10, minimum=1)
STAFF_MFA_REQUIRED = environment.boolean("STAFF_MFA_REQUIRED", not DEBUG)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]

# Transport and content security
SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # the CMS frames its own previews, so SAMEORIGIN rather than DENY
    "security.W021",  # HSTS preload binds the organisation's whole domain: its own decision
]
_strict = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "media-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "manifest-src": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _strict}
# The Wagtail admin uses inline scripts and styles and frames its previews; it alone is relaxed,
# by lms.portal.middleware.
CMS_CONTENT_SECURITY_POLICY = {
    **_strict,
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Languages and time
LANGUAGE_CODE = "en"
# Each in its own words. Readers choose among those that have a live home page.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("pt", "Português"),
    ("ar", "العربية"),
]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not DEBUG
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Work done after the answer: `default` runs at once (Wagtail's indexes), `lms` in a worker.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "lms": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# Wagtail
WAGTAIL_SITE_NAME = _("Global Raphael Lemkin Seminar")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAILIMAGES_IMAGE_MODEL = "content.LessonImage"
WAGTAILDOCS_DOCUMENT_MODEL = "content.LibraryDocument"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # all frames together; decoding takes 4 bytes a pixel
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.upload_forms.PictureForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "mp4", "pdf", "pptx", "txt", "webm", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "content.upload_forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Only these open in the browser; anything else is handed over as a file. The types are named here
# because the machine's own list differs from one to the next; what a browser would run has none.
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", "video/mp4", "video/webm"]
_office = "application/vnd.openxmlformats-officedocument"
WAGTAILDOCS_CONTENT_TYPES = {
    "csv": "text/csv",
    "docx": f"{_office}.wordprocessingml.document",
    "mp4": "video/mp4",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": f"{_office}.presentationml.presentation",
    "txt": "text/plain",
    "webm": "video/webm",
    "xlsx": f"{_office}.spreadsheetml.sheet",
    **dict.fromkeys(
        ("htm", "html", "js", "mjs", "mht", "shtml", "svg", "svgz", "xht", "xhtml", "xml", "xsl"),
        "application/octet-stream",
    ),
}
WAGTAILEMBEDS_FINDERS: list = []
# A page or collection is for everybody, for who is signed in, or for groups. A password that many
# share is nobody's secret, and Wagtail counts no tries at it.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "lms.logs.JsonLine"},
    },
    "filters": {"private": {"()": "lms.logs.WithoutPersonalData"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": environment.text("LOG_FORMAT", "line").lower(),
            "filters": ["private"],
        }
    },
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        # Django's own handlers know no filter: everything goes through the one above.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "django.utils.autoreload": {"level": "WARNING"},
    },
}
if LOGGING["root"]["level"] not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
    raise ImproperlyConfigured(
        f"LOG_LEVEL={LOGGING['root']['level']} is not understood: "
        "use DEBUG, INFO, WARNING, ERROR or CRITICAL."
    )
if LOGGING["handlers"]["console"]["formatter"] not in LOGGING["formatters"]:
    raise ImproperlyConfigured(
        f"LOG_FORMAT={LOGGING['handlers']['console']['formatter']} is not understood: "
        "use line or json."
    )
