//! Webhooks of orgs: what they are told, and the telling.

mod add;
mod announce;
mod attempt;
mod change;
mod deliver;
mod list;
mod payload;
mod remove;
mod sample;
mod secrets;
mod send;

use oin_domain::ids::WebhookId;
use oin_domain::webhook::EventKind;
use oin_store::{Read, StoreError};

pub use add::{Made, NewWebhook, add};
pub use change::{Change, change, rotate};
pub use deliver::{CLASS, Due, deliver};
pub use list::{Page, list, log, message, show};
pub use oin_store::{Delivery, DeliveryPlace, Webhook};
pub use remove::remove;
pub use sample::sample;
pub use send::{send_again, test};

pub(in crate::actions) use announce::announce;
pub(in crate::actions) use payload::{About, Subject};

use super::{Code, Failure, FieldError, Member};

/// A webhook of the asker's org; another org's is not there.
async fn of(read: &mut Read, who: &Member, id: WebhookId) -> Result<Webhook, Failure> {
    match read.webhook(id).await {
        Ok(webhook) if webhook.org == who.org => Ok(webhook),
        Ok(_) | Err(StoreError::Absent) => Err(Failure::NotFound("webhook")),
        Err(error) => Err(error.into()),
    }
}

/// What a webhook is told, each once and in the order of the list.
fn sorted(kinds: &[EventKind]) -> Result<Vec<EventKind>, Failure> {
    let wrong = |code, message: &str| Failure::field(FieldError::new("events", code, message));
    if kinds.contains(&EventKind::Test) {
        let message = "A test is sent when you ask for it. Leave `webhook.test` out.";
        return Err(wrong(Code::BadValue, message));
    }
    let chosen: Vec<_> = EventKind::chosen().filter(|kind| kinds.contains(kind)).collect();
    if chosen.is_empty() {
        return Err(wrong(Code::Missing, "Choose at least one event."));
    }
    Ok(chosen)
}
