"""Every address of tests/routes.txt: who opens it with which arguments, or why no browser crawls it.

A new address goes into PAGES or into EXCLUDED; tests/web/test_crawl_table.py is red until it does.
`{name}` in a path is the number of the report of that name in tests/browser/lived.py.
"""

from dataclasses import dataclass

VISITOR = "visitor"
REPORTER = "reporter"
OFFICERS = ("budi", "ratna", "hadi", "sri", "intan", "dewi", "agus")
"""One of the cast for each role: administrator, liaison, head, secretary, inspector, overseer, national admin."""
OVERSEERS = ("budi", "sri", "dewi", "agus")
ADMINISTRATORS = ("budi", "agus")


@dataclass(frozen=True)
class Page:
    """One address: who reaches it, the path, and further paths whose state is worth a look."""

    path: str
    who: tuple[str, ...] = (VISITOR,)
    more: tuple[str, ...] = ()
    open_to_all: bool = False
    """Whoever is not named reaches it too, and sees the same."""


def public(path: str, *more: str) -> Page:
    return Page(path, (VISITOR,), more, open_to_all=True)


def desk(path: str, who: tuple[str, ...] = OFFICERS, *more: str) -> Page:
    return Page(path, who, more)


PAGES: dict[str, Page] = {
    "home": public("/"),
    "privacy": public("/privasi/"),
    "accessibility": public("/aksesibilitas/"),
    "help": public("/bantuan/"),
    "rights": public("/bantuan/hak/"),
    "promises": public("/janji/"),
    "report": public("/lapor/"),
    "report_offline": public("/lapor/luring/"),
    "track": public("/lacak/"),
    "track_one": public("/lacak/{done}/"),
    "track_report": Page("/lacak/laporan/", (REPORTER,)),
    "track_news": Page("/lacak/laporan/kabar/", (REPORTER,)),
    "track_data": Page("/lacak/laporan/data/", (REPORTER,)),
    "data_requests": desk("/meja/permintaan-data/", ("budi", "intan", "agus")),
    "stop_news": public("/berhenti/bukan-token/"),
    "published": public(
        "/laporan/", "/laporan/?kata=tidakadasamasekali", "/laporan/?wilayah=6371&keadaan=dikonfirmasi"
    ),
    "published_one": public("/laporan/{done}/", "/laporan/{confirmed}/"),
    "published_flag": public("/laporan/{done}/adukan/"),
    "area_map": public("/peta/"),
    "statistics": public("/statistik/", "/statistik/?tahun=2025"),
    "evaluation": public("/statistik/evaluasi/", "/statistik/evaluasi/?tahun=2025"),
    "measures": public("/statistik/ukuran/"),
    "open_data": public("/data/"),
    "data_columns": public("/data/kolom/"),
    "proof_days": public("/data/bukti/"),
    "desk": desk("/meja/", OFFICERS, "/meja/?antrean=semua"),
    "desk_new": desk("/meja/laporan-baru/", ("budi", "intan", "agus")),
    "desk_report": desk(
        "/meja/laporan/{dispatched}/",
        ("budi", "ratna", "hadi", "sri", "dewi", "agus"),
        "/meja/laporan/{done}/",
        "/meja/laporan/{held}/",
        "/meja/laporan/{disputed}/",
    ),
    "desk_redact": desk("/meja/laporan/{done}/publikasi/", ADMINISTRATORS, "/meja/laporan/{personal}/publikasi/"),
    "desk_arrange": desk("/meja/atur/"),
    "desk_keep": desk("/meja/tampilan/"),
    "desk_contact": desk("/meja/pelapor/", ("budi", "ratna", "hadi")),
    "assist": desk("/meja/dampingi/", ("budi", "intan", "agus")),
    "leave": desk("/meja/cuti/"),
    "duty": desk("/meja/piket/", ("budi", "ratna", "hadi")),
    "handover": desk("/meja/serah-terima/", ("budi", "hadi")),
    "load": desk("/meja/beban/", ("budi", "hadi")),
    "field": desk("/meja/lapangan/", ("ratna", "hadi")),
    "notices": desk("/meja/pemberitahuan/"),
    "wishes": desk("/meja/pengaturan/"),
    "desk_statistics": desk("/meja/statistik/", OFFICERS, "/meja/statistik/?tahun=2025"),
    "desk_board": desk("/meja/statistik/papan/", OFFICERS, "/meja/statistik/papan/?tahun=2025&kelas=COMPLAINT"),
    "desk_evaluation": desk("/meja/statistik/evaluasi/"),
    "meeting": desk(
        "/meja/statistik/rapat/", ("budi", "hadi", "sri", "dewi", "agus"), "/meja/statistik/rapat/?layar=semua"
    ),
    "period_reports": desk("/meja/statistik/laporan/", ("budi", "hadi", "sri", "dewi", "agus")),
    "figure_reports": desk("/meja/statistik/daftar/?angka=received"),
    "oversight_examinations": desk("/pengawas/pemeriksaan/", OVERSEERS),
    "oversight_examination": desk("/pengawas/laporan/{done}/pemeriksaan/", OVERSEERS),
    "oversight_alerts": desk("/pengawas/peringatan/", OVERSEERS, "/pengawas/peringatan/?tampil=semua"),
    "oversight_issues": desk("/pengawas/masalah/", OVERSEERS, "/pengawas/masalah/?keadaan=CONFIRMED"),
    "oversight_samples": desk("/pengawas/sampel/", ("dewi", "agus")),
    "oversight_indicators": desk("/pengawas/indikator/", OVERSEERS),
    "oversight_signals": desk("/pengawas/tanda/", OVERSEERS),
    "oversight_marked": desk("/pengawas/daftar/?tanda=RESPONSE_LATE", OVERSEERS),
    "oversight": desk("/pengawas/", OVERSEERS),
    "oversight_case": desk("/pengawas/laporan/{done}/", OVERSEERS),
    "manage": desk("/kelola/", ADMINISTRATORS),
    "manage_governments": desk("/kelola/pemerintah/", ADMINISTRATORS),
    "manage_first": desk("/kelola/mulai/", ("budi",)),
    "manage_units": desk("/kelola/unit/", ("budi",)),
    "manage_people": desk("/kelola/orang/", ("budi",)),
    "manage_calendar": desk("/kelola/kalender/", ("budi",)),
    "manage_topics": desk("/kelola/topik/", ADMINISTRATORS),
    "manage_topic": desk("/kelola/topik/jalan-berlubang/", ADMINISTRATORS),
    "manage_breaches": desk("/kelola/kebocoran/", ADMINISTRATORS),
    "manage_retention": desk("/kelola/retensi/", ("budi",)),
    "manage_standards": desk("/kelola/standar/", ADMINISTRATORS),
    "manage_register": desk("/kelola/wewenang/", ADMINISTRATORS, "/kelola/wewenang/?topik=jalan&keadaan=akan"),
    "manage_gaps": desk("/kelola/wewenang/celah/", ADMINISTRATORS),
    "manage_new_line": desk("/kelola/wewenang/baru/", ADMINISTRATORS),
    "health": desk("/kelola/keadaan/", ADMINISTRATORS),
    "manage_services": desk("/kelola/layanan/", ("budi",)),
    "manage_history": desk("/kelola/riwayat/", ADMINISTRATORS),
    "manage_templates": desk("/kelola/templat/", ADMINISTRATORS),
    "manage_template_new": desk("/kelola/templat/baru/", ADMINISTRATORS),
    "manage_brand": desk("/kelola/merek/", ADMINISTRATORS),
    "style": desk("/gaya/"),
}

ACCOUNT_PAGES = (
    (VISITOR, "/akun/login/"),
    (VISITOR, "/akun/inactive/"),
    (VISITOR, "/akun/signup/"),
    (VISITOR, "/akun/password/reset/"),
    (VISITOR, "/akun/password/reset/done/"),
    (VISITOR, "/akun/password/reset/key/bukan-tautan/"),
    (VISITOR, "/akun/password/reset/key/done/"),
    ("ratna", "/akun/sesi/"),
    ("ratna", "/akun/password/change/"),
    ("ratna", "/akun/logout/"),
    ("ratna", "/akun/reauthenticate/"),
    ("ratna", "/akun/2fa/"),
    ("ratna", "/akun/2fa/totp/activate/"),
    ("ratna", "/akun/2fa/webauthn/"),
    ("ratna", "/akun/2fa/webauthn/add/"),
)
"""Pages of allauth in our frame, and ours beside them; they do not stand in tests/routes.txt."""

_BEHIND = "asks for the second factor, which nobody of the crawl has set up"
ACCOUNT_EXCLUDED: dict[str, str] = dict.fromkeys(
    (
        "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_deactivate_totp",
        "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
        "mfa_remove_webauthn", "mfa_edit_webauthn",
    ),
    _BEHIND,
)  # fmt: skip

_POST, _FILE = "answers a form that was sent, never a page of its own", "a file, not a page"
EXCLUDED: dict[str, str] = {
    **dict.fromkeys(
        (
            "set_language", "theme", "receipt", "track_leave", "track_revive", "track_dispute", "track_reopen",
            "track_withdraw", "track_answer_question", "track_appeal", "track_confirm", "track_complete",
            "track_ask_hide", "track_ask_publish", "track_rate", "track_add", "track_reply", "desk_act",
            "track_data_contact", "track_data_request",
            "track_news_address", "track_news_code", "track_news_stop", "track_news_wish",
            "track_news_all", "track_news_browser", "track_news_browser_gone", "track_news_browsers",
            "notices_read", "manage_service_end",
            "desk_forget", "leave_end", "desk_bulk",
            "field_photo", "regions",
        ),
        _POST,
    ),
    **dict.fromkeys(
        (
            "area_counts", "data_catalogue", "data_reports", "data_figures", "data_release",
            "track_file", "published_file", "desk_file", "desk_redact_picture",
            "areas", "brand_sheet", "brand_logo", "proof_day", "report_proof",
            "service_figures",
            "areas", "brand_sheet", "brand_logo", "proof_day",
            "evaluation_pdf", "evaluation_xlsx", "desk_evaluation_pdf", "desk_evaluation_xlsx",
            "period_report_pdf", "period_report_xlsx", "evidence_pack",
            "field_key", "field_worker", "track_worker", "report_worker", "track_story", "track_calendar",
            "robots", "site_map", "published_feed", "published_one_feed", "alive", "ready", "well",
            "track_data_file",
        ),
        _FILE,
    ),
    "period_report": "of one report, by an id the table cannot know; opened in tests/evaluation/test_period_pages.py",
    "oversight_dossier": _FILE,
    "oversight_issue": "of one issue, by an id the table cannot know; opened in tests/web/test_overseer_issues.py",
    "oversight_alert": "of one alert, by an id the table cannot know; opened in tests/web/test_overseer_alerts.py",
    "oversight_sample": "of one sample, by an id the table cannot know; opened in tests/web/test_overseer_samples.py",
    "oversight_score": "of one sampled case, by an id that the table cannot know; opened in the same test",
    "oversight_package": _FILE,
    "track_ombudsman": "opens when the law's time is over; opened in tests/web/test_overseer_examination.py",
    "desk_batch": "only for whoever began the batch; its table is that of the queue",
    "load_of": "the reports behind one figure of load, drawn by the same template as figure_reports",
    "manage_unit": "of one unit, by an id that the table cannot know; opened in tests/web/test_manage.py",
    "manage_unit_close": "of one unit, by an id that the table cannot know; opened in tests/web/test_manage.py",
    "manage_template": "of one template, by an id that the table cannot know; in tests/web/test_manage_templates.py",
    "manage_template_use": _POST,
    "manage_person": "of one seat, by an id that the table cannot know; opened in tests/web/test_manage.py",
    "manage_line": "of one line, by an id that the table cannot know; opened in tests/web/test_manage_register.py",
    "invitation": "opens with a signed token alone; opened in tests/web/test_manage.py",
    "notice_open": "leads on to the report of the notice",
}  # fmt: skip
