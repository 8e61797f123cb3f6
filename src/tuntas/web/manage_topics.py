"""The list of topics: the tree, a new one, other names, out of use from a day on."""

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.institutions.models import Nature, Topic
from tuntas.institutions.shared import day_of
from tuntas.institutions.topics import LONGEST_NAME, Names, add_topic, rename_topic, retire_topic, topics_in_use
from tuntas.kernel.refusals import NotAllowed
from tuntas.sla.dates import date_text

from .manage_door import Managing, done, keeping, page


class NamesForm(forms.Form):
    """What a topic is called in both languages."""

    name = forms.CharField(label=gettext_lazy("Nama"), max_length=LONGEST_NAME, required=False)
    name_en = forms.CharField(label=gettext_lazy("Nama dalam bahasa Inggris"), max_length=LONGEST_NAME, required=False)

    def names(self) -> Names:
        """As the action takes them."""
        return Names(self.cleaned_data["name"], self.cleaned_data["name_en"])


class NewTopicForm(NamesForm):
    """A topic to be added."""

    parent = forms.ChoiceField(
        label=gettext_lazy("Di bawah"),
        help_text=gettext_lazy("Topik di bawah topik utama mengikuti sifat dan pengaturan topik utama itu."),
        required=False,
    )
    nature = forms.ChoiceField(label=gettext_lazy("Sifat topik utama"), choices=Nature.choices, required=False)

    def __init__(self, *args: Any, mains: list[Topic], **words: Any) -> None:
        super().__init__(*args, **words)
        own = ("", _("Tidak ada: topik utama baru"))
        self.fields["parent"].choices = [own, *((main.code, main.label) for main in mains)]  # type: ignore[attr-defined]


class RetireForm(forms.Form):
    """From which day on nobody can choose the topic."""

    since = forms.DateField(label=gettext_lazy("Tidak dipakai sejak"), widget=forms.DateInput(attrs={"type": "date"}))


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
def manage_topics(request: HttpRequest, here: Managing) -> HttpResponse:
    """The tree; whoever keeps it finds the form for a new topic below."""
    mains = list(topics_in_use(here.watch.at).filter(parent=None).order_by("name"))
    form = NewTopicForm(request.POST or None, mains=mains, initial={"parent": request.GET.get("utama", "")})
    if request.method == "POST":
        _refuse_guests(here)
        made: list[Topic] = []
        if form.is_valid() and done(form, lambda: made.append(_add(form, mains, here))):
            messages.success(request, _("Topik “%(name)s” ditambahkan.") % {"name": made[0].label})
            return redirect("web:manage_topics")
    status = 422 if request.method == "POST" else 200
    return page(request, here, "topics", status=status, form=form, rows=_rows(here))


def _add(form: NewTopicForm, mains: list[Topic], here: Managing) -> Topic:
    given = form.cleaned_data
    parent = next((main for main in mains if main.code == given["parent"]), None)
    return add_topic(form.names(), parent=parent, nature=given["nature"], by=here.by, at=here.watch.at)


def _refuse_guests(here: Managing) -> None:
    if not here.shared:
        raise NotAllowed()


def _rows(here: Managing) -> list[dict[str, str]]:
    """Each topic as plain strings, sub-topics after their main topic. One query."""
    below: dict[str, list[Topic]] = defaultdict(list)
    for topic in Topic.objects.order_by("name"):
        below[topic.parent_id or ""].append(topic)
    ordered = [row for main in below[""] for row in (main, *below[main.code])]
    return [
        {
            "name": row.label,
            "url": reverse("web:manage_topic", args=[row.code]),
            "depth": "1" if row.parent_id else "0",
            "note": _note(row, here),
        }
        for row in ordered
    ]


def _note(topic: Topic, here: Managing) -> str:
    if not topic.active:
        return _("tidak dipakai")
    if topic.out_of_use_from is None:
        return ""
    words = _("tidak dipakai sejak %(day)s") if topic.out_of_use_from <= day_of(here.watch.at) else _("sampai %(day)s")
    return words % {"day": date_text(topic.out_of_use_from)}


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
def manage_topic(request: HttpRequest, here: Managing, topic: str) -> HttpResponse:
    """One topic: its names, and its end."""
    found = Topic.objects.select_related("parent").filter(pk=topic).first()
    if found is None:
        raise Http404
    step, given = request.POST.get("langkah", ""), request.POST or None
    names = NamesForm(given if step == "nama" else None, initial={"name": found.name, "name_en": found.name_en})
    retire = RetireForm(given if step == "henti" else None)
    form = {"nama": names, "henti": retire}.get(step)
    if request.method == "POST":
        _refuse_guests(here)
        if form is not None and form.is_valid() and done(form, lambda: _change(form, found, here)):
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("web:manage_topic", topic=found.code)
    facts = {"topic": found, "names": names, "retire": retire, "note": _note(found, here)}
    return page(request, here, "topic", status=422 if request.method == "POST" else 200, **facts)


def _change(form: forms.Form, topic: Topic, here: Managing) -> None:
    if isinstance(form, NamesForm):
        rename_topic(topic, form.names(), by=here.by, at=here.watch.at)
    else:
        retire_topic(topic, since=form.cleaned_data["since"], by=here.by, at=here.watch.at)
