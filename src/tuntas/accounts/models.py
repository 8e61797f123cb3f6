"""Staff accounts, their roles in institutions, and who stands in for whom. Reporters need no account."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tuntas.institutions.models import Institution
from tuntas.kernel.ids import new_id


class Role(models.TextChoices):
    """What somebody does in an institution. Rights hang on roles in reports/access.py, nowhere else."""

    LIAISON = "LIAISON", _("Pejabat penghubung")
    HEAD = "HEAD", _("Pimpinan unit")
    AGENCY_ADMIN = "AGENCY_ADMIN", _("Admin instansi")
    INSPECTOR = "INSPECTOR", _("Inspektorat")
    SECRETARY = "SECRETARY", _("Sekretaris daerah")
    NATIONAL_ADMIN = "NATIONAL_ADMIN", _("Admin nasional")
    OMBUDSMAN = "OMBUDSMAN", _("Ombudsman")


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A member of staff. The e-mail address is the log-in name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="id")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)
    # Since when the password is the one it is; null for accounts of before this was noted.
    password_since = models.DateTimeField(null=True)
    # Goes up when all sessions of this person must end.
    sessions_ended = models.PositiveIntegerField(default=0)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def get_session_auth_hash(self) -> str:
        """What a session must carry to stay valid: changes with the password and when sessions are ended."""
        return self._with_sessions(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under older keys of the web framework."""
        yield from map(self._with_sessions, super().get_session_auth_fallback_hash())

    def _with_sessions(self, usual: str) -> str:
        if not self.sessions_ended:
            return usual
        return salted_hmac("tuntas.accounts.sessions", f"{usual}{self.sessions_ended}", algorithm="sha256").hexdigest()

    @property
    def is_staff(self) -> bool:
        """Nobody uses Django's admin site; the agency's own pages do that work."""
        return False


class Membership(models.Model):
    """One role of one person in one institution, for a span of time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    active_from = models.DateTimeField()
    active_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "institution", "role"],
                condition=models.Q(active_until__isnull=True),
                name="membership_once_while_active",
            )
        ]
        indexes = [models.Index(fields=["institution", "role"], name="membership_institution")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.institution_id}"


class Delegation(models.Model):
    """A substitute takes over a membership during leave."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="delegations")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="delegations")
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="delegation_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.substitute_id} for {self.membership_id}"


class SavedView(models.Model):
    """A name for what somebody narrowed the desk down to: of one person, or of everybody in one institution."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=models.Q(institution__isnull=True), name="view_name_once_a_person"
            ),
            models.UniqueConstraint(
                fields=["institution", "name"],
                condition=models.Q(institution__isnull=False),
                name="view_name_once_an_institution",
            ),
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(query=""), name="view_says_something"),
        ]

    def __str__(self) -> str:
        return self.name


class DeskChoice(models.Model):
    """How one person wants the desk: which columns, and whether single letters are commands (WCAG 2.1.4)."""

    user = models.OneToOneField(User, models.PROTECT, primary_key=True, related_name="+")
    columns = models.JSONField(default=list)
    letter_keys = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.user_id}"


class Duty(models.Model):
    """Who is on call for an institution in one week: hears of what comes outside office hours."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="duties")
    user = models.ForeignKey(User, models.PROTECT, related_name="duties")
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "starts"], name="duty_one_person_a_week"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="duty_ends_after_start"),
        ]
        indexes = [models.Index(fields=["user", "ends"], name="duty_of_person")]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.institution_id} from {self.starts:%Y-%m-%d}"


class Invitation(models.Model):
    """One person asked to take a role in an institution. Its link is signed, expires, and opens once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=16, choices=Role.choices)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "institution", "role"],
                condition=models.Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_once_while_open",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("invited_at")), name="invitation_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.role} @ {self.institution_id}"


class SignIn(models.Model):
    """One browser in which somebody is signed in. Neither its address nor its own words are kept, and the row goes
    with the session."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_at__gte=models.F("since")), name="sign_in_seen_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.device} {self.since:%Y-%m-%d %H:%M}"


class Limit(models.Model):
    """What all processes count together: tries, codes already used. Kept by `db.shared_cache`, under keyed hashes."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()
    # Milliseconds since 1970.
    ends_at = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return self.key


class ResetWish(models.Model):
    """An address typed at "forgot my password", until the worker has looked whether it is of an account: so the page
    answers alike, and as fast, for those that are and those that are not."""

    email = models.EmailField(primary_key=True)
    language = models.CharField(max_length=5)
    wished_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.email


class ServiceAccount(models.Model):
    """A program of the government's own that reads here with a token. The token itself is shown once and kept nowhere:
    only its SHA-256, which is enough for 256 random bits."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    government = models.ForeignKey(Institution, models.PROTECT, related_name="service_accounts")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="service_account_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="service_account_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return self.name
