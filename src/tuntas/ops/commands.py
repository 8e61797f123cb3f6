"""The list of commands: what each is called, what it says of itself, what it takes, who runs it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from tuntas.ops.words import both

Fill = Callable[[ArgumentParser], None]


@dataclass(frozen=True)
class Command:
    """One sub-command. `runner` is `module:function`, imported only when the command runs.

    `bare` commands run before Django starts, because they decide on its settings first.
    """

    name: str
    indonesian: str
    english: str
    runner: str
    fill: Fill
    bare: bool = False

    def run(self, given: Namespace) -> int:
        """Do it; returns the exit code."""
        module, function = self.runner.split(":")
        code: int = getattr(import_module(f"tuntas.ops.{module}"), function)(given)
        return code


def _nothing(parser: ArgumentParser) -> None:
    """No arguments."""


def _demo(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help=both("porta situs (8000)", "port of the site (8000)"))
    parser.add_argument("--reports", type=int, help=both("banyaknya laporan", "how many reports"))


def _tour(parser: ArgumentParser) -> None:
    parser.add_argument("--language", choices=("id", "en"), help=both("bahasa cerita", "language of the story"))


def _init(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--with-kalsel",
        action="store_true",
        help=both("isi juga contoh pemerintahan Kalimantan Selatan", "also load the example of South Kalimantan"),
    )
    parser.add_argument(
        "--roles",
        action="store_true",
        help=both("buat peran PostgreSQL dan haknya", "make the roles of PostgreSQL with their rights"),
    )
    parser.add_argument("--government-name", default="", help=both("nama pemerintah daerah", "name of the government"))
    parser.add_argument(
        "--government-level",
        choices=("COUNTRY", "PROVINCE", "REGENCY"),
        default="REGENCY",
        help=both("tingkatnya", "its level"),
    )
    parser.add_argument("--region", default="", help=both("kode wilayah Kemendagri", "Kemendagri code of its area"))
    parser.add_argument("--email", default="", help=both("surel admin pertama", "e-mail of the first administrator"))
    parser.add_argument(
        "--name",
        default="",
        help=both("namanya; sandi dari TUNTAS_ADMIN_PASSWORD", "their name; the password from TUNTAS_ADMIN_PASSWORD"),
    )


def _serve(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=both("alamat jaringan", "network address"))
    parser.add_argument("--port", type=int, default=8000, help=both("porta (8000)", "port (8000)"))
    parser.add_argument("--workers", type=int, default=2, help=both("proses web (2)", "web processes (2)"))
    parser.add_argument(
        "--without-worker",
        action="store_true",
        help=both("situs saja; pekerja berjalan sendiri", "the site alone; the worker runs by itself"),
    )


def _work(parser: ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help=both("satu putaran, lalu selesai", "one round, then end"))
    parser.add_argument("--backups", action="store_true", help=both("cadangan saja", "backups alone"))
    parser.add_argument(
        "--interval", type=float, default=5, help=both("detik antara putaran", "seconds between rounds")
    )


def _check(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--deploy",
        action="store_true",
        help=both("periksa juga syarat untuk dipakai umum", "also check what going public needs"),
    )


def _import(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=both("berkas CSV, XLSX, atau JSON", "CSV, XLSX or JSON file"))
    parser.add_argument(
        "--mapping",
        required=True,
        help=both("pemetaan kolom: nama atau berkas", "mapping of the columns: a name or a file"),
    )
    parser.add_argument("--dry-run", action="store_true", help=both("periksa saja", "only check"))


def _export(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        default="-",
        metavar="FILE",
        help=both("berkas tujuan (keluaran baku)", "file to write (standard output)"),
    )
    parser.add_argument(
        "--log",
        action="store_true",
        help=both("catatan kejadian bagi pemeriksa, JSON per baris", "the event log for an auditor, JSON lines"),
    )


def _verify(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--figures",
        action="store_true",
        help=both("hitung ulang semua angka dari kejadian", "count all figures anew from the events"),
    )
    parser.add_argument(
        "--mend",
        action="store_true",
        help=both("perbaiki angka yang tidak sesuai", "put figures right that differ"),
    )


def _keys(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(
        title=both("langkah", "steps"), metavar=both("LANGKAH", "STEP"), required=True, dest="step"
    )
    make = steps.add_parser("make", help=both("pasangan kunci baru", "a new key pair"))
    make.add_argument("holder", choices=("institution", "ombudsman", "escrow"), help=both("pemegang", "its holder"))
    _to(make)
    steps.add_parser("list", help=both("pemegang kunci dan generasinya", "the holders and their generations"))
    cut = steps.add_parser("split", help=both("bagi kunci menjadi tiga, dua membuka", "split a key in three, two open"))
    cut.add_argument("file", metavar="FILE", help=both("berkas kunci", "the key file"))
    cut.add_argument("--into", required=True, metavar="DIR", help=both("direktori tujuan", "directory to write into"))
    both_shares = steps.add_parser("join", help=both("gabungkan dua bagian", "put two shares together"))
    _shares(both_shares)
    _to(both_shares)
    anew = steps.add_parser("rotate", help=both("segel ulang bagi kunci sekarang", "seal anew to the keys of today"))
    anew.add_argument("--key", action="append", default=[], metavar="FILE", help=both("kunci lama", "an old key"))
    _escrow(steps.add_parser("escrow", help=both("buka identitas satu laporan", "open the identity of one report")))


def _escrow(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help=both("nomor laporan", "number of the report"))
    _shares(parser)
    parser.add_argument(
        "--key", default="", metavar="FILE", help=both("kunci utuh, sebagai ganti", "a whole key instead")
    )
    parser.add_argument("--by", required=True, metavar="NAMES", help=both("siapa yang membuka", "who opens it"))
    parser.add_argument("--reason", required=True, help=both("alasan, satu kalimat", "the reason, one sentence"))


def _shares(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--share", action="append", default=[], metavar="FILE", help=both("satu bagian; sebut dua", "a share; give two")
    )


def _to(parser: ArgumentParser) -> None:
    parser.add_argument("--to", default="", metavar="FILE", help=both("berkas tujuan", "file to write"))


def _backup(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        default="",
        metavar="DIR",
        help=both("rak cadangan (TUNTAS_BACKUP_DIR)", "the shelf (TUNTAS_BACKUP_DIR)"),
    )
    parser.add_argument(
        "--new-key",
        default="",
        metavar="FILE",
        help=both("buat kunci cadangan saja", "only make the key of backups"),
    )


def _restore(parser: ArgumentParser) -> None:
    parser.add_argument("shelf", metavar="DIR", help=both("rak cadangan", "the shelf of backups"))
    parser.add_argument(
        "--to",
        default="",
        metavar="TIME",
        help=both("seperti keadaannya pada waktu ini (terakhir)", "as it was at this moment (the last)"),
    )
    parser.add_argument(
        "--postgresql-data",
        default="",
        metavar="DIR",
        help=both("direktori data PostgreSQL yang kosong", "an empty data directory for PostgreSQL"),
    )
    parser.add_argument(
        "--vault-key-lost",
        action="store_true",
        help=both("pulihkan meski kunci brankas berbeda", "restore although the vault key is another"),
    )


def _erasures(parser: ArgumentParser) -> None:
    parser.add_argument(
        "ledgers",
        metavar="FILE",
        nargs="*",
        help=both("buku penghapusan (yang di direktori data dan cadangan)", "ledgers (those beside data and backups)"),
    )


COMMANDS = (
    Command(
        "demo", "coba Tuntas dengan data contoh", "try Tuntas with sample data", "demonstrating:run", _demo, bare=True
    ),
    Command(
        "tour",
        "perjalanan satu laporan sebagai cerita",
        "the life of one report as a story",
        "tour:run",
        _tour,
        bare=True,
    ),
    Command(
        "init",
        "siapkan basis data dan admin pertama",
        "prepare the database and the first administrator",
        "initialising:run",
        _init,
    ),
    Command("serve", "jalankan situs dan pekerja", "run the site and the worker", "serving:run", _serve),
    Command("work", "jalankan pekerja saja", "run the worker alone", "worker:run", _work),
    Command("check", "periksa pengaturan", "check the configuration", "checking:run", _check),
    Command(
        "verify",
        "periksa rantai riwayat semua laporan",
        "verify the event chains of all reports",
        "verifying:run",
        _verify,
    ),
    Command("keys", "kunci brankas identitas", "keys of the identity vault", "keys:run", _keys),
    Command("import", "masukkan laporan dari berkas", "take in reports from a file", "transfer:run_import", _import),
    Command(
        "export",
        "angka per peristiwa sebagai CSV, tanpa orang",
        "figures per event as CSV, without people",
        "transfer:run_export",
        _export,
    ),
    Command(
        "backup",
        "cadangkan data (tersegel, tanpa kunci)",
        "back up the data (sealed, without keys)",
        "backups:run_backup",
        _backup,
    ),
    Command(
        "erasures",
        "ulangi penghapusan dari buku penghapusan, sesudah memulihkan basis data",
        "erase again what the erasure ledger names, after a database was restored",
        "forgetting:run",
        _erasures,
    ),
    Command(
        "restore",
        "pulihkan cadangan ke direktori kosong",
        "restore a backup into an empty directory",
        "restoring:run_restore",
        _restore,
    ),
)
