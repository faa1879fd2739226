//! Moving a wish, and telling those who asked and voted of it, in one transaction.

use std::collections::BTreeSet;

use oin_domain::choice::Choice as _;
use oin_domain::ids::ProvisioningRequestId;
use oin_domain::provisioning::{Action, Command, Event, Facts, Refusal};
use oin_domain::submission::{Actor, By};
use oin_store::{Read, StoreError, StoredRequest, Tx};
use uuid::Uuid;

use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Code, Ctx, Failure};

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Stage(stage) => Self::refused(
                Code::WrongStage,
                format!(
                    "The wish is at “{}”, where this is not possible. Look at its page again.",
                    stage.label()
                ),
            ),
            Refusal::NotAllowed => Self::refused(Code::Forbidden, "Somebody else does this."),
            Refusal::OwnOrg => Self::refused(
                Code::OwnOrg,
                "An org of yours asks for it, so another lead must decide.",
            ),
            Refusal::TooFewVotes(votes) => Self::refused(
                Code::TooEarly,
                format!("It is looked at again when {votes} orgs have voted."),
            ),
        }
    }
}

/// The wish that an address names.
pub(super) fn id_of(text: &str) -> Result<ProvisioningRequestId, Failure> {
    let id = Uuid::parse_str(text).map_err(|_| NONE)?;
    Ok(ProvisioningRequestId(id))
}

pub(super) const NONE: Failure = Failure::NotFound("wish");

pub(super) fn found(result: Result<StoredRequest, StoreError>) -> Result<StoredRequest, Failure> {
    match result {
        Err(StoreError::Absent) => Err(NONE),
        other => Ok(other?),
    }
}

/// Does `command`, keeps it and writes to everybody whom it concerns. `stored` must be held by
/// `tx`.
pub(super) async fn carry_out(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &mut StoredRequest,
    command: Command,
    actor: &Actor,
) -> Result<(), Failure> {
    let (next, event) = stored.request.clone().apply(command, actor, ctx.now())?;
    tx.advance_provisioning_request(&next, &stored.wish, stored.revision, &event)
        .await?;
    stored.revision += 1;
    stored.request = next;
    for recipient in concerned(tx, stored, &event).await? {
        let letter = letter(ctx, stored, &event);
        letters::post(tx, &ctx.vault, &recipient, &letter, event.at).await?;
    }
    Ok(())
}

/// Who asked and who voted, but the one who did it. What is asked is for those who asked alone.
async fn concerned(
    read: &mut Read,
    stored: &StoredRequest,
    event: &Event,
) -> Result<Vec<Recipient>, Failure> {
    let mut people = vec![stored.created_by];
    if !matches!(event.action, Action::Ask | Action::Complete) {
        let voters = read.provisioning_voters(stored.request.id).await?;
        people.extend(voters.into_iter().map(|(_, user)| user));
    }
    let mut seen = BTreeSet::new();
    let mut to = Vec::new();
    for user in people {
        if event.by == By::Person(user) || !seen.insert(user) {
            continue;
        }
        match read.user(user).await {
            Ok(user) if user.disabled_at.is_none() => to.push(Recipient::from(&user)),
            Ok(_) | Err(StoreError::Absent) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(to)
}

fn letter(ctx: &Ctx, stored: &StoredRequest, event: &Event) -> Letter {
    let app = stored.wish.app.to_string();
    let network = &ctx.brand().network;
    let (says, next) = match (&stored.request.facts, event.action) {
        (_, Action::Ask) => (
            format!("A lead of {network} asks for more about provisioning of {app}."),
            "yours. Give what is missing on the request's page in the portal.".to_owned(),
        ),
        (Facts::Scored { .. }, Action::Rescore) => (
            format!("So many orgs voted for provisioning of {app} that it is looked at again."),
            "ours.".to_owned(),
        ),
        (Facts::Scored { .. }, _) => (
            format!("The request for provisioning of {app} is public, with its score."),
            "everybody’s: each vote raises the score.".to_owned(),
        ),
        (Facts::Planned { when, .. }, _) => (
            format!("Provisioning of {app} is planned: {when}."),
            "ours. We write when it is begun.".to_owned(),
        ),
        (Facts::Building { .. }, _) => (
            format!("Provisioning of {app} is being built."),
            "ours. We write when first customers can try it.".to_owned(),
        ),
        (Facts::Pilot { .. }, _) => (
            format!("First customers try provisioning of {app}."),
            "yours, if you want to be one of them: answer this letter.".to_owned(),
        ),
        (Facts::Shipped { .. }, _) => (
            format!("Provisioning of {app} is available."),
            "yours: its listing and guide say how to switch it on.".to_owned(),
        ),
        (Facts::SelfServe { .. }, _) => (
            format!("The vendor of {app} can add provisioning by itself, in the wizard."),
            "the vendor's.".to_owned(),
        ),
        _ => (
            format!("Provisioning of {app} was declined."),
            "nobody's. It is looked at again by itself when votes grow by half, at least by five.".to_owned(),
        ),
    };
    Letter::ProvisioningMoved {
        request: stored.request.id,
        says,
        next,
        message: event.message.as_ref().map(ToString::to_string),
    }
}
