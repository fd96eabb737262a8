"""A certificate as a signed credential: Open Badges 3.0 with exactly the printed facts.

Sources: 1EdTech, Open Badges Specification 3.0; W3C, Verifiable Credentials Data Model 2.0 and
Bitstring Status List 1.0. Addresses are stable, so a credential can be checked after years.
"""

import base64
import gzip
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from courses.certificates.facts import spell_code
from courses.certificates.signing import CREDENTIALS, OPEN_BADGES, multikey, sign
from courses.models import Certificate
from courses.models.certificates import Kind

# The least number of places that the specification allows, so that one place tells nothing.
PLACES = 131_072
# What "assertionMethod" and "publicKeyMultibase" mean in the document of issuer and keys.
_CONTROLLER = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
_TYPES = {Kind.COURSE: "CertificateOfCompletion"}


def issuer_address() -> str:
    """Where issuer and public keys are published."""
    return settings.SITE_URL + reverse("courses:credential_issuer")


def method_of(key: str) -> str:
    """The address of a public key."""
    return f"{issuer_address()}#{key}"


def status_address(year: int) -> str:
    """Where the list of a year's certificates that are not in force is published."""
    return settings.SITE_URL + reverse("courses:credential_status", args=[year])


def place_of(number: str) -> tuple[int, int]:
    """The year of a certificate's number and its place in the list of that year."""
    _letters, year, serial = number.split("-")
    return int(year), int(serial)


def credential_of(certificate: Certificate) -> dict[str, Any]:
    """The signed credential; equal facts give the same one. Needs SIGNING_KEY."""
    facts = certificate.facts
    key = multikey(settings.SIGNING_KEY)
    return sign(
        _claims(certificate),
        settings.SIGNING_KEY,
        method=method_of(key),
        created=facts["issued_iso"],
    )


def _claims(certificate: Certificate) -> dict[str, Any]:
    facts, number = certificate.facts, certificate.number
    year, place = place_of(number)
    own = settings.SITE_URL + reverse("courses:credential", args=[number])
    check = settings.SITE_URL + reverse("courses:verify_code", args=[spell_code(certificate.code)])
    parts = (f"{facts['extent']}.", facts["period"], facts["place"])
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": own,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts["heading"],
        "issuer": {"id": issuer_address(), "type": ["Profile"], "name": facts["issuer"]},
        "validFrom": facts["issued_iso"],
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": facts["name"],
                    "identityType": "name",
                    "hashed": False,
                }
            ],
            "licenseNumber": number,
            "activityEndDate": f"{facts['ended_iso']}T00:00:00Z",
            "achievement": {
                "id": f"urn:uuid:{certificate.subject_key}",
                "type": ["Achievement"],
                "achievementType": _TYPES.get(Kind(facts["kind"]), "Certificate"),
                "name": facts["title"],
                "description": " ".join(part for part in parts if part),
                "criteria": {"narrative": facts["statement"]},
                "inLanguage": facts["language"],
            },
        },
        "evidence": [{"id": check, "type": ["Evidence"], "name": facts["check_label"]}],
        "credentialStatus": {
            "id": f"{status_address(year)}#{place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place),
            "statusListCredential": status_address(year),
        },
    }


def as_bytes(document: dict[str, Any]) -> bytes:
    """The document as it is sent and attached: always the same for the same."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode()


def issuer_document(name: str, keys: Iterable[str]) -> dict[str, Any]:
    """Who issues, with the public keys of today and of earlier years."""
    own = issuer_address()
    methods = [
        {"id": method_of(key), "type": "Multikey", "controller": own, "publicKeyMultibase": key}
        for key in keys
    ]
    return {
        "@context": [*_CONTROLLER, OPEN_BADGES],
        "id": own,
        "type": ["Profile"],
        "name": name,
        "url": settings.SITE_URL,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def status_list(year: int, places: Iterable[int], issuer: str, now: str) -> dict[str, Any]:
    """The signed list of a year: a bit is set where a certificate is not in force.

    `places` are those of the certificates that were replaced or revoked, `now` a moment.
    """
    bits = bytearray(PLACES // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    address = status_address(year)
    document = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_address(),
        "name": issuer,
        "validFrom": now,
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + base64.urlsafe_b64encode(packed).decode().rstrip("="),
        },
    }
    key = multikey(settings.SIGNING_KEY)
    return sign(document, settings.SIGNING_KEY, method=method_of(key), created=now)


def is_listed(document: dict[str, Any], place: int) -> bool:
    """Whether a list says that the certificate at a place is not in force."""
    packed = document["credentialSubject"]["encodedList"][1:]
    data = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    return bool(data[place // 8] & (0x80 >> place % 8))
