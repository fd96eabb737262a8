# Read by backup.sh and restore.sh: where the site keeps things, asked of its own settings, so that
# LMS_ENV_FILE, X_FILE and defaults mean the same as everywhere. Passwords go to PostgreSQL's programs
# through the environment, where `ps` does not show them.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
manage() { (cd "$root" && .venv/bin/python manage.py "$@"); }
say() { printf '%s\n' "$*"; }
refuse() {
    printf '%s\n' "$*" >&2
    exit 1
}

read_settings() {
    local found
    found=$(manage shell --no-imports -c '
import hashlib, shlex
from django.conf import settings
database, cache = settings.DATABASES["default"], settings.CACHES["default"]
values = {
    "engine": database["ENGINE"].rsplit(".", 1)[1],
    "media": settings.STORAGES["default"]["OPTIONS"].get("location", ""),
    "private": settings.STORAGES["private"]["OPTIONS"].get("location", ""),
    "cache_table": cache["LOCATION"] if cache["BACKEND"].endswith("DatabaseCache") else "",
    "key_print": hashlib.sha256(settings.SIGNING_KEY).hexdigest()[:16],
    "site_url": settings.SITE_URL,
    "PGDATABASE": database["NAME"],
    "PGHOST": database.get("HOST"),
    "PGPORT": database.get("PORT"),
    "PGUSER": database.get("USER"),
    "PGPASSWORD": database.get("PASSWORD"),
    "PGSSLMODE": database.get("OPTIONS", {}).get("sslmode"),
    "PGSSLROOTCERT": database.get("OPTIONS", {}).get("sslrootcert"),
}
for name, value in values.items():
    if value or not name.startswith("PG"):
        print(("export " if name.startswith("PG") else "") + name + "=" + shlex.quote(str(value)))
') || refuse "The settings cannot be read: see above."
    eval "$found"
    [ "$engine" = postgresql ] || refuse "DATABASE_URL is no PostgreSQL. A site on SQLite is copied while it is stopped: the folder var/ and the folders of its settings."
}
