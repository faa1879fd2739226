//! Beginning a submission.

use oin_domain::draft::{Draft, Edit, Kept, Reach, SealedField};
use oin_domain::ids::{IntegrationId, SubmissionId};
use oin_domain::org::Act;
use oin_domain::submission::{About, At, Editing, Refusal, Stage};
use oin_store::{SUBMISSION_SECRETS, SecretPlace, StoreError, StoredSubmission, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::pictures::check_pictures;
use super::refusal;
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Code, Ctx, Failure, Member};

/// The most open submissions of an org.
pub const MOST_OPEN: i64 = 200;

/// Of what a submission is begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A new integration.
    New {
        /// What it is called, when that is known already.
        name: Option<String>,
        /// A customer proposes it to the network, without the vendor.
        by_customer: bool,
    },
    /// An integration of the org: a copy of what is live, or of the last submission when that
    /// came to nothing.
    Integration(IntegrationId),
}

/// A submission to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubmission {
    /// Of what.
    pub of: Of,
    /// What is typed into it at once: paths and texts.
    pub fields: Vec<(String, String)>,
    /// When the request may be sent twice.
    pub again: Option<Idempotency>,
}

/// A submission that was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Which.
    pub submission: SubmissionId,
    /// Its integration.
    pub integration: IntegrationId,
    /// The revision of its draft.
    pub revision: i32,
}

/// Begins a submission.
///
/// # Errors
/// `forbidden` for viewers; `not_found` for an integration of others; `open_submission` when one
/// is open already; `appeal_state` while an appeal is; `too_many_drafts`; at a field
/// `unknown_field`, `bad_value` and `draft_full`: then nothing is begun.
pub async fn create(ctx: &Ctx, who: &Member, new: NewSubmission) -> Result<Created, Failure> {
    who.may(Act::Edit)?;
    once(ctx, new.again.as_ref(), async |tx| {
        let created = begin(tx, ctx, who, &new).await?;
        Ok(created)
    })
    .await
}

/// Begins the next submission of the integration that `id` was one of: an update of what is live,
/// or another try.
///
/// # Errors
/// As [`create`]; `not_found` for a submission of others.
pub async fn begin_next(ctx: &Ctx, who: &Member, id: SubmissionId) -> Result<Created, Failure> {
    who.may(Act::Read)?;
    let stored = ctx
        .store
        .read(async |read| super::find(read, who, id).await)
        .await?;
    let new = NewSubmission {
        of: Of::Integration(stored.submission.about.integration),
        fields: Vec::new(),
        again: None,
    };
    create(ctx, who, new).await
}

async fn begin(tx: &mut Tx, ctx: &Ctx, who: &Member, new: &NewSubmission) -> Result<Created, Failure> {
    let now = ctx.now();
    check_room(tx, who).await?;
    let mut start = match &new.of {
        Of::New { name, by_customer } => {
            let integration = IntegrationId(Uuid::now_v7());
            tx.add_integration(integration, who.org, now).await?;
            Start {
                vendor_unconfirmed: *by_customer,
                ..Start::empty(integration, named(name.as_deref(), who, now)?)
            }
        }
        Of::Integration(integration) => copy(tx, who, *integration).await?,
    };
    check_pictures(tx, who.org, &start.kept.draft, &new.fields).await?;
    type_in(&mut start.kept, &new.fields, who, now)?;
    let about = About {
        id: SubmissionId(Uuid::now_v7()),
        integration: start.integration,
        org: who.org,
    };
    carry_secrets(tx, ctx, about, &mut start).await?;
    let (begun, event) = At::<Editing>::begin(about, who.user(), now);
    let stored = StoredSubmission {
        submission: begun.any(),
        revision: 1,
        kept: start.kept,
        vendor_unconfirmed: start.vendor_unconfirmed,
        based_on: start.based_on,
        submitted: None,
        slug: None,
        created_by: who.user(),
        created_at: now,
        updated_by: who.user(),
        updated_at: now,
        deleted_at: None,
    };
    match tx.add_submission(&stored).await {
        Err(StoreError::Taken("submissions_open_key")) => return Err(Refusal::Open(Stage::Draft).into()),
        done => done?,
    }
    tx.append_event(&event).await?;
    Ok(Created {
        submission: about.id,
        integration: about.integration,
        revision: stored.kept.revision,
    })
}

/// Refuses a second open submission of an integration, and one beside an open appeal.
///
/// # Errors
/// `open_submission`, `appeal_state`.
pub(super) async fn check_settled(
    tx: &mut Tx,
    integration: IntegrationId,
    beside: Option<SubmissionId>,
) -> Result<(), Failure> {
    match tx.unsettled_submission(integration, beside).await? {
        None => Ok(()),
        Some(stage) if stage.is_open() => Err(Refusal::Open(stage).into()),
        Some(_) => Err(Refusal::Appeal.into()),
    }
}

/// Refuses one more open submission of an org that has as many as it may.
///
/// # Errors
/// `too_many_drafts`.
pub(super) async fn check_room(tx: &mut Tx, who: &Member) -> Result<(), Failure> {
    if tx.count_open_submissions(who.org).await? < MOST_OPEN {
        return Ok(());
    }
    Err(Failure::refused(
        Code::TooManyDrafts,
        format!(
            "{} has {MOST_OPEN} open submissions, which is the most an org may have. Delete drafts that nobody goes on with.",
            who.org_name
        ),
    ))
}

/// What a submission starts from.
struct Start {
    integration: IntegrationId,
    kept: Kept,
    vendor_unconfirmed: bool,
    based_on: Option<i32>,
    /// The submission whose secrets go along, and they.
    secrets: Vec<(SubmissionId, String, SealedField)>,
}

impl Start {
    fn empty(integration: IntegrationId, kept: Kept) -> Self {
        Self {
            integration,
            kept,
            vendor_unconfirmed: false,
            based_on: None,
            secrets: Vec::new(),
        }
    }
}

fn named(name: Option<&str>, who: &Member, at: chrono::DateTime<chrono::Utc>) -> Result<Kept, Failure> {
    let mut kept = Kept::new(Draft::default());
    if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
        type_in(&mut kept, &[("name".to_owned(), name.to_owned())], who, at)?;
    }
    Ok(kept)
}

fn type_in(
    kept: &mut Kept,
    fields: &[(String, String)],
    who: &Member,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), Failure> {
    let edit = Edit {
        reach: Reach::Any,
        fields,
        base: kept.revision,
        by: who.user(),
        at,
    };
    kept.edit(&edit).map_err(refusal::unusable)?;
    Ok(())
}

/// A copy of what is live or, when the last submission came to nothing, of that: nobody types
/// anything twice. Attestations are made anew.
async fn copy(tx: &mut Tx, who: &Member, integration: IntegrationId) -> Result<Start, Failure> {
    // Held, so that of many who begin at once the others see the first one's.
    let owner = match tx.hold_integration(integration).await {
        Err(StoreError::Absent) => None,
        owner => owner?,
    };
    if owner != Some(who.org) {
        return Err(Failure::NotFound("integration"));
    }
    let last = match tx.last_submission(integration).await {
        Err(StoreError::Absent) => None,
        last => Some(last?),
    };
    // What another org told its reviewers, before the integration changed hands, stays with it.
    let last = last.filter(|last| last.submission.about.org == who.org || last.submission.stage().is_open());
    if let Some(last) = &last {
        last.submission.lets_begin()?;
        // An earlier one may be appealed.
        check_settled(tx, integration, None).await?;
    }
    let live = tx.draft_context(who.org, integration).await?.live;
    let came_to_nothing = last
        .as_ref()
        .is_some_and(|last| !matches!(last.submission.stage(), Stage::Published | Stage::Superseded));
    let mut draft = match (&live, &last) {
        (Some((_, content)), last) if !came_to_nothing => {
            let mut draft = Draft::copy_of(content).map_err(|error| Failure::Broken(error.into()))?;
            // What reviewers need is no part of a listing.
            if let Some(last) = last {
                adopt(&mut draft, &last.kept.draft)?;
            }
            draft
        }
        (_, Some(last)) => last.kept.draft.clone(),
        _ => Draft::default(),
    };
    let attested: Vec<String> = draft
        .iter()
        .map(|(path, _)| path.to_owned())
        .filter(|path| path.starts_with("attestation."))
        .collect();
    draft
        .set_any(attested.iter().map(|path| (path.as_str(), "")))
        .map_err(refusal::unusable)?;
    let secrets = last.iter().flat_map(|last| {
        let from = last.submission.about.id;
        let secrets = last.kept.secrets().iter();
        secrets.map(move |(path, secret)| (from, path.clone(), secret.clone()))
    });
    Ok(Start {
        secrets: secrets.collect(),
        vendor_unconfirmed: last.as_ref().is_some_and(|last| last.vendor_unconfirmed),
        based_on: live.map(|(version, _)| version),
        ..Start::empty(integration, Kept::new(draft))
    })
}

/// Takes over what only reviewers and tests need.
fn adopt(draft: &mut Draft, last: &Draft) -> Result<(), Failure> {
    let needed = last
        .iter()
        .filter(|(path, _)| path.starts_with("testing.") || path.starts_with("contacts."));
    draft.set_any(needed).map_err(refusal::unusable)
}

/// Seals the secrets of the submission before for this one, each for the origin that it had.
async fn carry_secrets(tx: &mut Tx, ctx: &Ctx, about: About, start: &mut Start) -> Result<(), Failure> {
    for (from, path, secret) in std::mem::take(&mut start.secrets) {
        if start.kept.draft.target_of(&path).as_ref() != Some(&secret.target) {
            continue;
        }
        let old = place(from, about.org, &secret);
        let opened = ctx.vault.open(tx, &old).await?;
        let sealed = SealedField {
            name: Uuid::now_v7(),
            ..secret
        };
        ctx.vault
            .seal(tx, &place(about.id, about.org, &sealed), &opened, ctx.now())
            .await?;
        start.kept.put_secret(&path, sealed);
    }
    Ok(())
}

/// Where the vault keeps a draft's secret.
pub(in crate::actions) fn place(
    submission: SubmissionId,
    org: oin_domain::ids::OrgId,
    secret: &SealedField,
) -> SecretPlace {
    SecretPlace {
        place: SUBMISSION_SECRETS,
        row: submission.0,
        field: secret.name.to_string(),
        org: Some(org),
        target: secret.target.clone(),
    }
}
