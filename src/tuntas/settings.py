"""The one settings module. Everything comes from TUNTAS_* variables; each secret also as TUNTAS_*_FILE.

Nonsense is refused at start with one sentence. Everything the embedded default writes lies under
TUNTAS_DATA_DIR.
"""

import os
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent


def text(name: str, default: str = "") -> str:
    """The value of TUNTAS_<name>, or of the file that TUNTAS_<name>_FILE names."""
    named_file = os.environ.get(f"TUNTAS_{name}_FILE")
    if named_file:
        return _content(name, Path(named_file))
    return os.environ.get(f"TUNTAS_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable. Anything but 1/0, true/false, yes/no, on/off is refused."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on", "ya"}:
        return True
    if value in {"0", "false", "no", "off", "tidak", ""}:
        return False
    raise ImproperlyConfigured(f"TUNTAS_{name} is '{value}': write 1 or 0.")


def number(name: str, default: int, lowest: int = 0) -> int:
    """A whole number, not below `lowest`."""
    value = text(name, str(default))
    if not value.isdigit() or int(value) < lowest:
        raise ImproperlyConfigured(f"TUNTAS_{name} is '{value}': write a whole number from {lowest} up.")
    return int(value)


def listed(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"TUNTAS_{name}_FILE names '{path}', which cannot be read: {error.strerror}."
        ) from error


def kept_secret(name: str, file_name: str, length: int = 32) -> str:
    """A secret from the environment, else from a key file under the data directory, made at first use."""
    given = text(name)
    if given:
        return given
    path = TUNTAS_DATA_DIR / "keys" / file_name
    return _content(name, path) if path.exists() else _made(path, length)


def _made(path: Path, length: int) -> str:
    import base64

    secret = base64.urlsafe_b64encode(os.urandom(length)).decode()
    for folder in (TUNTAS_DATA_DIR, path.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    _flushed(path.parent)
    return secret


def _flushed(folder: Path) -> None:
    """Its entries are on the disk: settings know no other module, so this one opens the folder itself."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def database(url: str) -> dict[str, object]:
    """Django's settings for a database address: sqlite:///path or postgresql://user:secret@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path[1:]) if not parts.path.startswith("//") else parts.path[1:])
    if parts.scheme in {"postgresql", "postgres"}:
        return _postgres(parts)
    raise ImproperlyConfigured(
        f"TUNTAS_DATABASE_URL begins with '{parts.scheme}': write sqlite:///path or postgresql://user:secret@host/name."
    )


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": number("SQLITE_TIMEOUT", 20),
            "transaction_mode": "IMMEDIATE",
            # FULL: an acknowledged report survives a power cut, at about 0.4 ms a commit.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
            "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728",
        },
    }


def _postgres(parts: SplitResult) -> dict[str, object]:
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or text("DATABASE_PASSWORD"),
        "HOST": unquote(query.get("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


TUNTAS_DATA_DIR = Path(text("DATA_DIR", str(Path.cwd() / "tuntas-data"))).expanduser().resolve()
# Where a backup is written every so many seconds, and for how many days it keeps one; better on another machine.
TUNTAS_BACKUP_DIR = Path(text("BACKUP_DIR")).expanduser().resolve() if text("BACKUP_DIR") else None
TUNTAS_BACKUP_SECONDS = number("BACKUP_SECONDS", 30, 5)
TUNTAS_BACKUP_DAYS = number("BACKUP_DAYS", 35, 1)
# The programs of PostgreSQL (pg_basebackup, pg_receivewal) where they are not found by themselves.
TUNTAS_POSTGRESQL_BIN = Path(text("POSTGRESQL_BIN")).expanduser() if text("POSTGRESQL_BIN") else None
TUNTAS_DEMO = flag("DEMO")
TUNTAS_GOVERNMENT = text("GOVERNMENT", "kalsel")
TUNTAS_NAME = text("NAME", "Tuntas")
TUNTAS_TAGLINE = text("TAGLINE")
TUNTAS_PUBLIC_URL = text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
# The licence of the open data, as the catalogue at /data/ names it.
TUNTAS_DATA_LICENCE_NAME = text("DATA_LICENCE_NAME", "CC BY 4.0")
TUNTAS_DATA_LICENCE_URL = text("DATA_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")
TUNTAS_REQUIRE_SECOND_FACTOR = not TUNTAS_DEMO

DEBUG = flag("DEBUG")
SECRET_KEY = kept_secret("SECRET_KEY", "web.key", 48)
TUNTAS_VAULT_KEY = kept_secret("VAULT_KEY", "vault.key", 32)
# Opens the reporters' identities; several keys, of older generations too, apart by spaces or lines. Without it the
# files keys/institution-*.key of the data directory, of which the first is made at first use.
TUNTAS_INSTITUTION_KEY = text("INSTITUTION_KEY")
# Signs the daily roots over all event chains; who holds the public half can check any copy of the log.
TUNTAS_PROOF_KEY = kept_secret("PROOF_KEY", "proof.key", 32)
# Reports that come while the database is away are sealed to this key until the worker records them. A web process
# that is given the public half alone can put by and never open.
TUNTAS_SPOOL = flag("SPOOL", True)
TUNTAS_SPOOL_PUBLIC_KEY = text("SPOOL_PUBLIC_KEY")
TUNTAS_SPOOL_KEY = text("SPOOL_KEY") if TUNTAS_SPOOL_PUBLIC_KEY else kept_secret("SPOOL_KEY", "spool.key", 32)
# Backups are sealed to this key. Given its public half alone, this machine writes backups and cannot read them.
TUNTAS_BACKUP_PUBLIC_KEY = text("BACKUP_PUBLIC_KEY")
TUNTAS_BACKUP_KEY = text("BACKUP_KEY") if TUNTAS_BACKUP_PUBLIC_KEY else kept_secret("BACKUP_KEY", "backup.key", 32)
TUNTAS_SPOOL_MOST = number("SPOOL_MOST", 10_000)
TUNTAS_SPOOL_BYTES = number("SPOOL_BYTES", 2_000_000_000)

# Abuse is answered by quarantine, never by a puzzle (intake.judging). The work a browser proves: at most so many
# SHA-256. How many filings of one network an hour, and of one government an hour and a day without a proof, are usual;
# above that they wait in quarantine. Refused is only what one network sends above so many a minute.
TUNTAS_PROOF_WORK = number("PROOF_WORK", 20_000, 1)
TUNTAS_FILINGS_PER_NETWORK = number("FILINGS_PER_NETWORK", 20, 1)
TUNTAS_UNPROVEN_PER_HOUR = number("UNPROVEN_PER_HOUR", 20)
TUNTAS_UNPROVEN_PER_DAY = number("UNPROVEN_PER_DAY", 60)
TUNTAS_FILINGS_AT_ONCE = number("FILINGS_AT_ONCE", 300, 1)
# A proxy of ours stands before us: it ends TLS and writes where a request came from.
TUNTAS_BEHIND_PROXY = flag("BEHIND_PROXY")

# Web push needs a way out to the push services of the browsers; its key signs what is sent (VAPID).
TUNTAS_PUSH = flag("PUSH")
TUNTAS_PUSH_KEY = kept_secret("PUSH_KEY", "push.key", 32) if TUNTAS_PUSH else ""
TUNTAS_PUSH_PEERS = listed("PUSH_PEERS")

# A virus scanner that originals are shown to: clamd at unix:/path or host:port.
TUNTAS_CLAMD = text("CLAMD")
if TUNTAS_CLAMD and not TUNTAS_CLAMD.startswith("unix:/") and not TUNTAS_CLAMD.rpartition(":")[2].isdigit():
    raise ImproperlyConfigured(f"TUNTAS_CLAMD is '{TUNTAS_CLAMD}': write unix:/path/of/the/socket or host:port.")

_public = urlsplit(TUNTAS_PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured(
        f"TUNTAS_PUBLIC_URL is '{TUNTAS_PUBLIC_URL}': write the address people use, such as https://lapor.example.go.id."
    )
TUNTAS_SECURE = _public.scheme == "https"
ALLOWED_HOSTS = listed("HOSTS") or [_public.hostname, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [TUNTAS_PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "tuntas.audit",
    "tuntas.vault",
    "tuntas.institutions",
    "tuntas.accounts",
    "tuntas.sla",
    "tuntas.reports",
    "tuntas.intake",
    "tuntas.notifications",
    "tuntas.oversight",
    "tuntas.statistics",
    "tuntas.opendata",
    "tuntas.evaluation",
    "tuntas.web",
    "tuntas.ops",
]
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("tuntas.") or (PACKAGE / app[7:]).is_dir()]

MIDDLEWARE = [
    "tuntas.web.middleware.PoliciesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tuntas.web.middleware.PackedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tuntas.web.account_sessions.SignInMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tuntas.web.middleware.FailureMiddleware",
]

ROOT_URLCONF = "tuntas.urls"
WSGI_APPLICATION = "tuntas.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tuntas.web.context.brand",
            ],
        },
    }
]

DATABASES = {"default": database(text("DATABASE_URL", f"sqlite:///{TUNTAS_DATA_DIR / 'tuntas.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES: dict[str, str] = {}

# What must hold in all processes alike (tries, codes already used) lies in the database; what each may know for itself
# for a minute lies in its own memory.
CACHES = {
    "default": {"BACKEND": "tuntas.db.shared_cache.SharedCache", "LOCATION": "accounts_limit"},
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Minutes after which somebody signed in has to sign in anew: of not being there, and in any case.
TUNTAS_SESSION_IDLE = number("SESSION_IDLE", 120, 10)
TUNTAS_SESSION_LONGEST = number("SESSION_LONGEST", 12 * 60, 30)
# Minutes for which the password or second factor last given is enough for a dangerous act; 0 never asks.
TUNTAS_SUDO_MINUTES = number("SUDO_MINUTES", 15)
# Sessions of reporters, who have no account.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TUNTAS_SECURE
# Scripts take the token from the form; no cookie is for them.
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tuntas.web.failures.form_expired"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TUNTAS_BEHIND_PROXY else None
SECURE_SSL_REDIRECT = TUNTAS_SECURE and not TUNTAS_BEHIND_PROXY
SECURE_HSTS_SECONDS = 31_536_000 if TUNTAS_SECURE else 0
# Not "no-referrer": browsers then send "Origin: null", which Django must refuse on every form.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *listed("TILE_HOSTS")],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

AUTH_USER_MODEL = "accounts.User"
# One alone: a second one would hash each wrong password twice.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
TUNTAS_PASSWORD_RULE = text("PASSWORD_RULE", "asvs")
if TUNTAS_PASSWORD_RULE not in {"asvs", "spbe"}:
    raise ImproperlyConfigured(f"TUNTAS_PASSWORD_RULE is '{TUNTAS_PASSWORD_RULE}': write asvs or spbe.")
# Only under the rule spbe: after how many days a password must be another one.
TUNTAS_PASSWORD_DAYS = number("PASSWORD_DAYS", 90, 1)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tuntas.accounts.passwords.NotEndless"},
    {"NAME": "tuntas.accounts.passwords.FourKinds"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/meja/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Nobody is asked whether to be remembered: the session ends as settled above.
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SESSION_COOKIE_AGE = 60 * TUNTAS_SESSION_IDLE
ACCOUNT_ADAPTER = "tuntas.web.account_adapter.StaffAdapter"
# Wrong passwords and codes: by client and by account. Counted for all processes together, under keyed hashes.
ACCOUNT_RATE_LIMITS = False if flag("NO_RATE_LIMITS") else {"login_failed": "10/m/ip,5/5m/key"}
# How far from the end of X-Forwarded-For the client stands: as many places as there are proxies of ours.
ALLAUTH_TRUSTED_PROXY_COUNT = number("PROXIES", 1, 1) if flag("BEHIND_PROXY") else 0
ACCOUNT_FORMS = {"reset_password": "tuntas.web.account_forms.ResetForm"}
PASSWORD_RESET_TIMEOUT = 3600
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = TUNTAS_NAME
# Staff are invited by an administrator, so their address needs no proof before they enrol.
MFA_ALLOW_UNVERIFIED_EMAIL = True

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(text("STATIC_DIR", str(TUNTAS_DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tuntas.web.assets.Assets"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 3600

# Uploads are cut off while they stream in (media.kinds), long before this many bytes lie in memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["tuntas.media.uploads.CappedUploadHandler"]

EMAIL_BACKEND = text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = text("EMAIL_HOST", "")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", "tuntas@localhost")

# The rows are the truth, the queue only rings the bell: so the embedded default needs no queue table.
TUNTAS_BROKER_URL = text("BROKER_URL")
TASKS = {
    "default": {
        "BACKEND": "django_tasks_fennel.CeleryBackend"
        if TUNTAS_BROKER_URL
        else "django_tasks.backends.immediate.ImmediateBackend",
        "QUEUES": ["default"],
    }
}
CELERY_BROKER_URL = TUNTAS_BROKER_URL
CELERY_RESULT_BACKEND = text("RESULT_URL")

SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "tuntas.kernel.logs.WordlessFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "WARNING")},
    # Django's request log would print the paths of reporters.
    "loggers": {
        "django.server": {"handlers": [], "propagate": False},
        "django.request": {"level": "ERROR"},
        # Pillow would print at DEBUG what a camera wrote into a photo: owner, device, place.
        "PIL": {"level": "INFO"},
        # Every scanner asks for foreign hosts; the answer is 400 and nobody needs to be woken.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
