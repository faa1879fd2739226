//! Hearing of catalog writes as they are committed.

use std::time::Duration;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures_util::{FutureExt, StreamExt};

use crate::changes::{CHANNEL, RELOAD};
use crate::error::{Fault, StoreError};
use crate::pool;

/// Why [`CatalogListener::next`] returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// Something was committed.
    Notified,
    /// Somebody asked every process to load the catalog anew.
    Reload,
    /// Nothing was heard; look at the changes all the same, a notification can be lost.
    TimedOut,
}

/// A connection of its own that hears of every catalog write, of this process or another.
pub struct CatalogListener {
    connection: AsyncPgConnection,
}

impl CatalogListener {
    /// Connects and starts to listen. Read the changes once after this: what was committed
    /// before is not announced again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no connection can be made.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let mut connection = pool::open(url).await?;
        connection
            .batch_execute(&format!("LISTEN {CHANNEL}"))
            .await
            .map_err(|error| Fault::from(error).error)?;
        Ok(Self { connection })
    }

    /// Waits for the next write, at most `at_most`; several writes that are already there wake
    /// once. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the connection is gone: connect anew.
    pub async fn next(&mut self, at_most: Duration) -> Result<Wake, StoreError> {
        let mut notifications = std::pin::pin!(self.connection.notifications_stream());
        let mut heard = match tokio::time::timeout(at_most, notifications.next()).await {
            Err(_) => return Ok(Wake::TimedOut),
            Ok(heard) => Some(heard),
        };
        let mut wake = Wake::Notified;
        while let Some(one) = heard {
            match one {
                Some(Ok(notification)) => {
                    if notification.payload == RELOAD {
                        wake = Wake::Reload;
                    }
                    heard = notifications.next().now_or_never();
                }
                Some(Err(error)) => return Err(Fault::from(error).error),
                None => return Err(StoreError::unavailable("the listening connection has ended")),
            }
        }
        Ok(wake)
    }
}
