//! The secrets that messages are signed with.

use oin_domain::ids::{OrgId, WebhookId};
use oin_protocol::standard_webhooks;
use oin_store::{OLD_SECRET, Read, SecretPlace, WEBHOOK_SECRETS, Webhook};
use url::Url;

use crate::actions::{Ctx, Failure};
use crate::vault::Secret;

/// The field of the secret that counts.
pub(super) const SECRET: &str = "secret";

/// A new secret, as both sides write it down.
pub(super) fn draw() -> Result<Secret, Failure> {
    let mut bytes = zeroize::Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut())
        .map_err(|error| Failure::Broken(anyhow::anyhow!("the system gives no randomness: {error}")))?;
    Ok(Secret::from_text(standard_webhooks::secret(&bytes)))
}

/// Where a secret of a webhook belongs. It opens for the origin alone for which it was made: a row
/// whose address was changed signs nothing for the new one.
pub(super) fn place(id: WebhookId, org: OrgId, url: &str, field: &str) -> SecretPlace {
    let origin = Url::parse(url).map(|url| url.origin().ascii_serialization());
    SecretPlace {
        place: WEBHOOK_SECRETS,
        row: id.0,
        field: field.to_owned(),
        org: Some(org),
        target: origin.unwrap_or_default(),
    }
}

/// The secrets that count now: the present one, and the one before while they overlap.
pub(super) async fn open(ctx: &Ctx, read: &mut Read, webhook: &Webhook) -> Result<Vec<Secret>, Failure> {
    let at = |field| place(webhook.id, webhook.org, &webhook.url, field);
    let mut secrets = vec![ctx.vault.open(read, &at(SECRET)).await?];
    if webhook.old_secret_until.is_some_and(|until| ctx.now() < until) {
        secrets.push(ctx.vault.open(read, &at(OLD_SECRET)).await?);
    }
    Ok(secrets)
}
