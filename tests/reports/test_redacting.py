"""The gate before publishing, and the covered copies of pictures that are stored with it."""

import pytest
from django.db import IntegrityError, transaction

from tests.lives import Life
from tests.media.samples import photo as jpeg
from tuntas.kernel.refusals import NotAllowed
from tuntas.kernel.sealing import new_vault_key
from tuntas.media import store
from tuntas.media.covers import Box
from tuntas.redaction.finder import find
from tuntas.reports.actions import verify
from tuntas.reports.actions.redacting import PersonalDataLeft
from tuntas.reports.models import Attachment, MessageKind

TITLE, BODY = "Jalan rusak", "Kata Pak Rudi Hartono, WA 081234567890, sudah lama."
KEYS = [finding.key for finding in find(BODY)]
BOX = Box(10, 10, 20, 20)


@pytest.fixture
def files(settings, tmp_path):
    settings.TUNTAS_VAULT_KEY, settings.TUNTAS_DATA_DIR = new_vault_key(), tmp_path
    return tmp_path


def with_photo(people) -> tuple[Life, str]:
    stored = store.put(store.accept("rumah-siti.jpg", jpeg()))
    return Life(people).submitted(files=(stored,)), stored.id


def jpegs(files) -> set[str]:
    return {path.name for path in files.rglob("*.jpg") if "thumb" not in path.name}


def publish(life: Life, body: str = BODY, by=None, **words: object):
    verify.publish(life.report, title=TITLE, body=body, by=by or life.people.budi, at=life.tick(), **words)


def test_personal_data_that_nobody_explained_is_not_published(people):
    life = Life(people).submitted()
    with pytest.raises(PersonalDataLeft) as refusal:
        publish(life)
    assert (refusal.value.code, refusal.value.status) == ("personal_data_left", 422)
    assert "Rudi Hartono, 081234567890" in str(refusal.value)
    with pytest.raises(PersonalDataLeft):
        publish(life, kept={KEYS[0]: "Pejabat publik dalam tugasnya", KEYS[1]: "  "})
    life.report.refresh_from_db()
    assert life.report.published_at is None
    assert life.report.events.count() == 1


def test_the_title_is_read_as_well(people):
    life = Life(people).submitted()
    with pytest.raises(PersonalDataLeft):
        verify.publish(life.report, title="Pungli Pak Rudi", body="Isi.", by=people.budi, at=life.tick())


def test_what_stays_on_purpose_keeps_its_reason_inside(people):
    life = Life(people).submitted()
    publish(life, kept={KEYS[0]: "Kepala dinas, dalam tugasnya", KEYS[1]: "Nomor pengaduan resmi"})
    event = life.report.events.order_by("seq").last()
    assert event.facts["kept"] == ["NAME", "PHONE"]
    assert "Rudi" not in str(event.facts)
    note = life.report.messages.get(seq=event.seq)
    assert (note.kind, note.internal) == (MessageKind.NOTE, True)
    assert "Nama: Rudi Hartono - Kepala dinas, dalam tugasnya" in note.body


def test_a_masked_text_needs_no_reason(people):
    life = Life(people).submitted()
    publish(life, body="Kata Pak [nama disamarkan], WA [telepon disamarkan], sudah lama.")
    assert life.report.published_at == life.at
    assert not life.report.messages.exists()


def test_a_covered_picture_is_published_under_a_name_of_its_own(people, files):
    life, name = with_photo(people)
    publish(life, body="Isi.", files=[name], covers={name: [BOX]})
    row = life.report.attachments.get()
    assert (row.published, row.covers) == (True, [[10, 10, 20, 20]])
    assert row.public_name not in ("", name)
    assert life.report.events.order_by("seq").last().facts["pictures"] == [f"{row.public_name}:1"]
    with store.open_display(f"{row.public_name}.jpg") as shown:
        assert shown.read() == store.covered_copy(name, [BOX])


def test_new_boxes_make_a_new_copy_and_the_old_one_goes(people, files, django_capture_on_commit_callbacks):
    life, name = with_photo(people)
    publish(life, body="Isi.", files=[name], covers={name: [BOX]})
    first = life.report.attachments.get().public_name
    publish(life, body="Isi lagi.", files=[name], covers={name: [BOX]})
    assert life.report.attachments.get().public_name == first
    with django_capture_on_commit_callbacks(execute=True):
        publish(life, body="Isi.", files=[name], covers={name: [BOX, Box(50, 50, 10, 10)]})
    second = life.report.attachments.get().public_name
    assert jpegs(files) == {f"{name}.jpg", f"{second}.jpg"}
    assert second != first


def test_a_refused_publication_leaves_no_copy(people, files):
    life, name = with_photo(people)
    with pytest.raises(PersonalDataLeft):
        publish(life, files=[name], covers={name: [BOX]})
    with pytest.raises(NotAllowed):
        publish(life, body="Isi.", files=[name], covers={name: [BOX]}, by=people.yusuf)
    assert jpegs(files) == {f"{name}.jpg"}
    assert not life.report.attachments.get().published


def test_a_picture_that_is_not_named_is_kept_back(people, files):
    life, name = with_photo(people)
    publish(life, body="Isi.", files=[name])
    assert life.report.attachments.get().published
    publish(life, body="Isi.")
    assert not life.report.attachments.get().published


def test_nothing_is_published_without_a_public_name(people, files):
    name = with_photo(people)[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(name=name).update(published=True)
