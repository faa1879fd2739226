//! Telling the workers of all processes that work was promised.
//!
//! After the commit, not inside of it: a transaction that notifies holds a lock of the whole
//! server while its commit is flushed to the disk, so that such commits go one by one and a slow
//! disk is all that counts. What is lost when a process dies in between costs seconds: the workers
//! also look by themselves.

use std::time::Duration;

use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use diesel_async::pooled_connection::deadpool::Object;
use tokio::sync::watch;

use crate::error::{Fault, StoreError};
use crate::jobs::WORK_CHANNEL;
use crate::pool::Connections;
use crate::prepared::Prepare as _;

/// How long to wait before a lost database is told again.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// Rings for the workers. All of its clones are one; what rings while they are being told is told
/// once.
#[derive(Clone)]
pub(crate) struct Announcer(watch::Sender<()>);

impl Announcer {
    /// Starts to tell over `connections`, until the last clone is gone.
    pub(crate) fn start(connections: Connections) -> Self {
        let (ring, mut rung) = watch::channel(());
        tokio::spawn(async move {
            while rung.changed().await.is_ok() {
                if let Err(error) = tell(&connections).await {
                    tracing::debug!(%error, "work is not announced; the workers look by themselves");
                    tokio::time::sleep(TRY_AGAIN).await;
                }
            }
        });
        Self(ring)
    }

    /// Has the workers told, soon.
    pub(crate) fn ring(&self) {
        // Nobody hears it when the runtime is ending.
        let _ = self.0.send(());
    }
}

async fn tell(connections: &Connections) -> Result<(), StoreError> {
    let mut connection = connections.lease().await?;
    let told = diesel::sql_query("SELECT pg_notify($1, '')")
        .bind::<Text, _>(WORK_CHANNEL)
        .prepared()
        .execute(&mut *connection)
        .await;
    if let Err(error) = told {
        // It may have died in the pool.
        drop(Object::take(connection));
        return Err(Fault::from(error).error);
    }
    Ok(())
}
