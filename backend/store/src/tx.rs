//! Transactions: everything the store does happens inside one.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use oin_domain::audit::ByToken;
use serde_json::Value;

use crate::changes::NewChange;
use crate::error::{Fault, StoreError};
use crate::pool::Store;
use crate::work::{Work, WorkOnce};

/// How often a transaction is tried when the server says that it clashed with another.
const ATTEMPTS: u32 = 5;

/// A catalog read may take two seconds; its statements all see one moment.
const BEGIN_READ: &str =
    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '2s'";
const BEGIN_WRITE: &str = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE";
const BEGIN_LIGHT_WRITE: &str =
    "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit = off";

impl Store {
    /// Runs `work` in a read-only transaction that sees one moment of the database.
    ///
    /// # Errors
    /// What `work` returns; [`StoreError::Unavailable`] when there is no connection.
    #[expect(clippy::manual_async_fn, reason = "an `async fn` does not promise `Send`")]
    pub fn read<T, E, F>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        for<'r> F: AsyncFnOnce(&'r mut Read) -> Result<T, E>
            + WorkOnce<&'r mut Read, Result<T, E>, Running: Send>
            + Send,
        T: Send,
        E: From<StoreError> + Send,
    {
        async move {
            let mut read = Read::begin(self, BEGIN_READ).await?;
            match work(&mut read).await {
                Ok(value) => {
                    read.commit().await?;
                    Ok(value)
                }
                Err(error) => {
                    read.roll_back().await;
                    Err(error)
                }
            }
        }
    }

    /// Runs `work` in a transaction and commits it when it returns `Ok`; on `Err`, or when the
    /// future is dropped, nothing of it remains. `work` runs again from its start, at most five
    /// times, when it clashed with another transaction: it must not do anything outside.
    ///
    /// # Errors
    /// What `work` returns; [`StoreError::Unavailable`] when there is no connection, when the
    /// commit was not confirmed, or when it still clashes after five attempts.
    pub fn write<T, E, F>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        for<'r> F:
            AsyncFn(&'r mut Tx) -> Result<T, E> + Work<&'r mut Tx, Result<T, E>, Running: Send> + Send + Sync,
        T: Send,
        E: From<StoreError> + Send,
    {
        self.transact(BEGIN_WRITE, work)
    }

    /// The same for counts and times of last use, which may be lost when the machine dies: does not
    /// wait until they are on the disk.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_lightly<T, E, F>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        for<'r> F:
            AsyncFn(&'r mut Tx) -> Result<T, E> + Work<&'r mut Tx, Result<T, E>, Running: Send> + Send + Sync,
        T: Send,
        E: From<StoreError> + Send,
    {
        self.transact(BEGIN_LIGHT_WRITE, work)
    }

    #[expect(clippy::manual_async_fn, reason = "an `async fn` does not promise `Send`")]
    fn transact<T, E, F>(&self, begin: &'static str, work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        for<'r> F:
            AsyncFn(&'r mut Tx) -> Result<T, E> + Work<&'r mut Tx, Result<T, E>, Running: Send> + Send + Sync,
        T: Send,
        E: From<StoreError> + Send,
    {
        async move {
            let mut attempt = 1;
            loop {
                let mut tx = Tx {
                    read: Read::begin(self, begin).await?,
                    changes: Vec::new(),
                    by_token: self.by_token(),
                    promises: false,
                };
                let error = match work(&mut tx).await {
                    Ok(value) => match tx.finish().await {
                        Ok(()) => {
                            if tx.promises {
                                self.announcer.ring();
                            }
                            return Ok(value);
                        }
                        Err(error) => error.into(),
                    },
                    Err(error) => error,
                };
                let again = tx.read.conflict && attempt < ATTEMPTS;
                tx.read.roll_back().await;
                if !again {
                    return Err(error);
                }
                tracing::debug!(attempt, "a transaction clashed with another and is tried again");
                tokio::time::sleep(back_off(attempt)).await;
                attempt += 1;
            }
        }
    }
}

/// 5 to 10 ms before the second attempt, twice as long before each further one: two
/// transactions that clashed should not meet again.
fn back_off(attempt: u32) -> Duration {
    let longest = 10_u64 << (attempt - 1);
    let random = RandomState::new().build_hasher().finish();
    Duration::from_millis(longest / 2 + random % (longest / 2 + 1))
}

/// A transaction that reads.
pub struct Read {
    connection: Lease,
    conflict: bool,
    aborted: bool,
}

impl Read {
    /// Begins on a connection of the pool. One that has died there shows now; nothing was done on
    /// it, so another is taken, and after all that the pool can hold it is a new one.
    async fn begin(store: &Store, sql: &str) -> Result<Self, StoreError> {
        let mut dead_at_most = store.connections.at_most();
        loop {
            let mut connection = Lease::dirty(store.connections.lease().await?);
            let begun = AnsiTransactionManager::begin_transaction_sql(connection.get()?, sql).await;
            let error = match begun {
                Ok(()) => {
                    return Ok(Self {
                        connection,
                        conflict: false,
                        aborted: false,
                    });
                }
                Err(error) => Fault::from(error).error,
            };
            if dead_at_most == 0 || !matches!(error, StoreError::Unavailable(_)) {
                return Err(error);
            }
            dead_at_most -= 1;
        }
    }

    /// Runs `statements` on the connection and remembers whether a fault was a clash, since the
    /// caller's own error type cannot say so.
    #[expect(clippy::manual_async_fn, reason = "an `async fn` does not promise `Send`")]
    pub(crate) fn run<T, F>(&mut self, statements: F) -> impl Future<Output = Result<T, StoreError>> + Send
    where
        for<'r> F: AsyncFnOnce(&'r mut AsyncPgConnection) -> Result<T, Fault>
            + WorkOnce<&'r mut AsyncPgConnection, Result<T, Fault>, Running: Send>
            + Send,
        T: Send,
    {
        async move {
            let result = statements(self.connection.get()?).await;
            result.map_err(|fault| {
                self.conflict |= fault.conflict;
                self.aborted |= fault.aborted;
                fault.error
            })
        }
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
        // PostgreSQL answers the COMMIT of a failed transaction with a quiet rollback.
        if self.aborted {
            return Err(StoreError::broken("a statement had failed before the commit"));
        }
        self.run(async |connection| Ok(AnsiTransactionManager::commit_transaction(connection).await?))
            .await?;
        self.connection.mark_clean();
        Ok(())
    }

    /// Undoes everything. When that fails the connection is closed, which undoes it as well.
    async fn roll_back(mut self) {
        let undone = self
            .run(async |connection| Ok(AnsiTransactionManager::rollback_transaction(connection).await?))
            .await;
        match undone {
            Ok(()) => self.connection.mark_clean(),
            Err(error) => tracing::debug!(%error, "a rollback failed; the connection is closed instead"),
        }
    }
}

/// A transaction that reads and writes.
pub struct Tx {
    read: Read,
    changes: Vec<NewChange>,
    by_token: Option<Arc<ByToken>>,
    promises: bool,
}

impl Tx {
    /// The detail of an act with the token through which it is done, if it is done by one.
    pub(crate) fn signed(&self, detail: Value) -> Value {
        match &self.by_token {
            Some(token) => token.sign(detail),
            None => detail,
        }
    }

    /// Notes what changed in the catalog. It is numbered and announced at the end of the
    /// transaction, so that the lock that orders the versions is held only for an instant.
    pub(crate) fn note(&mut self, changes: impl IntoIterator<Item = NewChange>) {
        self.changes.extend(changes);
    }

    /// Has the workers of every process told that there is work for now, once this is committed.
    pub(crate) fn announce_work(&mut self) {
        self.promises = true;
    }

    async fn finish(&mut self) -> Result<(), StoreError> {
        let changes = std::mem::take(&mut self.changes);
        if !changes.is_empty() {
            self.number(changes).await?;
        }
        self.read.commit().await
    }
}

impl Deref for Tx {
    type Target = Read;
    fn deref(&self) -> &Read {
        &self.read
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}

/// A connection on loan. It goes back to the pool only when its transaction is known to have
/// ended; in any other case, a dropped future first of all, it is closed and the server undoes
/// what was open.
struct Lease {
    connection: Option<Object<AsyncPgConnection>>,
    clean: bool,
}

impl Lease {
    fn dirty(connection: Object<AsyncPgConnection>) -> Self {
        Self {
            connection: Some(connection),
            clean: false,
        }
    }

    fn get(&mut self) -> Result<&mut AsyncPgConnection, StoreError> {
        self.connection
            .as_deref_mut()
            .ok_or_else(|| StoreError::broken("the transaction has ended"))
    }

    fn mark_clean(&mut self) {
        self.clean = true;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if !self.clean
            && let Some(connection) = self.connection.take()
        {
            drop(Object::take(connection));
        }
    }
}
