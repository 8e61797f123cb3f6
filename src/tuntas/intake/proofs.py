"""Proof of work (ALTCHA): a browser shows that it spent some effort on just this form. No puzzle, nothing to see.

The challenge is a SHA-256 whose number the browser has to find; both sides of it are signed, so nothing is remembered
here. A proof belongs to the stamp of its form and is spent with it.
"""

import base64
import json
from typing import Any, cast

from altcha import v1
from django.conf import settings

from tuntas.kernel.sealing import keyed_hash

from .stamps import Stamp

_LONGEST = 2_000
_FIELDS = {"algorithm": str, "challenge": str, "number": int, "salt": str, "signature": str}


def challenge_for(stamp: Stamp, *, effort: int = 1) -> dict[str, Any]:
    """What the browser has to solve; `effort` times the usual work."""
    options = v1.ChallengeOptions(
        algorithm=v1.SHA256,
        max_number=settings.TUNTAS_PROOF_WORK * effort,
        hmac_key=_key(),
        params={"stamp": stamp.name},
    )
    return v1.create_challenge(options).to_dict()


def holds(stamp: Stamp, proof: str) -> bool:
    """Whether the proof as it was sent solves a challenge of ours for this very form."""
    said = _read(proof)
    if said is None or v1.extract_params(cast(Any, said)).get("stamp") != [stamp.name]:
        return False
    return v1.verify_solution(v1.Payload(**said), _key(), check_expires=False)[0]


def _read(proof: str) -> dict[str, Any] | None:
    if not proof or len(proof) > _LONGEST:
        return None
    try:
        said = json.loads(base64.b64decode(proof))
    except ValueError:
        return None
    if not isinstance(said, dict) or any(type(said.get(name)) is not kind for name, kind in _FIELDS.items()):
        return None
    return {name: said[name] for name in _FIELDS} if said["algorithm"] == v1.SHA256 else None


def _key() -> str:
    return keyed_hash("altcha", purpose="intake.proof")
