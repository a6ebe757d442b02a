"""One settings file: environment in, safe defaults out. The README's table documents every name in ENVIRONMENT."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy

from portal import environment

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = [
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DATA_DIR",
    "DEBUG",
    "HOLD_PAGES",
    "HTTPS",
    "IDLE_MINUTES",
    "ONE_PERSON_OFFICE",
    "PASSWORD_COMPOSITION",
    "SECOND_FACTOR",
    "SECRET_KEY",
    "SITE_CONTACT",
    "SITE_DOMAIN",
    "SITE_ICP",
    "SITE_ID_CODE",
    "SITE_NAME",
    "SITE_OWNER",
    "SITE_POLICE",
    "SITE_REGION",
    "SITE_REPORT_URL",
    "SNAPSHOTS_DIR",
]

# Everything that is written at run time: database, media, the laptop's own key.
DATA_DIR = Path(environment.text("DATA_DIR", str(ROOT / "var")))
# Where `manage.py snapshot` writes, and what /api/v1/snapshots/ offers.
SNAPSHOTS_DIR = Path(environment.text("SNAPSHOTS_DIR", str(DATA_DIR / "snapshots")))

DEBUG = environment.boolean("DEBUG", False)
SECRET_KEY = environment.secret_key("SECRET_KEY", DATA_DIR / "secret_key")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

# 《政府网站发展指引》 (国办发〔2017〕47号): names and numbers that the pages' meta tags and footer must carry.
SITE = {
    "name": environment.text("SITE_NAME", "公报数据门户"),
    "domain": environment.text("SITE_DOMAIN", "localhost"),
    "id_code": environment.text("SITE_ID_CODE"),
    "owner": environment.text("SITE_OWNER", "区融媒体中心"),
    "contact": environment.text("SITE_CONTACT"),
    "icp": environment.text("SITE_ICP"),
    "police": environment.text("SITE_POLICE"),
    "report_url": environment.text("SITE_REPORT_URL"),
}
# The place that a bulletin is about when nothing says otherwise.
SITE_REGION = environment.text("SITE_REGION", "钱塘区")

# Nobody passes their own words on to publication, unless an office of one person says so; the log then says it each time.
ONE_PERSON_OFFICE = environment.boolean("ONE_PERSON_OFFICE", False)

# In this order receivers run at publication: records are frozen, then the page is drawn.
INSTALLED_APPS = [
    "articles",
    "indicators",
    "portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "corsheaders",
    "csp",
    "django_otp",
    "portal.apps.OneTimeCodesConfig",
    "django_filters",
    "django_prose_editor",
    "drf_spectacular",
    "rest_framework",
]

# Public pages are held in memory until the archive changes (docs/adr/0017).
HOLD_PAGES = environment.boolean("HOLD_PAGES", True)

MIDDLEWARE = [
    "portal.held.HeldPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.compression.CompressionMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.modes.ReadingModeMiddleware",
    "portal.conditional.ConditionalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "portal.accounts.DeskSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
        },
    },
]


DATABASES = {"default": environment.database("DATABASE_URL", DATA_DIR / "portal.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# One index has columns beside its key for PostgreSQL; SQLite leaves them out, as is meant.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

# Chinese is the language of every page; /en/ is the same site in English (portal.modes), so nothing is negotiated.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "portal" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Without a collected copy (a laptop) the files are served from where they lie.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if WHITENOISE_USE_FINDERS
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# Lock-out: five failures of one account from one address, fifteen minutes (GB/T 22239-2019 7.1.4.1; the numbers are custom).
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "articles.addresses.address_of"
AXES_ENABLE_ADMIN = False
# Who approves or publishes shows a one-time code as well (level 3 of GB/T 22239-2019, 8.1.4.1).
SECOND_FACTOR = environment.boolean("SECOND_FACTOR", False)

# GB/T 22239 and OWASP ASVS 6.2: long enough, not common; see docs/adr/0007.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    *([{"NAME": "portal.accounts.ThreeKinds"}] if environment.boolean("PASSWORD_COMPOSITION", True) else []),
]

# The desk's plain form carries every field of every figure: a work report has some hundreds of figures, sixteen fields each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 40_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024

HTTPS = environment.boolean("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# The desk is left after this long without a request; portal.accounts renews it while somebody works.
SESSION_COOKIE_AGE = 60 * environment.number("IDLE_MINUTES", 30)
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Published pages are cached by proxies, so no nonce in them: nothing inline at all. The admin widens this for its editor.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Pages of other sites may read the API: nothing in it is secret, and no cookie is read there. Drafts are for systems alone.
CORS_URLS_REGEX = r"^(/en)?/api/(?!v1/drafts/)"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = [
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "if-none-match",
    "if-modified-since",
    "if-range",
    "range",
]
CORS_EXPOSE_HEADERS = [
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Range",
    "Deprecation",
    "ETag",
    "Last-Modified",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
]
CORS_PREFLIGHT_MAX_AGE = 86_400

REST_FRAMEWORK = {
    # Open to all and the same for all: no cookie is read, so any proxy may hold the answers.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "portal.api.formats.Csv",
        "portal.api.files.Xlsx",
        "portal.api.files.Parquet",
    ],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["portal.api.asking.Filters"],
    "DEFAULT_PAGINATION_CLASS": "portal.api.paging.Pages",
    "DEFAULT_METADATA_CLASS": "portal.api.about.About",
    "DEFAULT_SCHEMA_CLASS": "portal.api.schema.Operation",
    "EXCEPTION_HANDLER": "portal.api.problems.problem",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": gettext_lazy("公报数据门户 API"),
    "DESCRIPTION": gettext_lazy("""公报、指标记录、数列、指标目录、地区与栏目的接口，读取对所有人开放，无需登录。

- **数值**是字符串形式的精确十进制数，如公报所写（`value`、`unit`）；旁边是按标准单位计的值（`canonical_value`、`canonical_unit`）。
- **格式**按后缀或 `Accept`：`.csv`（整张表，Excel 可直接打开）、`.xlsx`、`.parquet`；数列和观测值另有 `.sdmx.csv`、`.sdmx.json`，
  公报和记录另有 `.jsonld`。`/api/v1/series/gdp.csv` 就是地区生产总值的全部数列。
- **分页**：列表答 `next`、`previous`、`results`；照 `next` 走到空值为止，就是全部。每页至多 500 条。
- **当时的内容**：`as_of=2023-07-20` 答那时公开的内容；后来撤回的只列名。
- **取舍**：`fields` 只要一些字段，`include` 附上相关内容，`sort` 排序。
- **参数**写错名称或值，一律答 400，并说明可用的参数和值；不会悄悄略过。
- **错误**是 RFC 9457 的 `application/problem+json`，按 `Accept-Language` 用中文或英文；`/en/api/…` 是英文。
- **只有现在公开的**：草稿、定时发布的和已撤回的都不在其中；已撤回的公报答 410，并说明原因。
- **缓存**：答复带 `ETag`，可作条件请求；按 `Accept-Encoding` 压缩。
"""),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "DraftStateEnum": "portal.api.drafts.STATES",
        "VerdictStateEnum": "indicators.verifying.State",
    },
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Docstrings speak to developers of this program.
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.api.schema.describe_problems",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Its warnings name rules of our stylesheet that are for screens only.
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "WARNING"}},
}
