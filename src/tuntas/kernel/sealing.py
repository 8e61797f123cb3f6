"""Sealing: AES-256-GCM under keys of the vault, which are not the web framework's secret.

A data key is made for each report and wrapped by the vault key, so that one report's identity can be
opened, re-keyed or destroyed alone. The vault key is read once from settings.TUNTAS_VAULT_KEY.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


def new_vault_key() -> str:
    """Fresh key material for the vault, as text for a key file."""
    return base64.urlsafe_b64encode(AESGCM.generate_key(256)).decode()


def new_data_key(*, purpose: str) -> tuple[bytes, bytes]:
    """A data key and the same key wrapped for storage."""
    data_key = AESGCM.generate_key(256)
    return data_key, seal(data_key, purpose=purpose)


def seal(data: bytes, *, purpose: str) -> bytes:
    """`data` sealed under the vault key derived for `purpose`."""
    return seal_with(_vault_key(settings.TUNTAS_VAULT_KEY, purpose), data)


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """The data again. Raises cryptography's InvalidTag when it was changed or the key is another."""
    return unseal_with(_vault_key(settings.TUNTAS_VAULT_KEY, purpose), sealed)


def seal_with(key: bytes, data: bytes) -> bytes:
    """`data` sealed under `key`; a fresh random nonce stands in front."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def unseal_with(key: bytes, sealed: bytes) -> bytes:
    """The data sealed under `key`."""
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)


def keyed_hash(text: str, *, purpose: str) -> str:
    """A hash that only who has the vault's key can make: equal texts are found, none can be guessed from it."""
    return hmac.new(_vault_key(settings.TUNTAS_VAULT_KEY, purpose), text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=64)
def _vault_key(material: str, purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return derive.derive(base64.urlsafe_b64decode(material))
