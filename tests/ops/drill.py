"""The life before the disaster, in a process of its own: batches of reports with files, a scheduled backup after each.

python -m tests.ops.drill BATCHES SIZE prints, for each backup, its moment and the numbers acknowledged until then.
"""

import io
import json
import sys
from datetime import timedelta

import django


def main(batches: int, size: int) -> int:
    django.setup()
    from django.conf import settings
    from PIL import Image

    from tests.cast import nobody
    from tuntas.kernel import clock
    from tuntas.media import store
    from tuntas.ops import backups
    from tuntas.reports.actions.submit import submit
    from tuntas.reports.drafts import Draft

    began, numbers, told = clock.now(), [], []
    for batch in range(batches):
        for turn in range(size):
            picture = io.BytesIO()
            Image.new("RGB", (16, 16), (batch, turn % 256, 9)).save(picture, "JPEG")
            files = (store.put(store.accept("foto.jpg", picture.getvalue())),) if turn == 0 else ()
            filing = Draft(key=f"latihan-{batch}-{turn}", title="", body=f"Lampu padam {batch} {turn}", files=files)
            numbers.append(submit(filing, by=nobody, at=began).reference)
        moment = began + timedelta(hours=batch)
        assert backups.scheduled(moment) == 1
        assert backups.scheduled(moment + timedelta(seconds=settings.TUNTAS_BACKUP_SECONDS - 1)) == 0
        shelf = settings.TUNTAS_BACKUP_DIR
        parts = [path.stat().st_size for path in (shelf / "parts").rglob("*") if path.is_file()]
        told.append({"moment": moment.isoformat(), "numbers": list(numbers), "parts": len(parts), "bytes": sum(parts)})
    sys.stderr.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), int(sys.argv[2])))
