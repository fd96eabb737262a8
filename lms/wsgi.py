"""The WSGI entry point: `gunicorn lms.wsgi`."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from lms import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.exit(f"The settings are not usable. {error}")
logs.cover("gunicorn.error", "gunicorn.access")
