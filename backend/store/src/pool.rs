//! The connections to PostgreSQL and the limits they carry.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use deadpool::managed::QueueMode;
use diesel::ConnectionResult;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel::result::ConnectionError;
use diesel_async::pooled_connection::deadpool::{Object, Pool, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::FutureExt;
use oin_domain::audit::ByToken;
use tokio_postgres::config::SslMode;

use crate::announcer::Announcer;
use crate::error::StoreError;
use crate::tls;

/// How long a caller waits for a free connection.
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(2);
/// How long a new connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long [`Store::health`] waits.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(1);

/// What every session starts with. `statement_timeout` is the one for writes; a read transaction
/// lowers it to 2 seconds for itself. `client_connection_check_interval` lets the server notice
/// that we dropped a statement half-way and give its locks back; not every server's system can do
/// that, and then the statement timeout has to.
const SESSION: &str = "SET statement_timeout = '5s';
SET lock_timeout = '2s';
SET idle_in_transaction_session_timeout = '10s';
SET synchronous_commit = on;
DO $$ BEGIN
    PERFORM set_config('client_connection_check_interval', '500ms', false);
EXCEPTION WHEN OTHERS THEN NULL;
END $$;";

/// How the store uses the database.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The most connections of this process, the listener apart.
    pub connections: usize,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { connections: 8 }
    }
}

/// The connections of a process. Cheap to clone: all clones are one pool.
#[derive(Clone)]
pub(crate) struct Connections(Pool<AsyncPgConnection>);

impl Connections {
    /// The most that there are at a time.
    pub(crate) fn at_most(&self) -> usize {
        self.0.status().max_size
    }

    /// Takes a connection out of the pool, which may have died there, or makes one.
    pub(crate) async fn lease(&self) -> Result<Object<AsyncPgConnection>, StoreError> {
        let taken = tokio::time::timeout(WAIT_FOR_CONNECTION + CONNECT_TIMEOUT, self.0.get());
        match taken.await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(PoolError::Backend(diesel_async::pooled_connection::PoolError::ConnectionError(
                error,
            )))) => Err(error.into()),
            Ok(Err(error)) => Err(StoreError::unavailable(error)),
            Err(elapsed) => Err(StoreError::unavailable(elapsed)),
        }
    }
}

/// The facts, as PostgreSQL keeps them. Cheap to clone: all clones share their connections.
#[derive(Clone)]
pub struct Store {
    pub(crate) connections: Connections,
    pub(crate) announcer: Announcer,
    statements: Arc<AtomicI64>,
    by_token: Option<Arc<ByToken>>,
}

impl Store {
    /// Opens the store at a `postgres://` URL; a socket folder is written as its percent-encoded host.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no connection can be made, [`StoreError::Broken`] when the
    /// URL cannot be read.
    pub async fn connect(url: &str, options: StoreOptions) -> Result<Self, StoreError> {
        let _: tokio_postgres::Config = url.parse().map_err(StoreError::broken)?;
        let mut config = ManagerConfig::default();
        let statements = Arc::new(AtomicI64::new(0));
        let counted = statements.clone();
        config.custom_setup = Box::new(move |url| open_with_limits(url.to_owned(), counted.clone()).boxed());
        // Without a question to the server each time one is taken: `Read::begin` passes over the dead.
        config.recycling_method = RecyclingMethod::Fast;
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        let pool = Pool::builder(manager)
            .max_size(options.connections)
            // The one that was used last: it has its statements prepared and its caches warm.
            .queue_mode(QueueMode::Lifo)
            .build()
            .map_err(StoreError::broken)?;
        let connections = Connections(pool);
        drop(connections.lease().await?);
        Ok(Self {
            announcer: Announcer::start(connections.clone()),
            connections,
            statements,
            by_token: None,
        })
    }

    /// The same store for a program that acts through a token: what it does is written down with it.
    #[must_use]
    pub fn through(&self, token: ByToken) -> Self {
        Self {
            by_token: Some(Arc::new(token)),
            ..self.clone()
        }
    }

    /// The token through which a program acts.
    pub(crate) fn by_token(&self) -> Option<Arc<ByToken>> {
        self.by_token.clone()
    }

    /// Asks the database for a sign of life; takes at most one second.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there was none.
    pub async fn health(&self) -> Result<(), StoreError> {
        tokio::time::timeout(HEALTH_TIMEOUT, self.read(async |_| Ok::<_, StoreError>(())))
            .await
            .map_err(StoreError::unavailable)?
    }

    /// How many statements were sent since the store was opened. What begins and ends transactions,
    /// and the signs of life that the pool asks for, do not count.
    pub fn statements(&self) -> u64 {
        // Spelled out: diesel has a method `load` for everything.
        let sent = AtomicI64::load(&self.statements, Ordering::Relaxed);
        sent.try_into().unwrap_or(0)
    }
}

/// Opens a connection without limits, for migrations and for listening.
pub(crate) async fn open(url: &str) -> ConnectionResult<AsyncPgConnection> {
    let mut config: tokio_postgres::Config = url
        .parse()
        .map_err(|error: tokio_postgres::Error| ConnectionError::InvalidConnectionUrl(error.to_string()))?;
    // A peer that vanished without a word is noticed within a minute.
    config
        .connect_timeout(CONNECT_TIMEOUT)
        .keepalives_idle(Duration::from_secs(30))
        .keepalives_interval(Duration::from_secs(10))
        .keepalives_retries(3);
    if config.get_application_name().is_none() {
        config.application_name("oin");
    }
    let refused = |error| ConnectionError::BadConnection(described(&error));
    if config.get_ssl_mode() == SslMode::Require {
        let (client, connection) = config.connect(tls::connector()?).await.map_err(refused)?;
        return AsyncPgConnection::try_from_client_and_connection(client, connection).await;
    }
    let (client, connection) = config.connect(tokio_postgres::NoTls).await.map_err(refused)?;
    AsyncPgConnection::try_from_client_and_connection(client, connection).await
}

/// Counts the statements of a store's connections, while a transaction is open.
struct Counter {
    sent: Arc<AtomicI64>,
    inside: bool,
}

impl Instrumentation for Counter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let more = match event {
            InstrumentationEvent::StartQuery { .. } => i64::from(self.inside),
            InstrumentationEvent::BeginTransaction { .. } => {
                self.inside = true;
                // It is sent as a query as well.
                -1
            }
            InstrumentationEvent::CommitTransaction { .. }
            | InstrumentationEvent::RollbackTransaction { .. } => {
                self.inside = false;
                0
            }
            _ => 0,
        };
        self.sent.fetch_add(more, Ordering::Relaxed);
    }
}

async fn open_with_limits(url: String, sent: Arc<AtomicI64>) -> ConnectionResult<AsyncPgConnection> {
    let mut connection = open(&url).await?;
    connection.set_instrumentation(Counter { sent, inside: false });
    connection
        .batch_execute(SESSION)
        .await
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

/// The driver's message with its reasons: alone it says only "db error".
fn described(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut reason = std::error::Error::source(error);
    while let Some(inner) = reason {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        reason = inner.source();
    }
    text
}
