#!/usr/bin/env bash
# Restore a backup into an empty database and empty folders; it overwrites nothing.
#
#     docs/scripts/restore.sh FOLDER/<time>Z
#
# Run it as the user of the site, with the site stopped, at the commit that about.txt names, with the
# same SIGNING_KEY. It ends by comparing every printed certificate with the sum on record.
set -euo pipefail
umask 077
# shellcheck source=settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

[ $# -eq 1 ] || refuse "Usage: $0 BACKUP"
backup=$(cd "$1" && pwd)
[ -f "$backup/SHA256SUMS" ] || refuse "$backup holds no SHA256SUMS: it is no backup of backup.sh."
(cd "$backup" && sha256sum --check --quiet SHA256SUMS) || refuse "The backup is damaged: see above."
read_settings

empty() { [ ! -e "$1" ] || [ -z "$(ls -A -- "$1")" ]; }
tables=$(psql --no-password --no-psqlrc --tuples-only --no-align --command "
    SELECT count(*) FROM information_schema.tables
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema')")
[ "$tables" = 0 ] || refuse "The database “$PGDATABASE” is not empty: it holds $tables tables. Make a new one."
for name in private media; do
    [ -z "${!name}" ] || empty "${!name}" || refuse "${!name} is not empty. Move it away first."
done
grep -qx "signing_key=$key_print" "$backup/about.txt" ||
    say "Mind: SIGNING_KEY is not the one that the backup was made with." >&2

pg_restore --no-password --exit-on-error --single-transaction --no-owner --no-privileges \
    --dbname="$PGDATABASE" "$backup/database.dump"
for name in private media; do
    if [ -n "${!name}" ] && [ -f "$backup/$name.tar" ]; then
        mkdir -p "${!name}"
        tar --extract --file="$backup/$name.tar" --directory="${!name}" --preserve-permissions --no-same-owner
    fi
done

manage migrate --no-input --verbosity 0
manage createcachetable
# A cache that outlived the database knows pages under numbers that will be used again.
manage shell --no-imports -c '
from django.core.cache import cache
from courses.outline import raise_version
cache.clear()
raise_version()
'
manage shell --no-imports <"$root/docs/scripts/check_certificates.py"
