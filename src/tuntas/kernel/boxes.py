"""Sealed boxes: whoever knows the public key can close one, only the holder of the private key opens it.

X25519 with a key pair made for each box, HKDF-SHA-256 over the shared secret and both public keys, AES-256-GCM.
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .sealing import seal_with, unseal_with

_LENGTH = 32


def seal_for(public: bytes, data: bytes) -> bytes:
    """`data` in a box for the holder of the private half of `public` (32 bytes)."""
    own = X25519PrivateKey.generate()
    shown = own.public_key().public_bytes_raw()
    return shown + seal_with(_key(own.exchange(X25519PublicKey.from_public_bytes(public)), shown, public), data)


def open_box(private: bytes, box: bytes) -> bytes:
    """What is in the box. Raises cryptography's InvalidTag when it was changed or is for somebody else."""
    own, shown = X25519PrivateKey.from_private_bytes(private), box[:_LENGTH]
    shared = own.exchange(X25519PublicKey.from_public_bytes(shown))
    return unseal_with(_key(shared, shown, own.public_key().public_bytes_raw()), box[_LENGTH:])


def public_of(private: str) -> bytes:
    """The public half of a private key as it stands in a key file."""
    return public_half(read_key(private))


def public_half(private: bytes) -> bytes:
    """The public half of a private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def read_key(text: str) -> bytes:
    """A key as it stands in a key file. Raises ValueError when it is none."""
    key = _read(text)
    if len(key) != _LENGTH:
        raise ValueError("a key has 32 bytes")
    return key


def fingerprint(public: bytes) -> str:
    """A short name of a public key: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def public_key() -> bytes:
    """The key to which the spool of this installation is sealed; the private half need not be here."""
    given: str = settings.TUNTAS_SPOOL_PUBLIC_KEY
    return _read(given) if given else _own_public(settings.TUNTAS_SPOOL_KEY)


def new_private_key() -> str:
    """A fresh private key, as it stands in a key file."""
    return base64.urlsafe_b64encode(X25519PrivateKey.generate().private_bytes_raw()).decode()


def shown(key: bytes) -> str:
    """A key as it stands in the settings and in key files."""
    return base64.urlsafe_b64encode(key).decode()


def backup_public_key() -> bytes:
    """The key to which backups are sealed; the private half need not be here."""
    given: str = settings.TUNTAS_BACKUP_PUBLIC_KEY
    return _read(given) if given else _own_public(settings.TUNTAS_BACKUP_KEY)


def open_backup(box: bytes) -> bytes:
    """Open a box of a backup. Raises InvalidTag, and ValueError where the private key is not kept."""
    return open_box(_read(settings.TUNTAS_BACKUP_KEY), box)


def open_with_own(box: bytes) -> bytes:
    """Open a box of the spool. Raises InvalidTag, and ValueError where the private key is not kept."""
    return open_box(_read(settings.TUNTAS_SPOOL_KEY), box)


@lru_cache(maxsize=4)
def _own_public(private: str) -> bytes:
    return public_of(private)


def _read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)


def _key(shared: bytes, shown: bytes, public: bytes) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tuntas box 1" + shown + public)
    return derive.derive(shared)
