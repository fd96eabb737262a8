"""Compare the file of every printed certificate with the sum on record; status 1 when one differs.

manage.py shell --no-imports < docs/scripts/check_certificates.py
"""

import hashlib
import sys

from django.core.files.storage import storages

from courses.models import Certificate

damaged, count = [], 0
for number, name, digest in Certificate.objects.exclude(rendered_at=None).values_list(
    "number", "file_name", "sha256"
):
    count += 1
    try:
        with storages["private"].open(name) as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        same = False
    if not same:
        damaged.append(number)

print(f"Printed certificates: {count}, damaged or missing: {len(damaged)}")
if damaged:
    sys.exit("Damaged or missing: " + " ".join(damaged))
