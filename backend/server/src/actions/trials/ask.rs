//! "Our trial should go on."

use std::collections::BTreeSet;

use oin_domain::account::StaffRole;
use oin_domain::ids::TrialExtensionId;
use oin_domain::org::Act;
use oin_domain::text::Prose;
use oin_store::StoreError;
use uuid::Uuid;

use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Code, Ctx, Failure, FieldError, Member};

/// Asks staff to let the org's trial go on; leads and administrators get a letter.
///
/// # Errors
/// `forbidden` to all but owners; `bad_value` at `reason`, also while an earlier wish waits, and for
/// an org without a trial.
pub async fn ask(ctx: &Ctx, who: &Member, reason: &str) -> Result<(), Failure> {
    who.may(Act::ManageOrg)?;
    let reason = Prose::parse(reason).map_err(|error| refused(format!("The reason {error}.")))?;
    let (org, user, now) = (who.org, who.user(), ctx.now());
    ctx.store
        .write(async |tx| {
            let ends_at = tx.org(org).await?.trial_ends_at;
            let ends_at = ends_at.ok_or_else(|| {
                refused("The org has no trial that could end: nothing needs to be asked.".to_owned())
            })?;
            // Asked for first: after a refusal of the database nothing of the transaction can stand.
            if tx.trial_extensions().await?.iter().any(|wish| wish.org == org) {
                return Err(waits());
            }
            let id = TrialExtensionId(Uuid::now_v7());
            let asked = tx.ask_trial_extension(id, org, user, &reason, now).await;
            asked.map_err(|error| match error {
                StoreError::Taken(_) => waits(),
                other => other.into(),
            })?;
            let asker = tx.user(user).await?.name.to_string();
            let mut told = BTreeSet::new();
            for (staff, role) in tx.staff().await? {
                let decides = matches!(role, StaffRole::Lead | StaffRole::Admin);
                if decides && staff.disabled_at.is_none() && told.insert(staff.id) {
                    let letter = Letter::TrialExtensionAsked {
                        org: who.org_name.clone(),
                        asker: asker.clone(),
                        reason: Some(reason.as_str().to_owned()),
                        ends_at,
                    };
                    letters::post(tx, &ctx.vault, &Recipient::from(&staff), &letter, now).await?;
                }
            }
            Ok(())
        })
        .await
}

fn refused(message: String) -> Failure {
    Failure::field(FieldError::new("reason", Code::BadValue, message))
}

fn waits() -> Failure {
    refused("You have asked already. Staff answer by mail, usually within two business days.".to_owned())
}
