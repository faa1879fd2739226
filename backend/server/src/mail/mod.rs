//! Letters on their way out: from data to words, from words to a message, from the message to a
//! mail server or the mailbox page. And mail on its way in: what came back, and answers.

mod addresses;
mod delivery;
mod hook;
mod inbound;
mod message;
mod quoted;
mod receive;
mod words;

use chrono::Utc;
use lettre::Message;

use crate::actions::Ctx;
use crate::actions::dev::DevLetter;
use crate::actions::letters::Outgoing;
use crate::config::{Brand, Config, Mail};
use crate::vault::Vault;

pub use addresses::Addresses;
pub use delivery::{Delivery, Undelivered};
pub use hook::HookKey;
pub use inbound::{LONGEST, take_in};
pub use receive::{Incoming, Reply, read};
pub use words::{Frame, Rendered, Words};

/// Puts letters into words and sends them.
pub struct Mailer {
    words: Words,
    addresses: Addresses,
    mail: Mail,
    brand: Brand,
    base_url: String,
    delivery: Delivery,
    hook: Option<HookKey>,
}

impl Mailer {
    /// A mailer as configured.
    ///
    /// # Errors
    /// A template that does not parse; a mail server's URL that cannot be used.
    pub fn new(config: &Config, vault: &Vault) -> anyhow::Result<Self> {
        Ok(Self {
            words: Words::load()?,
            addresses: Addresses::new(vault.clone(), config.mail.from.clone()),
            mail: config.mail.clone(),
            brand: config.brand.clone(),
            base_url: config.http.base_url.clone(),
            delivery: Delivery::new(&config.mail)?,
            hook: config.mail.hook_secret.as_ref().map(HookKey::read).transpose()?,
        })
    }

    /// The addresses that we hand out.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The secret of the hook through which mail comes in; nothing while there is no hook.
    pub fn hook(&self) -> Option<&HookKey> {
        self.hook.as_ref()
    }

    /// Sends a letter.
    ///
    /// # Errors
    /// Whether trying again may help, and why it went wrong, without a secret.
    pub async fn send(&self, ctx: &Ctx, outgoing: &Outgoing) -> Result<(), Undelivered> {
        let (rendered, message) = self.write(outgoing)?;
        match &self.delivery {
            Delivery::Server(server) => server.send(message).await,
            Delivery::Mailbox => {
                let letter = DevLetter {
                    id: outgoing.letter.id,
                    to_mail: outgoing.letter.to_mail.to_string(),
                    subject: rendered.subject,
                    text: rendered.text,
                    html: rendered.html,
                    raw: message.formatted(),
                    received_at: ctx.now().max(outgoing.letter.created_at).with_timezone(&Utc),
                };
                crate::actions::dev::deliver(ctx, &letter)
                    .await
                    .map_err(|failure| Undelivered::Later(failure.to_string()))
            }
        }
    }

    fn write(&self, outgoing: &Outgoing) -> Result<(Rendered, Message), Undelivered> {
        let letter = &outgoing.letter;
        let link = match &outgoing.link {
            Ok(link) => link.as_ref(),
            Err(error) => return Err(Undelivered::Never(format!("its link does not open: {error}"))),
        };
        let frame = Frame {
            network: &self.brand.network,
            base: &self.base_url,
            accent: &self.brand.accent,
            name: letter.to_name.as_deref(),
        };
        let link = link.and_then(|link| link.text());
        let rendered = self
            .words
            .render(&letter.kind, &letter.payload, link, &frame)
            // A template's fault is not mended by trying again, but by the next version.
            .map_err(|error| Undelivered::Never(format!("it cannot be put into words: {error:#}")))?;
        let message = message::build(letter, &rendered, &self.mail, &self.addresses)
            .map_err(|error| Undelivered::Never(format!("it makes no message: {error:#}")))?;
        Ok((rendered, message))
    }
}
