"""Data Integrity proofs with Ed25519, cryptosuite `eddsa-rdfc-2022`: sign a document, check one.

Source of the procedure: W3C, Data Integrity EdDSA Cryptosuites v1.0, section 3.2. The meanings of
all words (contexts) are files of this package, known by their hash; nothing is fetched.
"""

import hashlib
import json
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from pyld import jsonld

SUITE = "eddsa-rdfc-2022"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_FOLDER = Path(__file__).parent / "contexts"
_CONTEXTS = {
    CREDENTIALS: (
        "credentials-v2.json",
        "169b22d2762d79a6eeff9f86fefeeadd9dc200fac75f9df864e4109db0a99c0f",
    ),
    OPEN_BADGES: (
        "open-badges-3.0.3.json",
        "ca836d808e9a9fb27124d2b83df15e31a4b63c910cab870bf48dc35cc70185f2",
    ),
}
_BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# The multicodec of an Ed25519 public key.
_ED25519 = bytes([0xED, 0x01])


class Checked(Enum):
    """What a check of a signed document finds."""

    VALID = "valid"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown-key"
    UNREADABLE = "unreadable"


class ForeignContext(Exception):
    """A document uses words whose meaning is not on this machine."""


@cache
def _context(url: str) -> dict[str, Any]:
    """Raises ForeignContext."""
    if url not in _CONTEXTS:
        raise ForeignContext(f"No meaning is known of {url}, and none is fetched.")
    name, digest = _CONTEXTS[url]
    content = (_FOLDER / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ForeignContext(f"{name} is not the file that signatures were made with.")
    return json.loads(content)


def _load(url: str, _options: Any = None) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _context(url),
    }


def _canonical(document: Mapping[str, Any]) -> bytes:
    """The statements of a document in their one order (RDFC-1.0). Raises ForeignContext."""
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _load,
    }
    try:
        return jsonld.normalize(dict(document), options).encode()
    except jsonld.JsonLdError as error:
        raise ForeignContext(str(error)) from error


def _in_base_58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE_58[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def _from_base_58(text: str) -> bytes:
    """Raises ValueError."""
    number = 0
    for sign in text:
        number = number * 58 + _BASE_58.index(sign)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multikey(seed: bytes) -> str:
    """The public key of a seed of 32 bytes, as it is published."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return "z" + _in_base_58(_ED25519 + public)


def sign(document: Mapping[str, Any], seed: bytes, *, method: str, created: str) -> dict[str, Any]:
    """The document with its proof; equal documents get equal proofs.

    `method` is the address of the public key, `created` a moment in ISO 8601. Raises
    ForeignContext.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    key = Ed25519PrivateKey.from_private_bytes(seed)
    signature = key.sign(_to_sign(document, proof))
    return {**document, "proof": {**proof, "proofValue": "z" + _in_base_58(signature)}}


def _to_sign(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    config = {"@context": document["@context"], **proof}
    halves = (_canonical(config), _canonical(document))
    return b"".join(hashlib.sha256(half).digest() for half in halves)


def check(document: Mapping[str, Any], keys: Mapping[str, str]) -> Checked:
    """Whether a signed document is as it was signed, by one of these keys.

    `keys` are public keys (multibase) by the address of their method.
    """
    try:
        proof = document["proof"]
        proof = dict(proof[0] if isinstance(proof, list) else proof)
        value = proof.pop("proofValue")
        if proof.get("cryptosuite") != SUITE or not value.startswith("z"):
            return Checked.UNREADABLE
        public = keys.get(proof["verificationMethod"])
        if public is None:
            return Checked.UNKNOWN_KEY
        raw = _from_base_58(public[1:])
        if not raw.startswith(_ED25519):
            return Checked.UNREADABLE
        bare = {name: part for name, part in document.items() if name != "proof"}
        signed = _to_sign(bare, proof)
        Ed25519PublicKey.from_public_bytes(raw[2:]).verify(_from_base_58(value[1:]), signed)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, ForeignContext):
        return Checked.UNREADABLE
    except InvalidSignature:
        return Checked.ALTERED
    return Checked.VALID
