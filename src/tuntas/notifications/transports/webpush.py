"""Web push: a message for one browser, encrypted to it (RFC 8291 over 8188), handed to its maker's push service,
signed by this site (VAPID, RFC 8292).

The push service sees when, to which browser and from which site something is sent, never what. Own code over
`cryptography` (some forty lines, held to the RFC's own example) instead of a library that brings an HTTP client
which follows redirects to wherever it is told.
"""

import base64
import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from . import TransportError, outgoing

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_RECORD = 4096
_SIGNED_FOR = timedelta(hours=12)
KEPT = timedelta(days=2)
"""How long the push service keeps it for a phone that is off."""
TOPIC = "tuntas"
"""What waits is replaced by what is newer: one message after a week without a line, not twenty."""


@dataclass(frozen=True)
class Target:
    """One browser: where to send, and the keys it encrypts with (base64url, as browsers give them)."""

    endpoint: str
    p256dh: str
    auth: str


class Gone(Exception):
    """The browser wants no more; the subscription is over."""


def configured() -> bool:
    """Whether the operator turned it on. Off by default: the egress of a government site is often closed."""
    return bool(settings.TUNTAS_PUSH)


def sound(target: Target) -> bool:
    """Whether browser and address are such as a message can be sent to."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, unpacked(target.p256dh))
        secret = unpacked(target.auth)
    except ValueError:
        return False
    return len(secret) == 16 and outgoing.acceptable(target.endpoint)


def public_key() -> str:
    """This site's key, as a browser wants it when it subscribes."""
    return packed(_point(_own_key()))


def send(payload: bytes, target: Target, *, at: datetime) -> None:
    """Hand one message over. Raises Gone, TransportError."""
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(KEPT.total_seconds())),
        "Topic": TOPIC,
        "Urgency": "normal",
        "Authorization": f"vapid t={_token(target.endpoint, at)}, k={public_key()}",
    }
    body = encrypted(payload, target, ec.generate_private_key(_CURVE), os.urandom(16))
    status = outgoing.post(target.endpoint, body, headers)
    if status in (404, 410):
        raise Gone()
    if not 200 <= status < 300:
        # A redirect is none of ours to follow.
        raise TransportError(f"push {status}", permanent=status < 500 and status not in (408, 429))


def encrypted(payload: bytes, target: Target, key: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """One record that only the browser can open. `key` and `salt` are fresh for each message."""
    theirs, ours = unpacked(target.p256dh), _point(key)
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    secret = _derived(shared, unpacked(target.auth), b"WebPush: info\0" + theirs + ours, 32)
    content_key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + _RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(content_key).encrypt(nonce, payload + b"\x02", None)


def packed(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """The bytes again. Raises ValueError."""
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _token(endpoint: str, at: datetime) -> str:
    """A signed word for just this push service, good for hours."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + _SIGNED_FOR).timestamp()),
        "sub": settings.TUNTAS_PUBLIC_URL if settings.TUNTAS_SECURE else "mailto:tuntas@localhost",
    }
    said = ".".join(packed(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(_own_key().sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{said}.{packed(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _own_key() -> ec.EllipticCurvePrivateKey:
    """32 bytes in base64url, as other tools write a VAPID key, too."""
    number = int.from_bytes(unpacked(settings.TUNTAS_PUSH_KEY), "big")
    return ec.derive_private_key(number % (_ORDER - 1) or 1, _CURVE)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
