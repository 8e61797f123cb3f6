"""A refusal is an expected "no": a type with a code and one sentence for people. Anything else is a bug."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Base of all refusals. `sentence` says what is wrong, where, and what to do."""

    code: str = "refused"
    status: int = 422
    sentence: object = _("Permintaan ini tidak dapat dijalankan.")

    def __init__(self, sentence: object | None = None, **facts: object) -> None:
        self.facts = facts
        if sentence is not None:
            self.sentence = sentence
        super().__init__(self.code)

    def __str__(self) -> str:
        text = str(self.sentence)
        return text.format(**self.facts) if self.facts else text


class NotAllowed(Refusal):
    """The actor may not do this, whatever the state."""

    code = "not_allowed"
    status = 403
    sentence = _("Anda tidak berwenang melakukan langkah ini.")


class WrongState(Refusal):
    """The report is not in a state from which this verb starts; often somebody else was first."""

    code = "wrong_state"
    status = 409
    sentence = _(
        "Laporan ini sudah berubah sehingga langkah ini tidak lagi tersedia. "
        "Muat ulang halaman untuk melihat keadaan terakhir."
    )


class Guarded(Refusal):
    """A guard of the workflow says no; the code names the guard."""

    code = "guarded"
    status = 409


class Invalid(Refusal):
    """What was given is not acceptable; `field` says where."""

    code = "invalid"
    status = 422

    def __init__(self, sentence: object, *, field: str = "", **facts: object) -> None:
        self.field = field
        super().__init__(sentence, **facts)


class InvalidMany(Refusal):
    """Several things are not acceptable at once, each with its field."""

    code = "invalid"
    status = 422

    def __init__(self, refusals: list[Invalid]) -> None:
        self.refusals = refusals
        super().__init__(_("Ada isian yang perlu diperbaiki."))

    def __iter__(self) -> Iterator[Invalid]:
        return iter(self.refusals)


class NotFound(Refusal):
    """Not there, or not for this actor: the answer is the same on purpose."""

    code = "not_found"
    status = 404
    sentence = _("Laporan tidak ditemukan.")


class Conflict(Refusal):
    """The same idempotency key came with another body."""

    code = "key_reused"
    status = 422
    sentence = _(
        "Formulir ini sudah pernah dikirim dengan isi yang berbeda. Buka formulir baru untuk mengirim laporan lain."
    )


class TooMany(Refusal):
    """Too many tries in a short time."""

    code = "too_many"
    status = 429
    sentence = _("Terlalu banyak percobaan. Tunggu {minutes} menit, lalu coba lagi.")
