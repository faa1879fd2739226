//! A throw-away PostgreSQL, one database a test, and keys in a setting.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::ids::OrgId;
use oin_domain::text::Line;
use oin_server::config::{Hidden, Keys};
use oin_server::vault::{Secret, Vault, VaultError, fresh_key_file};
use oin_store::embedded::{self, Options, SUPERUSER, Server};
use oin_store::{Org, SecretPlace, Store, StoreOptions, migrate, prepare_cluster};
use uuid::Uuid;

/// The server, started by the first test that asks; it ends with this process.
fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        for entry in std::fs::read_dir(&base).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(owner) = name.strip_prefix(PREFIX)
                && !Path::new("/proc").join(owner).exists()
            {
                // Another run may sweep at the same time.
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        let options = Options {
            data_dir: base.join(format!("{PREFIX}{}", std::process::id())),
            bin_dir: std::env::var_os("OIN_PG_BIN").map(PathBuf::from),
            durable: false,
        };
        embedded::start(&options, "the vault's tests").unwrap()
    })
}

const PREFIX: &str = "oin-vault-";

/// A migrated database and the way to it.
pub(crate) struct Database {
    name: String,
    pub(crate) store: Store,
}

impl Database {
    pub(crate) async fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("v{}", NEXT.fetch_add(1, Ordering::Relaxed));
        prepare_cluster(&server().url(SUPERUSER, "postgres"), &name)
            .await
            .unwrap();
        migrate(&server().url("oin_migrate", &name)).await.unwrap();
        let store = Store::connect(&server().url("oin_app", &name), StoreOptions::default())
            .await
            .unwrap();
        Self { name, store }
    }

    /// A connection below the store: what somebody with the database's password can do.
    pub(crate) async fn raw(&self) -> tokio_postgres::Client {
        let url = server().url(SUPERUSER, &self.name);
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client
    }

    pub(crate) async fn org(&self) -> OrgId {
        let org = Org {
            id: OrgId(Uuid::now_v7()),
            name: Line::parse("Acme").unwrap(),
            created_at: now(),
            trial_ends_at: None,
        };
        self.store.write(async |tx| tx.add_org(&org).await).await.unwrap();
        org.id
    }

    pub(crate) async fn seal(&self, vault: &Vault, place: &SecretPlace, text: &str) {
        let secret = Secret::from_text(text.to_owned());
        self.store
            .write(async |tx| vault.seal(tx, place, &secret, now()).await)
            .await
            .unwrap();
    }

    /// What the place holds, in clear.
    pub(crate) async fn open(&self, vault: &Vault, place: &SecretPlace) -> Result<String, VaultError> {
        self.store
            .read(async |read| vault.open(read, place).await)
            .await
            .map(|secret| secret.text().unwrap().to_owned())
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// A vault whose keys are this text.
pub(crate) fn vault(keys: &str) -> Vault {
    Vault::load(&Keys::Setting(Hidden::new(keys.to_owned()))).unwrap()
}

pub(crate) fn fresh_vault() -> Vault {
    vault(&fresh_key_file().unwrap())
}

pub(crate) fn login_of(org: Option<OrgId>, field: &str) -> SecretPlace {
    SecretPlace {
        place: "test_logins",
        row: Uuid::now_v7(),
        field: field.into(),
        org,
        target: "https://app.acme.example".into(),
    }
}
