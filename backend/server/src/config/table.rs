//! Every setting there is: the one table behind `oin config`, the check for
//! misspelt names and the page in `docs/operations.md`.

/// A setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in the environment and in the file.
    pub name: &'static str,
    /// What holds when it is not set, in words.
    pub default: &'static str,
    /// What it does.
    pub what: &'static str,
    /// Whether its value is never printed.
    pub secret: bool,
}

const fn open(name: &'static str, default: &'static str, what: &'static str) -> Setting {
    Setting {
        name,
        default,
        what,
        secret: false,
    }
}

const fn secret(name: &'static str, default: &'static str, what: &'static str) -> Setting {
    Setting {
        name,
        default,
        what,
        secret: true,
    }
}

/// All settings, in the order in which they are explained.
pub const SETTINGS: &[Setting] = &[
    open(
        "OIN_MODE",
        "local with the embedded database, else production",
        "`local` or `production`",
    ),
    open(
        "OIN_CONFIG_FILE",
        "none",
        "a file of NAME=value lines; the environment wins over it",
    ),
    open("OIN_LISTEN", "127.0.0.1:8080", "address and port to listen on"),
    open(
        "OIN_BASE_URL",
        "http://localhost and the port",
        "the address people use; https in production",
    ),
    open(
        "OIN_FILES_URL",
        "http://files.localhost and the port under http://localhost, else the pages' own host; must be given in production",
        "the address of uploaded pictures: a host of its own that leads here too; https in production",
    ),
    open(
        "OIN_DATA_DIR",
        "/var/lib/oin as root, else ~/.local/share/oin",
        "folder for the embedded database and files",
    ),
    secret(
        "DATABASE_URL",
        "the embedded database",
        "PostgreSQL 14 or newer, as the application's role",
    ),
    secret(
        "OIN_MIGRATE_DATABASE_URL",
        "DATABASE_URL",
        "the same database as the role that owns the tables",
    ),
    open(
        "OIN_KEY_FILE",
        "keys in the data folder in local mode, made when missing; must be given in production",
        "file with the keys that open secrets, readable by oin alone",
    ),
    secret(
        "OIN_KEYS",
        "none",
        "the same keys as a setting, entries separated by `;`, instead of a file",
    ),
    secret(
        "OIN_SMTP_URL",
        "the mailbox page in local mode; must be given in production",
        "mail server for letters: `smtps://user:password@host:465`, or `smtp://…?tls=required`",
    ),
    open(
        "OIN_MAIL_FROM",
        "oin@ and the base URL's host",
        "address that letters come from; copies that come back go to it with a suffix after `+`",
    ),
    secret(
        "OIN_MAIL_HOOK_SECRET",
        "none: the hook is closed",
        "`whsec_…`, what a mail service signs messages with that it hands over at `/hooks/mail`",
    ),
    open(
        "OIN_WORK",
        "on",
        "`on` or `off`: whether `oin serve` also sends letters and does jobs, as `oin work` does",
    ),
    open(
        "OIN_AUDIT_ANCHOR_FILE",
        "none",
        "file outside the database to which the audit trail's head is added every ten minutes; `oin audit verify` reads it",
    ),
    open(
        "OIN_PG_BIN",
        "looked for on PATH and in the usual folders",
        "folder of PostgreSQL's server programs",
    ),
    open(
        "OIN_TRUSTED_PROXIES",
        "none",
        "addresses whose X-Forwarded-For is believed, separated by commas",
    ),
    open(
        "OIN_API_READS_PER_MINUTE",
        "6000 in production, 10000000 in local mode",
        "anonymous API requests a minute and address",
    ),
    open(
        "OIN_READY_MADE_MB",
        "32",
        "memory for finished answers of the catalog, in MB",
    ),
    open(
        "OIN_EGRESS_EXCEPTIONS",
        "none",
        "addresses as ip:port, separated by commas, that may be called although not public; local mode only",
    ),
    open(
        "OIN_DNS_SERVER",
        "the system's",
        "the name server, as ip:port, for calls to the outside; local mode only",
    ),
    open(
        "OIN_SEED",
        "demo in local mode, else none",
        "what a first start loads: `none`, `facts` or `demo` (facts and fictitious vendors)",
    ),
    open(
        "OIN_LOG",
        "info,actix_http=off,actix_server=warn",
        "log filter, as of the tracing-subscriber crate",
    ),
    open(
        "OIN_LOG_FORMAT",
        "text in local mode, else json",
        "`text` or `json`",
    ),
    open(
        "OIN_TIME_ZONE",
        "UTC",
        "the time zone in which business days are counted, such as Europe/Berlin",
    ),
    open(
        "OIN_HOLIDAYS",
        "none",
        "days without reviews, such as 2026-12-25, with commas between them",
    ),
    open(
        "OIN_MANUAL_RUN_DAYS",
        "90",
        "days for which a run by a reviewer counts as evidence of the second tier, 1 to 365; automatic runs count for 8",
    ),
    open(
        "OIN_AUDIT_SAMPLE_PERCENT",
        "3",
        "of a hundred submissions that could pass without a reviewer, how many one looks at all the same, 1 to 100",
    ),
    open(
        "OIN_NETWORK_NAME",
        "Okta Integration Network",
        "the network's name",
    ),
    open("OIN_TIER_COMMUNITY", "Community Created", "the first tier's name"),
    open("OIN_TIER_VERIFIED", "Okta Verified", "the second tier's name"),
    secret(
        "OIN_SIGN_IN_PROVIDERS",
        "the fake world's provider while that runs, else none",
        "OpenID Connect providers people may sign in with: a JSON array, or the file it is in",
    ),
    open(
        "OIN_WORLD",
        "on in local mode with the embedded database, else off",
        "`on` or `off`: a fake world of vendors, login pages and an identity provider; local mode only",
    ),
    open(
        "OIN_WORLD_LISTEN",
        "127.0.0.1:8090, or a free port when that is taken",
        "loopback address and port of the fake world",
    ),
    open("OIN_ACCENT", "#1b5fd9", "the accent colour, as #rrggbb"),
];
