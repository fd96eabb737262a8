#!/usr/bin/env bash
# Make one backup of the site while it runs: database, private storage, media, and their sums.
#
#     docs/scripts/backup.sh FOLDER
#
# It makes FOLDER/<time>Z, under that name only when it is whole. Run it as the user of the site, with
# LMS_ENV_FILE or the settings in the environment. SIGNING_KEY and the other secrets are not in it: keep
# those apart. docs/operate.md says how to restore it.
set -euo pipefail
umask 077
# shellcheck source=settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

[ $# -eq 1 ] || refuse "Usage: $0 FOLDER"
read_settings
mkdir -p "$1"
target="$(cd "$1" && pwd)/$(date -u +%Y-%m-%dT%H%M%SZ)"
part="$target.part"
[ ! -e "$target" ] || refuse "$target is there already."
mkdir "$part"
trap 'rm -rf "$part"' EXIT

# The database first: files are written once and before their record, so that later ones do no harm.
leave_out=()
[ -z "$cache_table" ] || leave_out=("--exclude-table-data=\"$cache_table\"")
pg_dump --format=custom --no-password ${leave_out[@]+"${leave_out[@]}"} --file="$part/database.dump"

pack() { # FOLDER NAME: status 1 of tar says that a file came or went meanwhile, which is no harm
    mkdir -p "$1"
    tar --create --file="$part/$2.tar" --directory="$1" --exclude='*.part' --exclude='readyz*' . || [ $? -eq 1 ]
}
for name in private media; do
    if [ -n "${!name}" ]; then
        pack "${!name}" "$name"
    else
        say "The $name storage is an object store: keep copies of it with its own means."
    fi
done

{
    say "made=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    say "commit=$(git -C "$root" rev-parse HEAD 2>/dev/null || say unknown)"
    say "site_url=$site_url"
    say "signing_key=$key_print"
} >"$part/about.txt"
(cd "$part" && shopt -s nullglob && sha256sum -- *.dump *.tar *.txt >SHA256SUMS)
sync
mv "$part" "$target"
trap - EXIT
say "$target"
