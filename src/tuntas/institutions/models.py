"""Who is in charge of what: institutions, regions, topics, the competence register."""

from datetime import time
from uuid import UUID

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuntas.kernel.ids import new_id


class Level(models.TextChoices):
    """Places in the tree of government."""

    COUNTRY = "COUNTRY", _("Negara")
    PROVINCE = "PROVINCE", _("Provinsi")
    REGENCY = "REGENCY", _("Kabupaten/Kota")
    UNIT = "UNIT", _("Perangkat daerah")
    UPT = "UPT", _("Unit pelaksana teknis")
    OVERSEER = "OVERSEER", _("Pengawas")


GOVERNMENTS = (Level.COUNTRY, Level.PROVINCE, Level.REGENCY)


class Region(models.Model):
    """An administrative area by its Kemendagri code: province, regency, district or village."""

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    postal_code = models.CharField(max_length=5, blank=True)
    utc_offset = models.SmallIntegerField(default=7)

    class Meta:
        indexes = [models.Index(fields=["key", "level"], name="region_key")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Institution(models.Model):
    """A government, one of its units, or an overseer. `path` is "/parent/…/code/": a subtree is one prefix."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=400, unique=True)
    government = models.ForeignKey("self", models.PROTECT, null=True, related_name="governed")
    region = models.ForeignKey(Region, models.PROTECT, null=True)
    time_zone = models.CharField(max_length=40, default="Asia/Jakarta")
    working_week = models.CharField(max_length=7, default="12345")
    opens = models.TimeField(default=time(8))
    closes = models.TimeField(default=time(16))
    calendar_code = models.SlugField(max_length=60, blank=True)
    requires_approval = models.BooleanField(default=False)
    is_inspectorate = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    closed_on = models.DateField(null=True)
    email = models.EmailField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["government", "level"], name="institution_government")]
        constraints = [
            models.CheckConstraint(condition=models.Q(path__endswith="/"), name="institution_path_closed"),
            models.CheckConstraint(
                condition=~models.Q(level__in=["UNIT", "UPT"]) | models.Q(parent__isnull=False),
                name="institution_unit_has_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(active=False), name="institution_closed_inactive"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name people use."""
        return self.short_name or self.name

    @property
    def government_id_or_self(self) -> UUID:
        """The government this institution belongs to; a government belongs to itself."""
        return self.government_id or self.pk

    def within(self, other: "Institution") -> bool:
        """Whether this institution is `other` or lies below it."""
        return self.path.startswith(other.path)


class Nature(models.TextChoices):
    """What a repair looks like: something built or mended, or something decided or issued."""

    PHYSICAL = "PHYSICAL", _("Fisik")
    ADMINISTRATIVE = "ADMINISTRATIVE", _("Administratif")


class Topic(models.Model):
    """What a report is about: a shallow tree of about 20 topics with at most 15 sub-topics each."""

    code = models.SlugField(max_length=60, primary_key=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    nature = models.CharField(max_length=14, choices=Nature.choices)
    default_identity = models.CharField(max_length=6, default="OPEN")
    default_content = models.CharField(max_length=6, default="PUBLIC")
    classification_hint = models.CharField(max_length=12, blank=True)
    keywords = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    # From this day on nobody can choose it; reports that have it keep it.
    out_of_use_from = models.DateField(null=True)
    # Set when an administrator decided on the names: then the seed files no longer do.
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(default_identity__in=["OPEN", "SEALED", "NONE"])
                & models.Q(default_content__in=["PUBLIC", "SECRET"]),
                name="topic_defaults_known",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the reader."""
        return self.name_en if self.name_en and (get_language() or "id").startswith("en") else self.name


class Competence(models.Model):
    """One line of the competence register: this institution, this topic, this area, by this law."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="competences")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="competences")
    region = models.ForeignKey(Region, models.PROTECT, null=True)
    legal_basis = models.CharField(max_length=240)
    effective_from = models.DateField()
    effective_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "topic", "region", "effective_from"], name="competence_once"
            ),
            models.UniqueConstraint(
                fields=["institution", "topic", "effective_from"],
                condition=models.Q(region__isnull=True),
                name="competence_once_everywhere",
            ),
            models.CheckConstraint(
                condition=models.Q(effective_until__isnull=True)
                | models.Q(effective_until__gte=models.F("effective_from")),
                name="competence_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} – {self.topic_id} – {self.region_id or '*'}"


class Brand(models.Model):
    """How one government presents itself: words, colour, logo, and the host name under which it is found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    government = models.OneToOneField(Institution, models.PROTECT, related_name="brand")
    name = models.CharField(max_length=40)
    tagline = models.CharField(max_length=80, blank=True)
    office = models.CharField(max_length=160, blank=True)
    colour = models.CharField(max_length=7, blank=True)
    host = models.CharField(max_length=253, unique=True, null=True)
    logo = models.CharField(max_length=64, blank=True)
    changed_by = models.UUIDField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="brand_has_name"),
            models.CheckConstraint(
                condition=models.Q(host__isnull=True) | ~models.Q(host=""), name="brand_host_or_none"
            ),
            models.CheckConstraint(
                condition=models.Q(colour="") | models.Q(colour__startswith="#"), name="brand_colour_written_as_hex"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.government_id})"
