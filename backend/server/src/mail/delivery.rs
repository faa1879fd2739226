//! Where messages go: to a mail server, or to the mailbox page.

use std::time::Duration;

use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::config::{Mail, SettingError};

/// How long a mail server may take over one command.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many connections a process has to it at most.
const CONNECTIONS: u32 = 4;
/// How long one is kept that has nothing to do.
const IDLE: Duration = Duration::from_secs(30);

/// Where messages go.
pub enum Delivery {
    /// To a mail server.
    Server(Server),
    /// To the mailbox page.
    Mailbox,
}

/// Why a letter was not delivered. Neither text holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// It may go better later.
    #[error("to be tried again: {0}")]
    Later(String),
    /// It will not.
    #[error("given up: {0}")]
    Never(String),
}

/// A mail server.
pub struct Server(AsyncSmtpTransport<Tokio1Executor>);

impl Delivery {
    /// The way that is configured. Connects to nothing yet.
    ///
    /// # Errors
    /// The setting, when its URL cannot be used; the URL is not repeated.
    pub fn new(mail: &Mail) -> Result<Self, SettingError> {
        let Some(url) = &mail.smtp_url else {
            return Ok(Self::Mailbox);
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.reveal())
            .map_err(|_| SettingError::new("OIN_SMTP_URL", "cannot be used as a mail server's URL"))?;
        let pool = PoolConfig::new().max_size(CONNECTIONS).idle_timeout(IDLE);
        Ok(Self::Server(Server(
            builder.timeout(Some(PATIENCE)).pool_config(pool).build(),
        )))
    }
}

impl Server {
    /// Hands a message over.
    ///
    /// # Errors
    /// [`Undelivered::Never`] when the server refuses it for good (5xx).
    pub async fn send(&self, message: Message) -> Result<(), Undelivered> {
        match self.0.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => {
                // The server's words may repeat an address, never the message.
                let words = chain(&error);
                Err(if error.is_permanent() {
                    Undelivered::Never(words)
                } else {
                    Undelivered::Later(words)
                })
            }
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut under = error.source();
    while let Some(error) = under {
        words.push_str(": ");
        words.push_str(&error.to_string());
        under = error.source();
    }
    words.replace(char::is_control, " ")
}
