"""The ledger client and its oracle: what was acknowledged, written down outside of the system under test.

Each client thread files reports with fresh keys; on any error it sends the same key again. A line is written to the
ledger, and flushed to the disk, only after the 2xx was read. The oracle then reads the database and the files.
"""

import hashlib
import http.client
import io
import json
import os
import secrets
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image

ANSWERS = {
    "kind": "COMPLAINT",
    "place_text": "Depan pasar",
    "identity": "OPEN",
    "content": "PUBLIC",
    "name": "Siti Uji",
    "email": "siti@contoh.example",
}
PICTURE_EVERY = 10
"""Each so many filings bring a picture."""

TIMEOUT = 15.0


def picture(number: int) -> bytes:
    """A small JPEG that no other filing brings."""
    buffer = io.BytesIO()
    Image.new("RGB", (24, 24), (number % 256, number // 256 % 256, 90)).save(buffer, "JPEG")
    return buffer.getvalue() + secrets.token_bytes(8)


@dataclass(frozen=True)
class Entry:
    """One acknowledged filing."""

    key: str
    number: str
    code: str
    body: str
    file: str
    """SHA-256 of the picture that came with it, or nothing."""
    sent: float = 0.0
    told: float = 0.0
    """When it was sent the last time and when the answer was read, in seconds of the epoch."""


@dataclass
class Ledger:
    """Client threads and what they were promised."""

    port: int
    path: Path
    clients: int = 6
    tried: int = 0
    errors: int = 0
    waiting: int = 0
    """Acknowledged while the database was away (202)."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _entries: list[Entry] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self._threads = [threading.Thread(target=self._client, args=(n,), daemon=True) for n in range(self.clients)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """No new filings; what was begun is sent until it is acknowledged, or given up as never acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    @property
    def acknowledged(self) -> list[Entry]:
        with self._lock:
            return list(self._entries)

    def _client(self, number: int) -> None:
        count = 0
        while not self._stop.is_set():
            count += 1
            key, photo = (
                secrets.token_urlsafe(24),
                picture(number * 100_000 + count) if count % PICTURE_EVERY == 0 else b"",
            )
            body = f"Lampu jalan padam di persimpangan {key}"
            self._file(key, body, photo)

    def _file(self, key: str, body: str, photo: bytes) -> None:
        until = None
        while (until is None or time.monotonic() < until) and not self.file(key, body, photo):
            time.sleep(0.05)
            if self._stop.is_set() and until is None:
                until = time.monotonic() + 30

    def file(self, key: str, body: str, photo: bytes) -> bool:
        """Send once; whether it was acknowledged, and then noted."""
        self.tried += 1
        sent, told = time.time(), self._send(key, body, photo)
        if not told:
            self.errors += 1
            return False
        digest = hashlib.sha256(photo).hexdigest() if photo else ""
        self._note(Entry(key, told["number"], told["code"], body, digest, sent, time.time()))
        return True

    def _send(self, key: str, body: str, photo: bytes) -> dict[str, str] | None:
        kind, data = _multipart(key, body, photo) if photo else _form(key, body)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            line.request("POST", "/lapor/luring/", data, {"Content-Type": kind, "Accept": "application/json"})
            answer = line.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()
        if not 200 <= answer.status < 300:
            return None
        self.waiting += answer.status == 202
        told: dict[str, str] = json.loads(said)
        return told

    def _note(self, entry: Entry) -> None:
        """On the disk before it counts: the ledger may not lose what it accuses others of losing."""
        with self._lock:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry.__dict__) + "\n")
                file.flush()
                os.fsync(file.fileno())
            self._entries.append(entry)


def _form(key: str, body: str) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode({**ANSWERS, "key": key, "body": body}).encode()


def _multipart(key: str, body: str, photo: bytes) -> tuple[str, bytes]:
    edge = secrets.token_hex(16)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {**ANSWERS, "key": key, "body": body}.items()
    ]
    said = 'form-data; name="files"; filename="foto.jpg"'
    head = f"--{edge}\r\nContent-Disposition: {said}\r\nContent-Type: image/jpeg\r\n\r\n"
    return f"multipart/form-data; boundary={edge}", b"".join(
        [*parts, head.encode(), photo, f"\r\n--{edge}--\r\n".encode()]
    )


@dataclass(frozen=True)
class Verdict:
    """What the oracle found. Everything but `stored` and `unclaimed` must be nothing."""

    lost: list[str]
    doubled: list[str]
    other_receipt: list[str]
    wrong_file: list[str]
    orphan_rows: list[str]
    orphan_files: list[str]
    broken_chains: list[str]
    unclaimed: int
    """Stored but never acknowledged: allowed, and reachable by sending the key again."""


def judge(entries: Iterable[Entry]) -> Verdict:
    """Compare the ledger with the database and the files of this process's settings. Run by `judge_in`."""
    from django.conf import settings

    from tuntas.kernel.references import code_hash
    from tuntas.media import store
    from tuntas.media.images import Capture
    from tuntas.media.kinds import Kind
    from tuntas.reports.chain import verify
    from tuntas.reports.models import Attachment, Event, Filing, Identity, Report

    by_body: dict[str, list[Report]] = {}
    for report in Report.objects.prefetch_related("attachments"):
        by_body.setdefault(report.body, []).append(report)
    lost, doubled, other, wrong = [], [], [], []
    known = set()
    for entry in entries:
        rows = by_body.get(entry.body, [])
        known.add(entry.body)
        if not rows:
            lost.append(entry.number)
            continue
        report = rows[0]
        if len(rows) > 1:
            doubled.append(entry.number)
        plain = entry.number.replace("-", "")
        if report.reference != plain or report.code_hash != code_hash(entry.code.replace("-", "")):
            other.append(entry.number)
        files = list(report.attachments.all())
        if [row.sha256 for row in files] != ([entry.file] if entry.file else []):
            wrong.append(entry.number)
            continue
        for row in files:
            kept = store.Stored(row.name, Kind[row.kind], row.sha256, row.size, Capture())
            if hashlib.sha256(store.open_original(kept).data).hexdigest() != entry.file:
                wrong.append(entry.number)
    doubled += [body[-32:] for body, rows in by_body.items() if len(rows) > 1 and body not in known]
    orphans = [
        f"report {r}"
        for r in Report.objects.exclude(pk__in=Filing.objects.values("report")).values_list("pk", flat=True)
    ]
    orphans += [
        f"unfirst {r}"
        for r in Report.objects.exclude(pk__in=Event.objects.filter(seq=1).values("report")).values_list(
            "pk", flat=True
        )
    ]
    orphans += [
        f"faceless {r}"
        for r in Report.objects.exclude(pk__in=Identity.objects.values("report")).values_list("pk", flat=True)
    ]
    held = {
        name
        for row in Attachment.objects.all()
        for name in store.Stored(row.name, Kind[row.kind], row.sha256, row.size, Capture()).names
    }
    on_disk = {path.name for path in (settings.TUNTAS_DATA_DIR / "files").rglob("*") if path.is_file()}
    return Verdict(
        lost=lost,
        doubled=doubled,
        other_receipt=other,
        wrong_file=wrong,
        orphan_rows=orphans,
        orphan_files=sorted(on_disk - held),
        broken_chains=[f"{fault.reference}: {fault.why}" for fault in verify(Report.objects.iterator(chunk_size=500))],
        unclaimed=len(by_body.keys() - known),
    )
