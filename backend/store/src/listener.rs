//! Hearing of catalog writes and of promised work as they are committed.

use std::time::Duration;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures_util::{FutureExt, StreamExt};

use crate::changes::{CHANNEL, RELOAD};
use crate::error::{Fault, StoreError};
use crate::jobs::WORK_CHANNEL;
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
        let connection = listen(url, CHANNEL).await?;
        Ok(Self { connection })
    }

    /// Waits for the next write, at most `at_most`; several writes that are already there wake
    /// once. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the connection is gone: connect anew.
    pub async fn next(&mut self, at_most: Duration) -> Result<Wake, StoreError> {
        hear(&mut self.connection, at_most).await
    }
}

/// A connection of its own that hears of jobs and letters that were promised, by this process or
/// another.
pub struct WorkListener {
    connection: AsyncPgConnection,
}

impl WorkListener {
    /// Connects and starts to listen. Look for work once after this.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no connection can be made.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let connection = listen(url, WORK_CHANNEL).await?;
        Ok(Self { connection })
    }

    /// As [`CatalogListener::next`]; [`Wake::Reload`] is never heard here.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the connection is gone: connect anew.
    pub async fn next(&mut self, at_most: Duration) -> Result<Wake, StoreError> {
        hear(&mut self.connection, at_most).await
    }
}

async fn listen(url: &str, channel: &str) -> Result<AsyncPgConnection, StoreError> {
    let mut connection = pool::open(url).await?;
    connection
        .batch_execute(&format!("LISTEN {channel}"))
        .await
        .map_err(|error| Fault::from(error).error)?;
    Ok(connection)
}

async fn hear(connection: &mut AsyncPgConnection, at_most: Duration) -> Result<Wake, StoreError> {
    let mut notifications = std::pin::pin!(connection.notifications_stream());
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
