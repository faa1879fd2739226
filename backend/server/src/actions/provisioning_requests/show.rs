//! Wishes as everybody, those who asked and leads see them.

use chrono::{DateTime, Utc};
use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::org::Act;
use oin_domain::provisioning::{Action, Request, Score, Stage, Wish};
use oin_domain::submission::Actor;
use oin_store::{ListedRequests, PastRequest, StoredRequest};

use super::moving::{NONE, found, id_of};
use crate::actions::{Ctx, Failure, Member, Reviewer};

/// A wish on a list.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestRow {
    /// Where it is.
    pub request: Request,
    /// What is asked for.
    pub wish: Wish,
    /// Who asks; for leads.
    pub org_name: String,
    /// Its score.
    pub score: Score,
    /// How many orgs voted.
    pub votes: usize,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
}

/// Something that happened. Who of the staff did it stays with the staff.
pub type PastShown = PastRequest;

/// One wish.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// It.
    pub row: RequestRow,
    /// What happened, the newest first.
    pub history: Vec<PastShown>,
    /// What this person may do.
    pub actions: Vec<Action>,
    /// Whether their org has voted.
    pub voted: bool,
}

fn row(stored: StoredRequest) -> RequestRow {
    RequestRow {
        score: Score::of(&stored.wish, &stored.votes, stored.request.facts.effort()),
        votes: stored.votes.len(),
        request: stored.request,
        wish: stored.wish,
        org_name: stored.org_name,
        created_at: stored.created_at,
    }
}

/// What everybody sees, the highest score first.
///
/// # Errors
/// The database's.
pub async fn open(ctx: &Ctx) -> Result<Vec<RequestRow>, Failure> {
    let stages: Vec<Stage> = Stage::ALL
        .iter()
        .copied()
        .filter(|stage| stage.is_public())
        .collect();
    let mut rows = list(ctx, ListedRequests::At(&stages)).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.score.total()));
    Ok(rows)
}

/// What leads have before them, the highest score first within each stage.
///
/// # Errors
/// `not_found` for all but leads.
pub async fn desk(ctx: &Ctx, who: &Reviewer) -> Result<Vec<RequestRow>, Failure> {
    who.has_any(&[StaffRole::Lead])?;
    let mut rows = list(ctx, ListedRequests::At(Stage::ALL)).await?;
    rows.sort_by_key(|row| (row.request.stage(), std::cmp::Reverse(row.score.total())));
    Ok(rows)
}

/// What the asker's org has asked for, the newest first.
///
/// # Errors
/// The database's.
pub async fn own(ctx: &Ctx, who: &Member) -> Result<Vec<RequestRow>, Failure> {
    who.may(Act::Read)?;
    let mut rows = list(ctx, ListedRequests::Of(who.org)).await?;
    rows.reverse();
    Ok(rows)
}

async fn list(ctx: &Ctx, listed: ListedRequests<'_>) -> Result<Vec<RequestRow>, Failure> {
    let found = ctx
        .store
        .read(async |read| read.provisioning_requests(listed).await)
        .await?;
    Ok(found.into_iter().map(row).collect())
}

/// One that everybody sees, or an own one.
///
/// # Errors
/// `not_found`.
pub async fn show(ctx: &Ctx, who: Option<&Member>, id: &str) -> Result<Shown, Failure> {
    let own = who.map(|member| member.org);
    let shown = one(ctx, id, who.map(Member::actor), own).await?;
    let ours = own == Some(shown.row.request.org);
    if ours || shown.row.request.stage().is_public() {
        Ok(shown)
    } else {
        Err(NONE)
    }
}

/// One that the asker's org has asked for.
///
/// # Errors
/// `not_found` for other orgs'.
pub async fn theirs(ctx: &Ctx, who: &Member, id: &str) -> Result<Shown, Failure> {
    let shown = one(ctx, id, Some(who.actor()), Some(who.org)).await?;
    if shown.row.request.org == who.org {
        Ok(shown)
    } else {
        Err(NONE)
    }
}

/// One for leads.
///
/// # Errors
/// `not_found` for all but leads.
pub async fn reviewed(ctx: &Ctx, who: &Reviewer, id: &str) -> Result<Shown, Failure> {
    who.has_any(&[StaffRole::Lead])?;
    one(ctx, id, Some(who.actor()), None).await
}

async fn one(
    ctx: &Ctx,
    id: &str,
    actor: Option<Actor>,
    org: Option<oin_domain::ids::OrgId>,
) -> Result<Shown, Failure> {
    let id = id_of(id)?;
    ctx.store
        .read(async |read| {
            let stored = found(read.provisioning_request(id).await)?;
            let history = read.provisioning_history(id).await?;
            let voters = read.provisioning_voters(id).await?;
            Ok(Shown {
                actions: actor
                    .as_ref()
                    .map(|actor| stored.request.actions_for(actor))
                    .unwrap_or_default(),
                voted: voters.iter().any(|(voter, _)| Some(*voter) == org),
                row: row(stored),
                history,
            })
        })
        .await
}
