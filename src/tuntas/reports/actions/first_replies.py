"""The templates that come with an installation: plain words, and a gap for everything that only this case can tell.

The fixed words are few on purpose: an answer whose gaps are filled with a few words only still counts as a template.
"""

from ..models import ReplyTemplate
from ..states import Verb

FIRST: tuple[tuple[Verb, str, str], ...] = (
    (
        Verb.RESPOND,
        "Sudah ditinjau",
        "Kami sudah melihat sendiri [[apa dan di mana]] pada [[hari dan tanggal]]. Yang kami temukan: "
        "[[keadaan di lapangan]]. Langkah kami: [[apa, oleh siapa, mulai kapan]].",
    ),
    (
        Verb.RESPOND,
        "Akan ditinjau",
        "Laporan Anda tentang [[pokok laporan]] kami pegang. [[Nama regu atau petugas]] meninjau ke [[tempat]] pada "
        "[[hari dan tanggal]]. Sesudah itu kami kabari Anda paling lambat [[tanggal]].",
    ),
    (
        Verb.FOLLOW_UP,
        "Sudah diperbaiki",
        "[[Apa]] di [[tempat]] sudah [[diperbaiki dengan cara apa]] pada [[hari dan tanggal]] oleh [[siapa]]. "
        "Hasilnya: [[ukuran atau keadaan sekarang]]. Bila masih ada yang kurang, beri tahu kami di halaman ini.",
    ),
    (
        Verb.FOLLOW_UP,
        "Jawaban atas pertanyaan",
        "Jawaban kami: [[jawaban singkat]]. Dasarnya [[aturan atau keputusan]]. Yang dapat Anda lakukan sekarang: "
        "[[langkah, tempat, jam layanan]].",
    ),
    (
        Verb.ASK_REPORTER,
        "Tanya tempat atau waktu",
        "Agar kami datang ke tempat yang benar, mohon beri tahu [[apa yang belum jelas]], misalnya [[contoh]].",
    ),
    (
        Verb.ASK_COMPLETION,
        "Minta dilengkapi",
        "Laporan Anda dapat kami teruskan setelah kami tahu [[apa yang kurang]]. Cukup jawab di halaman ini; "
        "[[contoh jawaban]].",
    ),
    (
        Verb.ANSWER_REPLY,
        "Balasan atas tanggapan",
        "Tentang [[yang Anda tulis]]: [[jawaban]]. Berikutnya [[langkah dan tanggalnya]].",
    ),
)


def seed_templates() -> int:
    """Make them where nobody has written one for everybody yet. Returns how many were made."""
    if ReplyTemplate.objects.filter(institution__isnull=True).exists():
        return 0
    rows = [ReplyTemplate(verb=verb.value, name=name, text=text) for verb, name, text in FIRST]
    return len(ReplyTemplate.objects.bulk_create(rows))
