//! A further org of somebody who has an account.

use oin_domain::account::SecurityKind;
use oin_domain::ids::OrgId;
use oin_domain::org::{OrgRole, TRIAL_LASTS};
use oin_store::Org;
use serde_json::json;
use uuid::Uuid;

use crate::actions::accounts::sign_up::line;
use crate::actions::{Asker, Code, Ctx, Failure, FieldError, Visit};
use crate::vault::{Secret, Ticket};

/// The most orgs that one person owns: each has a trial.
const MOST_OWNED: usize = 20;

/// An org that was made.
pub struct Created {
    /// Which.
    pub org: OrgId,
    /// The session's new cookie: no cookie from before a change of rights is worth anything after.
    pub session: Secret,
}

/// Makes an org on trial; whoever asks owns it.
///
/// # Errors
/// `bad_value` at `name`.
pub async fn create(ctx: &Ctx, asker: &Asker, name: &str, visit: &Visit) -> Result<Created, Failure> {
    let name = line("name", "The org's name", name)?;
    let owned = asker.orgs().filter(|(.., role)| *role == OrgRole::Owner).count();
    if owned >= MOST_OWNED {
        let message = format!("You own {owned} orgs; one person owns {MOST_OWNED} at most. Leave one first.");
        return Err(Failure::field(FieldError::new("name", Code::BadValue, message)));
    }
    let (user, now, ticket) = (asker.user(), ctx.now(), Ticket::draw("")?);
    let org = Org {
        id: OrgId(Uuid::now_v7()),
        name,
        created_at: now,
        trial_ends_at: Some(now + TRIAL_LASTS),
    };
    ctx.store
        .write(async |tx| {
            tx.add_org(&org).await?;
            tx.add_member(org.id, user, OrgRole::Owner, now).await?;
            tx.renew_session(asker.session, &ticket.hash).await?;
            let mut event = visit.event_with(
                SecurityKind::MemberJoined,
                Some(user),
                json!({ "role": OrgRole::Owner, "new_org": true }),
            );
            event.org = Some(org.id);
            tx.record(&event).await
        })
        .await?;
    Ok(Created {
        org: org.id,
        session: ticket.text,
    })
}
