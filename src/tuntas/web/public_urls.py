"""Addresses of the public pages."""

from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from . import (
    public_area_map,
    public_data,
    public_feeds,
    public_flag,
    public_gate,
    public_home,
    public_keep,
    public_list,
    public_map,
    public_news,
    public_offline,
    public_ombudsman,
    public_one,
    public_receipt,
    public_regions,
    public_report,
    public_track,
)
from .public_acts import ACTS

_acts = [
    path(f"lacak/laporan/{ACTS[verb].slug}/", view, name=f"track_{verb.lower()}")
    for verb, view in public_track.VIEWS.items()
]

patterns: list[URLPattern] = [
    path("", public_home.home, name="home"),
    path("privasi/", public_home.privacy, name="privacy"),
    path("aksesibilitas/", public_home.accessibility, name="accessibility"),
    path("peta/", public_area_map.area_map, name="area_map"),
    path("peta/laporan.json", public_area_map.area_counts, name="area_counts"),
    path("peta/batas.json", public_map.boundaries, name="areas"),
    path("lapor/", public_report.report, name="report"),
    path("lapor/luring/", public_offline.report_offline, name="report_offline"),
    path("lapor/bukti/", public_gate.report_proof, name="report_proof"),
    path("lapor/wilayah.json", public_regions.regions, name="regions"),
    path("lapor/pekerja.js", public_offline.report_worker, name="report_worker"),
    path("lapor/tanda-terima/", public_receipt.receipt_document, name="receipt"),
    path("lacak/", public_track.track, name="track"),
    path("lacak/keluar/", public_track.leave_report, name="track_leave"),
    path("lacak/laporan/", public_track.track_report, name="track_report"),
    path("lacak/laporan/ombudsman/", public_ombudsman.track_ombudsman, name="track_ombudsman"),
    path("lacak/laporan/cerita.pdf", public_keep.track_story, name="track_story"),
    path("lacak/laporan/tanggal.ics", public_keep.track_calendar, name="track_calendar"),
    path("lacak/laporan/berkas/<str:name>/", public_track.track_file, name="track_file"),
    path("lacak/laporan/data/", public_data.track_data, name="track_data"),
    path("lacak/laporan/data/unduh/", public_data.track_data_file, name="track_data_file"),
    path("lacak/laporan/data/kontak/", public_data.track_data_contact, name="track_data_contact"),
    path("lacak/laporan/data/permintaan/", public_data.track_data_request, name="track_data_request"),
    path("lacak/laporan/kabar/", public_news.track_news, name="track_news"),
    path("lacak/laporan/kabar/alamat/", public_news.track_news_address, name="track_news_address"),
    path("lacak/laporan/kabar/kode/", public_news.track_news_code, name="track_news_code"),
    path("lacak/laporan/kabar/berhenti/", public_news.track_news_stop, name="track_news_stop"),
    path("lacak/laporan/kabar/pilihan/", public_news.track_news_wish, name="track_news_wish"),
    path("lacak/laporan/kabar/semua/", public_news.track_news_all, name="track_news_all"),
    path("lacak/laporan/kabar/peramban/", public_news.track_news_browser, name="track_news_browser"),
    path("lacak/laporan/kabar/peramban/keluar/", public_news.track_news_browser_gone, name="track_news_browser_gone"),
    path("lacak/laporan/kabar/peramban/hapus/", public_news.track_news_browsers, name="track_news_browsers"),
    path("lacak/pekerja.js", public_news.track_worker, name="track_worker"),
    path("berhenti/<str:token>/", public_news.stop, name="stop_news"),
    *_acts,
    path("lacak/<str:reference>/", public_track.track, name="track_one"),
    path("robots.txt", public_feeds.robots, name="robots"),
    path("sitemap.xml", public_feeds.site_map, name="site_map"),
    path("laporan/", public_list.published, name="published"),
    path("laporan/umpan.xml", require_safe(public_feeds.PublishedFeed()), name="published_feed"),
    path("laporan/<str:reference>/umpan.xml", require_safe(public_feeds.ReportFeed()), name="published_one_feed"),
    path("laporan/<str:reference>/", public_one.published_one, name="published_one"),
    path("laporan/<str:reference>/adukan/", public_flag.published_flag, name="published_flag"),
    path("laporan/<str:reference>/berkas/<str:name>/", public_one.published_file, name="published_file"),
]
