"""The words and codes by which the finder knows what it reads."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PROVINCES = _words(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 "
    "94 95 96 97"
)
"""The first two digits of a NIK (Kemendagri; 93-97 since the new provinces of Papua)."""

_TWO_LETTERS = (
    "AA AB AD AE AG BA BB BD BE BG BH BK BL BM BN BP DA DB DC DD DE DG DH DK DL DM DN DP "
    "DR DS DT DW EA EB ED KB KH KT KU PA PB PG PS PT"
)
PLATES = "|".join([*_TWO_LETTERS.split(), *"ABDEFGHKLMNPRSTWZ"])
"""The letters with which vehicle numbers begin, by region of registration."""
NO_PLATE = _words("KM KG KV KVA CM MM M RT RW HP WIB WIT MB GB HA LTR PK VA W KWH MBPS V A")
"""What follows a number without making it one of a vehicle: units, hours, neighbourhoods."""
VEHICLE = re.compile(
    r"\b(?:plat(?:nya)?|pelat|nopol|no\.? ?pol|nomor polisi|motor(?:nya)?|mobil(?:nya)?|truk|kendaraan|angkot|bus|"
    r"pikap|pick ?up|sepeda motor|avanza|vario|beat|minibus|taksi)\b",
    re.IGNORECASE,
)

BANKS = "bca|bni|bri|bsi|btn|mandiri|cimb(?: niaga)?|danamon|permata|muamalat|bank \\w+(?: \\w+)?|seabank|jago"
STREET = r"jl|jln|jalan|gg|gang|komplek|kompleks|perumahan|perum|dusun|lorong|lr"
HOME = r"rumah|tinggal|alamat(?:nya)?|beralamat|domisili|berdomisili|kediaman|kontrakan|kos"
NO_ADDRESS = re.compile(
    r"\b(?:kantor|puskesmas|sekolah|sd(?:n)?|smp(?:n)?|toko|pasar|dinas|rumah sakit|rsud)\W*$", re.IGNORECASE
)
"""Whatever stands there belongs to no private person."""

CAPITAL = "[A-ZÀ-Þ]"
HONORIFIC = (
    "Bapak|Ibu|Bpk|Pak|Bu|Sdr|Sdri|Saudara|Saudari|H|Hj|Dr|dr|drg|Drs|Dra|Ir|KH|Tn|Ny|Tuan|Nyonya|Ustaz|Ustadz|Ustadzah|"
    "Kyai|Kiai|Mas|Mbak|Bang|Kak|Om|Tante|Haji|Hajjah|BAPAK|IBU|PAK|BU|SDR|SDRI|bapak|ibu|pak|bu|sdr|sdri|saudara|"
    "saudari|mas|mbak|bang|kak|haji|Nenek|Kakek|Acil|acil|Paman|paman|Julak|julak"
)
NAMED_AFTER = re.compile(
    r"\b(?:(?:jl|jln|gg|rs|rsud|rsu)\.?|jalan|gang|rumah sakit|gedung|bandara|stadion|masjid|mesjid|lapangan|jembatan|"
    r"taman|terminal|museum|universitas|klinik|komplek|kompleks|pasar)[ ]?$",
    re.IGNORECASE,
)
"""What bears a dead person's name is a place."""
NOT_NAMES = _words(
    "rt rw lurah camat bupati walikota wali gubernur kepala kades sekdes sekretaris guru polisi satpam "
    "presiden menteri dokter bidan perawat petugas ketua wakil anggota kadis kabid kasi kasubag direktur "
    "manajer pimpinan hakim jaksa kapolsek kapolres danramil dinas kantor dprd dpr kota pertiwi bapak ibu pak "
    "bu saudara saudari dan yang di ke dari saya kami kita anda mereka ini itu tolong mohon tidak sudah belum "
    "ada dengan untuk pada karena saat ketika pejabat admin operator staf bendahara camatnya rukun kelurahan "
    "kecamatan kabupaten provinsi desa pns asn tni polri warga pelapor korban jalan jl gang komplek perumahan "
    "pasar sekolah puskesmas rumah rsud imam khatib penghulu menteri staff pegawai pengurus pengawas "
    "koordinator kader posyandu kasat kanit komandan dandim sekda hamil kandung tiri angkat mertua bpk sdr "
    "sdri h hj dr drg drs dra ir kh tn ny mas mbak bang kak haji hajjah ustaz ustadz"
)
"""Offices, places and beginnings of sentences after an honorific: none of them names a person."""
