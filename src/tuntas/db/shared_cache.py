"""Port: a small cache that all processes share, in one table of the database: counts of tries, codes already used.

Keys are kept under a keyed hash, so that an address or a name in a key lies nowhere; values are JSON, never code.
What has run out goes with the next writing.
"""

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from tuntas.kernel import clock

_FOREVER = 2**53
_UPSERT = (
    "INSERT INTO {table} (key, value, ends_at) VALUES (%s, %s, %s) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at"
)


class SharedCache(BaseCache):
    """What Django's cache promises, as far as limits need it. `LOCATION` is the table."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._table = table

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the value unless something is kept there; of several processes at once one alone hears True."""
        only_over = f"{_UPSERT} WHERE {{table}}.ends_at <= %s"
        return bool(self._do(only_over, [*self._row(key, value, timeout, version), _now()]))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is kept there and has not run out."""
        with connection.cursor() as cursor:
            words = "SELECT value FROM {table} WHERE key = %s AND ends_at > %s"
            cursor.execute(self._about(words), [self._name(key, version), _now()])
            row = cursor.fetchone()
        return json.loads(row[0]) if row else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the value instead of whatever was kept there."""
        self._do("DELETE FROM {table} WHERE ends_at <= %s", [_now()])
        self._do(_UPSERT, self._row(key, value, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget it; whether there was anything."""
        return bool(self._do("DELETE FROM {table} WHERE key = %s", [self._name(key, version)]))

    def clear(self) -> None:
        """Forget everything."""
        self._do("DELETE FROM {table}", [])

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> list[Any]:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        ends_at = _FOREVER if seconds is None else _now() + int(1000 * seconds)
        return [self._name(key, version), json.dumps(value), ends_at]

    def _name(self, key: str, version: int | None) -> str:
        named = self.make_key(key, version=version).encode()
        return hmac.digest(settings.SECRET_KEY.encode(), b"tuntas.cache:" + named, hashlib.sha256).hex()

    def _do(self, words: str, values: list[Any]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(self._about(words), values)
            return int(cursor.rowcount)

    def _about(self, words: str) -> str:
        return words.format(table=connection.ops.quote_name(self._table))


def _now() -> int:
    """Milliseconds, by the one clock."""
    return int(1000 * clock.now().timestamp())
