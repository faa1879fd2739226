//! The end of a webhook.

use oin_domain::account::SecurityKind;
use oin_domain::ids::WebhookId;
use oin_domain::org::Act;
use serde_json::json;

use super::change::hold;
use crate::actions::{Ctx, Failure, Member, Visit};

/// Removes a webhook, with its secret and all that was sent to it. What waits is not sent any more.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `not_found`.
pub async fn remove(ctx: &Ctx, who: &Member, id: WebhookId, visit: &Visit) -> Result<(), Failure> {
    who.may(Act::ManageWebhooks)?;
    ctx.store
        .write(async |tx| {
            hold(tx, who, id).await?;
            tx.remove_webhook(id).await?;
            let detail = json!({ "webhook": id });
            tx.record(&visit.event_of(who, SecurityKind::WebhookRemoved, None, detail))
                .await?;
            Ok(())
        })
        .await
}
