"""`tuntas keys`: make, list, split and join the keys of the vault, rotate them, and open one identity by the escrow.

Private keys are read from files and written to files that only their owner reads; the database gets public halves.
"""

from argparse import Namespace
from pathlib import Path

from tuntas.accounts.actors import System
from tuntas.kernel import boxes, clock
from tuntas.kernel.references import read_reference
from tuntas.kernel.sharing import NEEDED, NotShares, join, split
from tuntas.ops.words import Trouble, both
from tuntas.reports import identity
from tuntas.reports.actions.converse import reveal_with
from tuntas.reports.models import Report
from tuntas.vault import keys
from tuntas.vault.models import Holder, Kind, SealedKey
from tuntas.vault.ring import own, own_file, ring_of, write_key

BATCH = 200
"""Reports sealed anew in one transaction."""


def run(given: Namespace) -> int:
    """Do what was named; exit code 0."""
    return {"make": _make, "list": _list, "split": _split, "join": _join, "rotate": _rotate, "escrow": _escrow}[
        given.step
    ](given)


def _make(given: Namespace) -> int:
    """A key pair for a holder: the private half into a file, the public half into the database."""
    kind = Kind[given.holder.upper()]
    keys.current(clock.now())
    path = own_file(keys.next_generation(kind)) if kind == Kind.INSTITUTION else _named(given.to)
    text = boxes.new_private_key()
    _write(path, text)
    holder = keys.register(kind, boxes.public_of(text), at=clock.now())
    print(both(f"Kunci {holder} ditulis ke {path}.", f"The key {holder} was written to {path}."))
    if kind == Kind.ESCROW:
        print(
            both(
                f"Bagi sekarang: tuntas keys split {path} --into DIREKTORI, lalu hapus berkas itu.",
                f"Split it now: tuntas keys split {path} --into DIRECTORY, then erase that file.",
            )
        )
    print(both("Segel ulang yang lama: tuntas keys rotate.", "Seal the old ones anew: tuntas keys rotate."))
    return 0


def _list(given: Namespace) -> int:
    """Every holder with its generation, time, number of boxes, and whether its private half is here."""
    here = own()
    for one in Holder.objects.order_by("kind", "generation"):
        until = f"{one.until:%Y-%m-%d}" if one.until else both("sekarang", "now")
        count = SealedKey.objects.filter(holder=one).count()
        mine = both(", kunci ada di sini", ", its key is here") if one.pk in here else ""
        print(f"{one}: {one.since:%Y-%m-%d} - {until}, {count} {both('kotak', 'boxes')}{mine}")
    print(both("Di bawah kunci brankas lama: ", "Under the old vault key: ") + str(identity.old_left()))
    print(both("Belum tersegel bagi semua pemegang: ", "Not sealed to every holder yet: ") + str(keys.lacking()))
    return 0


def _split(given: Namespace) -> int:
    """Three files of words, of which any two give the key back."""
    folder = Path(given.into)
    for number, share in enumerate(split(boxes.read_key(_read(given.file))), 1):
        _write(folder / f"share-{number}.txt", share)
    print(
        both(
            f"Tiga bagian di {folder}; dua di antaranya membuka. Serahkan ke tiga pihak, lalu hapus {given.file}.",
            f"Three shares in {folder}; any two open. Hand them to three parties, then erase {given.file}.",
        )
    )
    return 0


def _join(given: Namespace) -> int:
    """The key again, of two shares, as a key file."""
    path = _named(given.to)
    _write(path, _joined(given.share))
    print(both(f"Kunci ditulis ke {path}.", f"The key was written to {path}."))
    return 0


def _rotate(given: Namespace) -> int:
    """Seal every data key to the holders of today, in batches; then erase the boxes of yesterday's keys.

    Stopped anywhere, it goes on where it was when run again. Old keys are kept until nothing needs them.
    """
    at, ring = clock.now(), {**own(), **ring_of([_read(name) for name in given.key])}
    identity.drop_orphans()
    done = sum(identity.reseal_old(at=at, limit=BATCH)) + sum(keys.rewrap(ring, at=at, limit=BATCH))
    print(both(f"Disegel ulang: {done}.", f"Sealed anew: {done}."))
    left = keys.lacking()
    if left:
        raise Trouble(
            f"{left} tidak dapat dibuka dengan kunci di sini: sebut kunci lamanya dengan --key.",
            f"{left} cannot be opened with the keys here: name the old key with --key.",
        )
    gone = keys.drop_retired()
    print(both(f"Kotak kunci lama dihapus: {gone}.", f"Boxes of old keys erased: {gone}."))
    return 0


def _escrow(given: Namespace) -> int:
    """Open the identity of one report with a key from outside; the reporter sees that it happened."""
    report = Report.objects.filter(reference=read_reference(given.number)).first()
    if report is None:
        raise Trouble(f"Laporan {given.number} tidak ada.", f"There is no report {given.number}.")
    text = _read(given.key) if given.key else _joined(given.share)
    contact = reveal_with(report, ring_of([text]), who=given.by, reason=given.reason, by=System(), at=clock.now())
    for name, value in vars(contact).items():
        print(f"{name}: {value}")
    return 0


def _joined(names: list[str]) -> str:
    if len(names) != NEEDED:
        raise Trouble(f"Sebut {NEEDED} bagian dengan --share.", f"Name {NEEDED} shares with --share.", code=2)
    try:
        return boxes.shown(join([_read(name) for name in names]))
    except NotShares as error:
        raise Trouble(f"Kedua bagian tidak cocok: {error}", f"The two shares do not fit: {error}") from None


def _read(name: str) -> str:
    return Path(name).read_text(encoding="utf-8").strip()


def _named(name: str) -> Path:
    if not name:
        raise Trouble("Sebut berkas tujuan dengan --to.", "Name the file to write with --to.", code=2)
    return Path(name)


def _write(path: Path, text: str) -> None:
    if not write_key(path, text):
        raise Trouble(f"Berkas '{path}' sudah ada.", f"'{path}' is already there.")
