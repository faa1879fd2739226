//! A throw-away PostgreSQL, one database a test, an org with people, and a clock that tests turn.

use std::cell::Cell;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::account::MailAddress;
use oin_domain::ids::{OrgId, SubmissionId, UserId};
use oin_domain::org::OrgRole;
use oin_domain::submission::{Person, Stage};
use oin_domain::text::Line;
use oin_domain::work::Task;
use oin_server::actions::submissions::{
    Created, NewSubmission, Of, Save, Saved, Shown, create, put_secret, save, show, work,
};
use oin_server::actions::{Ctx, Failure, Member};
use oin_server::config::{Config, Settings};
use oin_server::outbound::{Outbound, World as Outside};
use oin_server::search::Live;
use oin_server::vault::{Secret, Vault, fresh_key_file};
use oin_store::embedded::{self, Options, SUPERUSER, Server};
use oin_store::{Org, Store, StoreError, StoreOptions, User, migrate, prepare_cluster};
use uuid::Uuid;

const PREFIX: &str = "oin-submissions-";

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
                && owner.parse::<u32>().is_ok()
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
        embedded::start(&options, "the submissions' tests").unwrap()
    })
}

thread_local! {
    /// Minutes since the start; each test runs on a thread of its own.
    static MINUTES: Cell<i64> = const { Cell::new(0) };
}

/// A Tuesday morning and what was added to it.
pub(crate) fn now() -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
    start + TimeDelta::minutes(MINUTES.get())
}

/// Turns the clock on.
pub(crate) fn wait(time: TimeDelta) {
    MINUTES.set(MINUTES.get() + time.num_minutes());
}

/// The names of the outside that drafts speak of: nobody listens there, and it is known at once.
const HOSTS: [&str; 5] = [
    "acme.example",
    "app.acme.example",
    "sandbox.acme.example",
    "demo.acme.example",
    "other.example",
];

/// A database with an org in it, and everything that actions need.
pub(crate) struct World {
    name: String,
    pub(crate) ctx: Ctx,
    pub(crate) vault: Vault,
    pub(crate) store: Store,
    pub(crate) ada: Member,
    pub(crate) bob: Member,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(&[], "acme.example").await
    }

    /// One whose people have their mail at `domain`, with further settings.
    pub(crate) async fn with(settings: &[(&str, &str)], domain: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        MINUTES.set(0);
        let name = format!("s{}", NEXT.fetch_add(1, Ordering::Relaxed));
        prepare_cluster(&server().url(SUPERUSER, "postgres"), &name)
            .await
            .unwrap();
        migrate(&server().url("oin_migrate", &name)).await.unwrap();
        let url = server().url("oin_app", &name);
        let store = Store::connect(&url, StoreOptions { connections: 20 })
            .await
            .unwrap();
        let keys = fresh_key_file().unwrap();
        let fixed = [
            ("OIN_MODE", "local"),
            ("OIN_KEYS", keys.as_str()),
            ("DATABASE_URL", url.as_str()),
            ("OIN_BASE_URL", "https://oin.test"),
        ];
        let pairs = fixed.iter().chain(settings);
        let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let config = Config::from_settings(&Settings::from_environment(pairs).unwrap()).unwrap();
        let closed: SocketAddr = "127.0.0.1:1".parse().unwrap();
        let outside = Outside {
            hosts: HOSTS.iter().map(|host| ((*host).to_owned(), closed)).collect(),
            ..Outside::default()
        };
        let vault = Vault::load(&config.keys).unwrap();
        let ctx = Ctx::new(
            &config,
            store.clone(),
            Arc::new(Live::of(&config.brand).unwrap()),
            vault.clone(),
            Outbound::new(&config, Some(outside)).unwrap(),
            now,
        );
        let org = add_org(&store, "Acme").await;
        let ada = add_member(&store, org, &format!("ada@{domain}"), OrgRole::Owner).await;
        let bob = add_member(&store, org, &format!("bob@{domain}"), OrgRole::Editor).await;
        Self {
            name,
            ctx,
            vault,
            store,
            ada,
            bob,
        }
    }

    /// Somebody of another org.
    pub(crate) async fn stranger(&self) -> Member {
        let org = add_org(&self.store, "Evil").await;
        add_member(&self.store, org, "eve@evil.example", OrgRole::Owner).await
    }

    /// A connection below the store, as the owner of everything.
    pub(crate) async fn raw(&self) -> tokio_postgres::Client {
        self.raw_as(SUPERUSER).await
    }

    pub(crate) async fn raw_as(&self, role: &str) -> tokio_postgres::Client {
        let url = server().url(role, &self.name);
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client
    }

    /// A new draft.
    pub(crate) async fn begin(&self) -> Created {
        let of = Of::New {
            name: None,
            by_customer: false,
        };
        create(
            &self.ctx,
            &self.ada,
            NewSubmission {
                of,
                fields: Vec::new(),
                again: None,
            },
        )
        .await
        .unwrap()
    }

    pub(crate) async fn show(&self, id: SubmissionId) -> Shown {
        show(&self.ctx, &self.ada, id).await.unwrap()
    }

    pub(crate) async fn stage(&self, id: SubmissionId) -> Stage {
        self.show(id).await.stage
    }

    /// Saves fields of any step, seen as they are now.
    pub(crate) async fn type_in(&self, id: SubmissionId, fields: &[(&str, &str)]) -> Saved {
        let base = self.show(id).await.revision;
        self.save(&self.ada, id, base, fields).await.unwrap()
    }

    pub(crate) async fn save(
        &self,
        who: &Member,
        id: SubmissionId,
        base: i32,
        fields: &[(&str, &str)],
    ) -> Result<Saved, Failure> {
        let fields = fields
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        let change = Save {
            step: None,
            fields,
            base,
            whole: false,
            exact: false,
        };
        save(&self.ctx, who, id, change).await
    }

    /// A draft that can be submitted.
    pub(crate) async fn ready(&self) -> SubmissionId {
        self.ready_with(&complete()).await
    }

    pub(crate) async fn ready_with(&self, fields: &[(&str, &str)]) -> SubmissionId {
        let id = self.begin().await.submission;
        self.type_in(id, fields).await;
        for path in ["testing.logins.0.password"] {
            let secret = Secret::from_text("correct horse".to_owned());
            put_secret(&self.ctx, &self.ada, id, path, secret).await.unwrap();
        }
        id
    }

    /// Does all work that is due by now, and what follows from it.
    pub(crate) async fn work(&self) {
        let raw = self.raw().await;
        loop {
            let rows = raw
                .query(
                    "DELETE FROM jobs WHERE class LIKE 'submission\\_%' AND run_at <= $1
                     RETURNING payload::text",
                    &[&std::time::SystemTime::from(now())],
                )
                .await
                .unwrap();
            if rows.is_empty() {
                return;
            }
            for row in rows {
                let task: Task = serde_json::from_str(row.get(0)).unwrap();
                work::perform(&self.ctx, &task).await.unwrap();
            }
        }
    }

    /// The kinds of letters that were posted, with the person's name.
    pub(crate) async fn letters(&self) -> Vec<(String, String)> {
        let raw = self.raw().await;
        let rows = raw
            .query(
                "SELECT kind, to_mail FROM letters ORDER BY created_at, kind, to_mail",
                &[],
            )
            .await
            .unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }
}

/// The fields of a SAML integration that fits the wizard lane.
pub(crate) fn complete() -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", "Acme Shifts"),
        ("summary", "Plans shifts and tracks leave."),
        ("categories.0", "hr"),
        ("website", "https://acme.example"),
        ("deployment", "cloud"),
        ("visibility.kind", "public"),
        ("support.url", "https://acme.example/help"),
        ("testing.logins.0.url", "https://sandbox.acme.example/login"),
        ("testing.logins.0.user_name", "reviewer"),
        ("testing.logins.0.role", "Member"),
        ("testing.sandbox.trusts_test_idp", "true"),
        ("testing.signed_in.value", "https://sandbox.acme.example/home*"),
        ("testing.rejected.value", "https://sandbox.acme.example/error*"),
        ("contacts.support.name", "Ada"),
        ("contacts.support.mail", "ada@acme.example"),
        ("contacts.technical.name", "Ada"),
        ("contacts.technical.mail", "ada@acme.example"),
        ("contacts.business.name", "Ada"),
        ("contacts.business.mail", "ada@acme.example"),
        ("attestation.authorised", "true"),
        ("attestation.accurate", "true"),
        ("attestation.policy", "true"),
        ("connections.0.type", "saml"),
        ("connections.0.acs.0.url", "https://app.acme.example/saml/acs"),
        ("connections.0.audience", "https://app.acme.example/saml"),
        ("connections.0.name_id.format", "email_address"),
        ("connections.0.name_id.source", "user.email"),
        ("connections.0.flows.kind", "idp"),
        ("connections.0.attributes.0.name", "first"),
        ("connections.0.attributes.0.source", "user.firstName"),
    ]
}

async fn add_org(store: &Store, name: &str) -> OrgId {
    let org = Org {
        id: OrgId(Uuid::now_v7()),
        name: Line::parse(name).unwrap(),
        created_at: now(),
        trial_ends_at: None,
    };
    store.write(async |tx| tx.add_org(&org).await).await.unwrap();
    org.id
}

/// A new member of an org who has just proven a second factor.
pub(crate) async fn add_member(store: &Store, org: OrgId, mail: &str, role: OrgRole) -> Member {
    let (local, _) = mail.split_once('@').unwrap();
    let user = User {
        id: UserId(Uuid::now_v7()),
        mail: MailAddress::parse(mail).unwrap(),
        name: Line::parse(local).unwrap(),
        created_at: now(),
        confirmed_at: Some(now()),
        disabled_at: None,
    };
    store
        .write(async |tx| {
            tx.add_user(&user).await?;
            tx.add_member(org, user.id, role, now()).await?;
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    Member {
        person: Person {
            user: user.id,
            orgs: vec![(org, role)],
            staff: Vec::new(),
        },
        org,
        org_name: "Acme".to_owned(),
        role,
        mail: user.mail,
        has_factor: true,
        stepped_up: true,
        token: None,
    }
}

/// The code of a failure.
pub(crate) fn code(failure: &Failure) -> String {
    match failure {
        Failure::Invalid(errors) => errors[0].code.to_string(),
        Failure::NotFound(_) => "not_found".to_owned(),
        Failure::Refused(code, _) => code.to_string(),
        other => panic!("{other:?}"),
    }
}

/// The paths at which a failure has findings.
pub(crate) fn fields(failure: &Failure) -> Vec<String> {
    match failure {
        Failure::Invalid(errors) => errors.iter().map(|error| error.field.clone()).collect(),
        other => panic!("{other:?}"),
    }
}
