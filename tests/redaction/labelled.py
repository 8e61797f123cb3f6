"""5,000 invented complaints with personal data in many spellings, and the truth about each.

Numbers come from a seeded generator; sentences tell of them in other words than the finder's rules, and often without
any word that would give them away. Half of the texts hold what only looks like personal data: references, budgets,
poles, meters, articles of law, dates, sizes. The same head wrote both sides: the figures say that the rules do what
they are meant to do, not how they fare with all that people will write.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tuntas.redaction.findings import Kind

AREAS = ("637101", "637104", "630305", "317402", "327301", "357801", "510301", "737106", "120912", "640203")
FIRST = (
    "Ahmad", "Siti", "Rahmat", "Nurul", "Dewi", "Hasan", "Fitri", "Yanto",
    "Sulastri", "Wahyu", "Maria", "Ketut", "Rudi", "Aminah", "Slamet", "Ratih",
)  # fmt: skip
LAST = (
    "Hidayat", "Rahmawati", "Saputra", "Lestari", "Simanjuntak", "Wijaya", "Noor", "Kusuma",
    "Pratama", "Siregar", "Nasution", "Halimah",
)  # fmt: skip
STREETS = ("Melati", "Kenanga Raya", "Pangeran Antasari", "Veteran", "Sungai Lulut", "Flamboyan II", "S. Parman")
MAILS = ("gmail.com", "yahoo.co.id", "outlook.com", "ulm.ac.id", "proton.me")
PLATES = ["DA", "B", "KT", "L", "N", "AB", "KH", "DK", "BK", "D", "AE", "H", "F", "BM", "DD"]


@dataclass
class Text:
    """A text and its truth: which stretch is of which kind."""

    text: str = ""
    truth: list[tuple[Kind, int, int]] = field(default_factory=list)

    def say(self, words: str) -> None:
        self.text += words

    def tell(self, kind: Kind, words: str) -> None:
        self.truth.append((kind, len(self.text), len(self.text) + len(words)))
        self.text += words


def texts(count: int, seed: int = 20_250_303) -> Iterator[Text]:
    """The same texts for the same seed."""
    dice = random.Random(seed)
    for place in range(count):
        made = Text(dice.choice(OPENINGS))
        if place % 2:
            made.say(dice.choice(NEGATIVES)(dice))
            if dice.random() < 0.5:
                made.say(" " + dice.choice(NEGATIVES)(dice))
        else:
            for kind in dice.sample(list(TELLING), dice.choice((1, 1, 2))):
                before, after = dice.choice(TELLING[kind])
                made.say(" " + before + (dice.choice(HONORIFICS) if kind is Kind.NAME else ""))
                made.tell(kind, VALUES[kind](dice))
                made.say(after)
        made.say(dice.choice(CLOSINGS))
        yield made


OPENINGS = (
    "Assalamualaikum, lampu jalan mati sudah seminggu.", "Mohon perhatian dinas terkait.", "Selamat pagi min.",
    "Air keruh terus sejak hari Senin.", "Saluran depan pasar mampet, bau sekali.",
    "Sudah tiga kali melapor, hasil nol!",
    "Jembatan kayu di kampung kami lapuk.", "Antrean di loket dari jam 6 pagi.",
)  # fmt: skip
CLOSINGS = (" Terima kasih.", " Ditunggu kabarnya.", "", " Tlg segera ya.", "\nWassalam.", " Mohon solusi!")

TELLING: dict[Kind, tuple[tuple[str, str], ...]] = {
    Kind.NIK: (
        ("Data saya dipakai orang, nomor induk ", ", padahal saya tidak pernah daftar."),
        ("e-KTP dengan nomor ", " tidak terbaca di mesin."), ("NIK: ", "."), ("nik saya ", " ditolak sistem"),
        ("Identitas kependudukan (", ") dinyatakan ganda."), ("Anak saya belum masuk KK, punyanya ", " ;"),
        ("Ini nomornya pak\n", "\nmohon dicek"), ("Di layar tertulis ", " bukan penerima bantuan."),
    ),
    Kind.PHONE: (
        ("Silakan kabari ke ", " kapan saja."), ("WA ", ""), ("Pungli lewat nomor ", ", dia minta 50 ribu."),
        ("bisa hubungi ", " (malam saja)."), ("Petugasnya menelepon dari ", " lalu marah."), ("kontak: ", "\n"),
        ("Kantor desa tidak mengangkat ", "."), ("Penipu itu memakai ", " dan mengaku dari dinas."),
    ),
    Kind.EMAIL: (
        ("Balasan kirim saja ke ", " ya."), ("surel ", ""), ("Saya daftar memakai ", " tapi gagal."),
        ("Email saya: ", "."), ("Bukti transfer sudah saya kirim ke ", ", tidak dibalas."),
    ),
    Kind.PLATE: (
        ("Truk ", " menumpahkan pasir di jalan."), ("Pelakunya naik sepeda motor ", "."),
        ("nopol ", " parkir sembarangan"),
        ("Ada mobil dinas ", " dipakai belanja."), ("Angkot ", " ugal-ugalan."), ("Kendaraan dengan pelat ", " kabur."),
    ),
    Kind.ACCOUNT: (
        ("Diminta kirim uang ke rekening ", " atas nama pegawai."), ("transfer ke BRI ", ""),
        ("Bansos masuk ke rek. ", " bukan punya saya."), ("norek saya ", " (Bank Kalsel)"),
        ("Uang muka disetor lewat BCA nomor ", "."), ("nomor rekening Mandiri: ", " ditolak."),
    ),
    Kind.ADDRESS: (
        ("Rumah saya di ", " kebanjiran."), ("Tukang itu tinggal di ", "."), ("Alamat: ", "."),
        ("Warga ", " belum dapat air."), ("tolong datang ke ", " dekat musala."),
    ),
    Kind.NAME: (
        ("Yang melayani ", " sangat kasar."), ("Kata ", " berkasnya hilang."),
        ("Uangnya dipegang ", ", bukan bendahara."),
        ("Tetangga saya ", " sakit keras."), ("laporan ini dari ", ""),
    ),
}  # fmt: skip


def _group(digits: str, *sizes: int, by: str) -> str:
    parts, place = [], 0
    sizes = tuple(size for at, size in enumerate(sizes) if sum(sizes[:at]) < len(digits))
    for size in sizes:
        parts.append(digits[place : place + size])
        place += size
    return by.join([*parts, digits[place:]] if place < len(digits) else parts)


def _digits(dice: random.Random, count: int) -> str:
    return str(dice.randint(1, 9)) + "".join(str(dice.randint(0, 9)) for _ in range(count - 1))


def _nik(dice: random.Random) -> str:
    born = date(1945, 1, 1) + timedelta(days=dice.randint(0, 28_000))
    day = born.day + (40 if dice.random() < 0.5 else 0)
    digits = f"{dice.choice(AREAS)}{day:02}{born:%m%y}{dice.randint(1, 9999):04}"
    return dice.choice((
        digits, digits, _group(digits, 4, 4, 4, by=" "), _group(digits, 6, 6, by="."), _group(digits, 6, 6, by=" "),
        _group(digits, 4, 4, 4, by="-"), _group(digits, 2, 2, 2, 6, by="."), _group(digits, 6, 6, by="-"),
    ))  # fmt: skip


def _phone(dice: random.Random) -> str:
    if dice.random() < 0.15:
        code, rest = dice.choice(("511", "21", "31", "361", "561", "274")), _digits(dice, 6).replace("1", "3")
        rest = "3" + rest
        return dice.choice(
            (f"0{code}{rest}", f"(0{code}) {rest}", f"0{code}-{rest}", f"(0{code}) {rest[:3]}-{rest[3:]}")
        )
    body = "8" + dice.choice("12357889") + _digits(dice, dice.choice((8, 9, 9, 10)))[: dice.choice((8, 9, 10))]
    start = dice.choice(("0", "0", "0", "+62", "62", "+62 ", "(+62) ", "62-"))
    number = dice.choice((
        body, body, _group(body, 3, 4, by="-"), _group(body, 3, 4, by=" "), _group(body, 3, 3, by="."),
        _group(body, 2, 3, 3, by=" "), _group(body, 3, 4, by=" - "),
    ))  # fmt: skip
    return start + number


def _mail(dice: random.Random) -> str:
    first, last, house = dice.choice(FIRST).lower(), dice.choice(LAST).lower(), dice.choice(MAILS)
    user = dice.choice((f"{first}.{last}", f"{first}{dice.randint(1, 99)}", f"{first}_{last}", f"{first}-{last}+lapor"))
    return dice.choice((
        f"{user}@{house}", f"{user}@{house}", f"{user.upper()}@{house.upper()}", f"{user}(at){house}",
        f"{user} [at] {house.replace('.', ' [dot] ')}", f"{user} @{house}",
    ))  # fmt: skip


def _plate(dice: random.Random) -> str:
    letters, number = (
        dice.choice(PLATES),
        str(dice.randint(1000, 9999) if dice.random() < 0.9 else dice.randint(12, 999)),
    )
    tail = "".join(dice.choice("BCDEFGHJLNPQRSTUXYZ") for _ in range(dice.choice((2, 2, 3))))
    return dice.choice((
        f"{letters} {number} {tail}", f"{letters} {number} {tail}", f"{letters}{number}{tail}",
        f"{letters}-{number}-{tail}",
        f"{letters} {number}{tail}", f"{letters}.{number}.{tail}", f"{letters} {number} {tail}".lower(),
    ))  # fmt: skip


def _account(dice: random.Random) -> str:
    digits = _digits(dice, dice.choice((10, 10, 13, 15, 15, 16)))
    if len(digits) == 16 and int(digits[:2]) in range(11, 98):
        digits = "99" + digits[2:]
    return dice.choice((
        digits, digits, digits, _group(digits, 4, 4, by=" "), _group(digits, 4, 2, 6, 2, by="-"),
        _group(digits, 3, 4, by=" "), _group(digits, 4, 4, by="."),
    ))  # fmt: skip


def _address(dice: random.Random) -> str:
    street, number = dice.choice(STREETS), dice.randint(1, 240)
    rt, rw = dice.randint(1, 28), dice.randint(1, 9)
    return dice.choice((
        f"Jl. {street} No. {number}", f"Jalan {street} nomor {number}", f"jl {street} no {number} RT {rt}",
        f"Gg. {street} No.{number}B", f"Jln. {street} RT {rt:02} RW {rw:02}", f"RT {rt:03}/RW {rw:03}",
        f"Komplek {street} Blok C No. {number}", f"Gang {street} RT.{rt} RW.{rw} No. {number}",
        f"Perumahan {street} Blok A-{rt}",
    ))  # fmt: skip


def _name(dice: random.Random) -> str:
    return f"{dice.choice(FIRST)} {dice.choice(LAST)}"


def _titled(dice: random.Random) -> str:
    return _name(dice) if dice.random() < 0.7 else dice.choice(FIRST)


VALUES: dict[Kind, Callable[[random.Random], str]] = {
    Kind.NIK: _nik, Kind.PHONE: _phone, Kind.EMAIL: _mail, Kind.PLATE: _plate, Kind.ACCOUNT: _account,
    Kind.ADDRESS: _address, Kind.NAME: _titled,
}  # fmt: skip
HONORIFICS = ("Pak ", "Bu ", "Bapak ", "Ibu ", "Sdr. ", "Sdri. ", "H. ", "Hj. ", "dr. ", "pak ", "Bpk. ")


def _money(dice: random.Random) -> str:
    return f"{dice.randint(1, 999)}.{dice.randint(0, 999):03}.{dice.randint(0, 999):03}"


NEGATIVES: tuple[Callable[[random.Random], str], ...] = (
    lambda d: f"Nomor laporan lama saya {_digits(d, 4)}-{_digits(d, 4)}-{_digits(d, 4)}.",
    lambda d: f"Anggaran perbaikannya Rp {_money(d)}, katanya.",
    lambda d: f"Pagu Rp{d.randint(1, 99)}.{_money(d)} untuk tahun {d.randint(2019, 2026)}.",
    lambda d: f"Tiang PLN nomor BJM{_digits(d, 5)} miring.",
    lambda d: f"Tiket antrean A{d.randint(1, 400):03} tidak pernah dipanggil.",
    lambda d: (
        f"Gardu {d.choice('ABDK')} {d.randint(1, 40)} meledak pukul {d.randint(1, 23):02}.{d.randint(0, 59):02} WITA."
    ),
    lambda d: f"ID pelanggan {_digits(d, 12)} sudah lunas.",
    lambda d: f"Kode rekening belanja 5.1.02.{d.randint(1, 9):02}.{d.randint(1, 9):02}.{d.randint(1, 99):04} di DPA.",
    lambda d: f"Surat kami No. {d.randint(1, 900)}/{d.randint(10, 99)}/DPUPR/{d.randint(2020, 2026)} tidak dijawab.",
    lambda d: f"Pasal {d.randint(1, 90)} ayat ({d.randint(1, 5)}) UU 25/2009 jelas mengatur.",
    lambda d: (
        f"Kejadian tanggal {d.randint(1, 28):02}-{d.randint(1, 12):02}-{d.randint(2020, 2026)} jam {d.randint(1, 12)}."
    ),
    lambda d: f"Lubang di KM {d.randint(1, 90)},{d.randint(1, 9)} lebarnya {d.randint(2, 9)} m.",
    lambda d: f"Hubungan arus pendek {d.randint(200, 240)} V, daya {d.randint(450, 2200)} VA.",
    lambda d: f"Nomor resi JP{_digits(d, 10)} belum sampai.",
    lambda d: f"Koordinat -3.{_digits(d, 6)}, 114.{_digits(d, 6)}.",
    lambda d: f"Nota {d.randint(2020, 2026)}{d.randint(1, 12):02}{d.randint(1, 28):02}-{d.randint(1, 999):03} hilang.",
    lambda d: f"Pak Lurah dan Bu Camat sudah meninjau {d.randint(2, 9)} kali.",
    lambda d: f"Bapak/Ibu Kepala Dinas, {d.randint(20, 90)} KK belum terlayani.",
    lambda d: f"Air mati di Jl. {d.choice(STREETS)} sepanjang {d.randint(50, 900)} meter.",
    lambda d: f"Antre di RSUD Dr. Moch. Ansari Saleh {d.randint(3, 9)} jam.",
    lambda d: f"Beras {d.randint(5, 50)} kg, minyak {d.randint(1, 9)} L, harga {d.randint(10, 90)} ribu.",
    lambda d: f"Kelas {d.randint(1, 6)} B di SDN {d.randint(1, 30)} bocor.",
    lambda d: f"Blok B {d.randint(1, 40)} pasar lama gelap.",
    lambda d: f"Nomor kontrak {_digits(d, 3)}/KONTRAK-{d.randint(1, 12)}/{_digits(d, 4)}.",
    lambda d: f"Call center {d.choice(('112', '110', '1500-123', '14045'))} tidak diangkat.",
    lambda d: f"Tagihan rekening air {_digits(d, 9)} naik jadi Rp{_money(d)}.",
    lambda d: f"Nomor seri meter {_digits(d, 11)} rusak.",
    lambda d: f"NIP petugas tidak ditulis, hanya nomor meja {d.randint(1, 12)}.",
    lambda d: f"Versi aplikasi {d.randint(1, 9)}.{d.randint(0, 20)}.{d.randint(0, 99)} selalu macet.",
    lambda d: f"Nomor tiket {_digits(d, 16)} di aplikasi lama tidak bisa dibuka.",
)
