"""Results without names: stable pseudonyms, and no figure about fewer than five people. Pure.

Rule: design.md promise 6 (small groups, under 5, are never broken down); stories E2 and C5 of
`programme.md` A.4. Where one small group alone would be left out, its figure could be told from
the total: the smallest of the others is then pooled with it.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping

LEAST = 5
# The letters of Crockford's base 32: nothing that is read as something else.
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def pseudonym(secret: str, edition_key: str, person_id: int) -> str:
    """A name for somebody in one edition: always the same, of no use in another edition."""
    message = f"{edition_key}:{person_id}".encode()
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    code = base64.b32encode(digest).decode().translate(_LETTERS)[:8]
    return f"P-{code[:4]}-{code[4:]}"


def pooled(counts: Mapping[str, int], least: int = LEAST) -> dict[str, str | None]:
    """For each group, the group under which it is shown: itself, "" (the pool), or None (nothing).

    A pool that would be smaller than `least` takes the smallest shown groups in; when everything
    together is smaller, nothing is shown.
    """
    if 0 < sum(counts.values()) < least:
        return dict.fromkeys(counts)
    by_size = sorted(counts, key=lambda group: (counts[group], group))
    pool = [group for group in by_size if counts[group] < least]
    shown = [group for group in by_size if counts[group] >= least]
    while pool and sum(counts[group] for group in pool) < least:
        pool.append(shown.pop(0))
    return {group: (group if group in shown else "") for group in counts}
