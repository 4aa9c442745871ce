"""Settings of Cannocchiale, from the environment. Every variable is described in ``.env.example``.

What is safe is the default: without an environment the site refuses to start rather than start open.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import drf_spectacular_sidecar
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))  # a variable already in the environment wins

DEBUG: bool = env.bool("DEBUG", default=False)

SECRET_KEY: str = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "manca SECRET_KEY: con DEBUG spento va impostata nell'ambiente o in .env (.env.example spiega come)."
        )
    SECRET_KEY = "solo-per-lo-sviluppo-su-questa-macchina"  # noqa: S105  # only with DEBUG on

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# -- applications ------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "ente.amministrazione.AmministrazioneConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "import_export",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
    "ente.apps.EnteConfig",
    "contesto.apps.ContestoConfig",
    "cruscotto.apps.CruscottoConfig",
    "relazione.apps.RelazioneConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.intestazioni.permissions_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.intestazioni.riservate",
    "config.compressione.Compressione",
    "config.pubblico.senza_biscotti",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.invio.limita_invio",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.errori.ErroreInPagina",
    "ente.api.condizioni.condizionale",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ente.pagine.ente",
            ],
        },
    }
]
FORM_RENDERER = "config.moduli.BootstrapItaliaRenderer"

# -- database and cache ------------------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
}
SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
# Django's own engines, that refuse a number which its column cannot hold: SQLite takes any.
DATABASES["default"]["ENGINE"] = f"ente.basi.{'sqlite3' if SQLITE else 'postgresql'}"
if SQLITE:
    # IMMEDIATE: who is going to write waits its turn at the start, instead of failing half-way: "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # The planner's own 4 is for turning disks: with it a page of one body reads whole tables of all bodies.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c random_page_cost=1.1")

# The limits on login attempts and on requests of the API are counted here, in a cache that all processes share: files
# that only this user reads. Culling throws away counts: there is room for those of thousands of people.
_FILE_DI_CACHE = f"filecache://{BASE_DIR / 'cache'}?max_entries=20000"
CACHES: dict[str, Any] = {"default": env.cache("CACHE_URL", default="locmemcache://" if DEBUG else _FILE_DI_CACHE)}

# -- background jobs: the database is the queue, `manage.py lavori` the worker -----------------------------------------
TASKS: dict[str, Any] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- API ---------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "ente.api.autenticazione.PerGettone",
        "ente.api.autenticazione.PerSessione",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["ente.api.autenticazione.ConAmbito"],
    "DEFAULT_RENDERER_CLASSES": ["ente.api.codifica.Json"],
    "DEFAULT_PARSER_CLASSES": ["ente.api.lettura.JsonStretto"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "ente.api.accetta.PerGradimento",
    "DEFAULT_PAGINATION_CLASS": "ente.api.cursore.PerCursore",
    "DEFAULT_FILTER_BACKENDS": ["ente.api.filtri.Filtri", "ente.api.ordine.InOrdine"],
    "DEFAULT_SCHEMA_CLASS": "ente.api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["ente.api.limiti.PerChiChiede"],
    "DEFAULT_THROTTLE_RATES": {
        "api": env.str("API_LIMITE", default="600/min"),
        "indirizzi": env.str("INDIRIZZI_LIMITE", default="30/min"),
    },
    "EXCEPTION_HANDLER": "ente.api.problemi.rispondi",
    "URL_FORMAT_OVERRIDE": "formato",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Cannocchiale",
    "DESCRIPTION": "Il ciclo della performance di un ente, fino al singolo valore misurato. I numeri sono testi "
    "decimali con il punto, non arrotondati; le date sono 2019-12-31; gli errori seguono la RFC 9457.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "LICENSE": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["ente.api.autenticazione.ConAmbito"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,  # it stands in "servers"
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
    "PREPROCESSING_HOOKS": ["ente.api.schema.senza_barra"],
    "POSTPROCESSING_HOOKS": [
        "ente.api.schema.esempi_mancanti",
        "ente.api.schema.componenti",
        "ente.api.schema_http.di_http",
        "ente.api.schema.senza_predefiniti",
        "ente.api.schema.numeri",
        "config.descrizione.completa",
    ],
}

# -- people ------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "ente.Utente"
AUTHENTICATION_BACKENDS = ["ente.accesso.Riconoscimento"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ente.accesso.AdattatoreAccesso"
ACCOUNT_FORMS = {
    "login": "ente.forms.accesso.ModuloAccesso",
    "change_password": "ente.forms.accesso.ModuloPassword",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser: desks are shared
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = {
    # An address may be a whole building. The key is a name from an address (ente/accesso.py): the more are wrong, the
    # longer one waits.
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/5m/key,15/h/key,30/d/key",
    "change_password": "5/m/user",
    "reset_password": "10/m/ip,5/300s/key",
    "reset_password_from_key": "20/m/ip",
}
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60  # an invitation; a forgotten password has less: ente/chiavi.py
# How many reverse proxies of ours stand before the site: only that many addresses of X-Forwarded-For are believed.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)

# -- language ----------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "it"
LANGUAGES = [("it", "Italiano")]
# What the frameworks say in English, or with «tu».
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Europe/Rome"
USE_I18N = True
USE_TZ = True
# Years and codes are numbers too: what wants separators is formatted where it is shown.

# -- files -------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
_NPM = BASE_DIR / "node_modules"
_DESIGN_SYSTEM = _NPM / "bootstrap-italia" / "dist"
_GITHUB = ("text-expander-element", "markdown-toolbar-element")
_SIDECAR = Path(drf_spectacular_sidecar.__file__).parent / "static" / "drf_spectacular_sidecar"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    BASE_DIR / "static",
    *((f"bootstrap-italia/{parte}", _DESIGN_SYSTEM / parte) for parte in ("css", "fonts")),
    *((f"github/{elemento}", _NPM / "@github" / elemento / "dist") for elemento in _GITHUB),
    (
        "swagger-ui",
        _SIDECAR / "swagger-ui-dist",
    ),  # nobody asks for the rest of that package
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "config.statici.FileStatici"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# No URL leads here: a view hands a file out after it has asked who wants it.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
_MB = 1024 * 1024
EVIDENZA_MASSIMA: int = env.int("EVIDENZA_MB", default=10) * _MB
EVIDENZE_PER_VALORE: int = env.int("EVIDENZE_PER_VALORE", default=20)
# A request that declares more is refused before its body is read; files above 2.5 MB wait on disk, not in memory.
INVIO_MASSIMO: int = env.int("INVIO_MB", default=40) * _MB

# -- e-mail: reminders only; without EMAIL_URL they are written on the console -----------------------------------------
globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="cannocchiale@localhost")
# The links of a message lead here. It is not guessed from a request: a command has none, and a Host can be forged.
SITE_URL: str = env.str("SITE_URL", default="http://localhost:8000" if DEBUG else "")

# -- accessibility: the declaration of the site on AgID's form; where who finds an obstacle writes, address or e-mail --
ACCESSIBILITA_DICHIARAZIONE: str = env.str("ACCESSIBILITA_DICHIARAZIONE", default="")
ACCESSIBILITA_SEGNALAZIONI: str = env.str("ACCESSIBILITA_SEGNALAZIONI", default="")

# -- security ----------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 10 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_SSL_REDIRECT: bool = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^salute/$"]  # the load balancer asks in clear
SECURE_HSTS_SECONDS: int = env.int("SECURE_HSTS_SECONDS", default=0 if DEBUG else 365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- logging: one stream, the supervisor keeps it ----------------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "riga": {"()": "config.segreti.Riga", "format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "riga"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "weasyprint.progress": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
