"""As in production: no debugging, connections kept, and the tables made in a moment."""

import os

from example_site.settings import *  # noqa: F403
from example_site.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE
from tests.stress.settings import NoMigrations

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.site.urls"
INSTALLED_APPS = ["benchmarks.site", *INSTALLED_APPS]
MIDDLEWARE = ["benchmarks.site.clock.clock", *MIDDLEWARE]
MIGRATION_MODULES = NoMigrations()
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
# Several processes share it, as rate limits need.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": os.environ.get("EXAMPLE_SITE_VAR", "/tmp") + "/cache",  # noqa: S108
    }
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
