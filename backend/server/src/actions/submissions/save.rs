//! Saving a draft: what a form, an autosave or a call of the API changed.

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::account::SecurityKind;
use oin_domain::draft::{Conflict, Edit, Field, Reach, SealedField, Step};
use oin_domain::ids::{SubmissionId, UserId};
use oin_domain::org::Act;
use oin_domain::submission::{Action, Command, Stage};
use oin_store::{SUBMISSION_SECRETS, StoredSubmission, Tx};

use super::judge::{Judge, Judged, names};
use super::pictures::check_pictures;
use super::{hold, moving, refusal, secrets};
use crate::actions::{Ctx, Failure, Member};

/// Edits of one person closer together than this are one edit in the history.
const ONE_EDIT: TimeDelta = TimeDelta::minutes(10);

/// What somebody changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// The step that the fields belong to; nothing for fields of any step.
    pub step: Option<Step>,
    /// Paths and texts; an empty text takes a field away.
    pub fields: Vec<(String, String)>,
    /// The draft's revision that the person saw.
    pub base: i32,
    /// The fields are the whole step: what is not among them is gone. Needs the step.
    pub whole: bool,
    /// Only from the draft as it is: when `base` is not its revision, nothing is saved.
    pub exact: bool,
}

/// A field that two people changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldConflict {
    /// The path.
    pub field: String,
    /// What people call it.
    pub label: &'static str,
    /// What this person wanted. It is not saved.
    pub mine: String,
    /// What is there.
    pub theirs: String,
    /// Who put it there.
    pub by: String,
    /// When; nothing when that is too long ago.
    pub at: Option<DateTime<Utc>>,
}

impl Save {
    /// In the place of a revision: what is there is what the person wants changed, whoever wrote it.
    pub const LATEST: i32 = i32::MAX;
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The draft's revision now.
    pub revision: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// The paths that changed.
    pub saved: Vec<String>,
    /// The fields that did not, since somebody else had changed them. To insist, save again from
    /// this revision.
    pub conflicts: Vec<FieldConflict>,
    /// The paths of secrets that are gone, since their address leads elsewhere now.
    pub dropped_secrets: Vec<String>,
    /// What the rules say now.
    pub judged: Judged,
}

/// Saves what somebody changed, field by field. It is durable when this returns.
///
/// # Errors
/// `forbidden`, `not_found`, `wrong_stage`; `unknown_field`, `bad_value` and `draft_full` at each
/// field: then nothing is saved. `edit_conflict` for an exact save of another revision.
pub async fn save(ctx: &Ctx, who: &Member, id: SubmissionId, save: Save) -> Result<Saved, Failure> {
    who.may(Act::Edit)?;
    let reach = match (save.step, save.whole) {
        (Some(step), true) => Reach::Whole(step),
        (Some(step), false) => Reach::Within(step),
        (None, _) => Reach::Any,
    };
    let names = names(ctx).await?;
    ctx.store
        .write(async |tx| {
            let mut stored = hold(tx, who, id).await?;
            stored.submission.permits(Action::Edit, &who.actor(), ctx.now())?;
            let before = stored.kept.revision;
            if save.exact && ![before, Save::LATEST].contains(&save.base) {
                return Err(refusal::changed_meanwhile());
            }
            check_pictures(tx, who.org, &stored.kept.draft, &save.fields).await?;
            let edit = Edit {
                reach,
                fields: &save.fields,
                base: if save.base == Save::LATEST {
                    before
                } else {
                    save.base
                },
                by: who.user(),
                at: ctx.now(),
            };
            let merged = stored.kept.edit(&edit).map_err(refusal::unusable)?;
            let dropped_secrets = if merged.saved.is_empty() {
                Vec::new()
            } else {
                keep(tx, ctx, who, &mut stored, before, Vec::new()).await?
            };
            let conflicts = described(tx, merged.conflicts).await?;
            let judge = Judge::of(ctx, tx, &stored, names.clone()).await?;
            Ok(Saved {
                revision: stored.kept.revision,
                at: ctx.now(),
                saved: merged.saved,
                conflicts,
                dropped_secrets,
                judged: judge.judge(&stored.kept),
            })
        })
        .await
}

/// Writes a draft that was changed from its revision `before`, lets go of secrets whose address
/// leads elsewhere now (and of those that are `gone` with their entry), and notes the edit. Gives
/// the paths of the secrets that were let go.
pub(super) async fn keep(
    tx: &mut Tx,
    ctx: &Ctx,
    who: &Member,
    stored: &mut StoredSubmission,
    before: i32,
    gone: Vec<SealedField>,
) -> Result<Vec<String>, Failure> {
    let id = stored.submission.about.id;
    let loose = stored.kept.loose_secrets();
    for (path, _) in &loose {
        secrets::note(tx, who, id, SecurityKind::SecretDropped, path).await?;
    }
    for secret in loose.iter().map(|(_, secret)| secret).chain(&gone) {
        tx.drop_secret(SUBMISSION_SECRETS, id.0, &secret.name.to_string())
            .await?;
    }
    tx.save_draft(id, before, &stored.kept, who.user(), ctx.now())
        .await?;
    note_edit(tx, ctx, who, stored).await?;
    Ok(loose.into_iter().map(|(path, _)| path).collect())
}

/// Notes an edit in the history, once for a while of editing: an autosave is no event of its own.
async fn note_edit(
    tx: &mut Tx,
    ctx: &Ctx,
    who: &Member,
    stored: &mut StoredSubmission,
) -> Result<(), Failure> {
    let now = ctx.now();
    let goes_on = stored.updated_by == who.user()
        && stored.updated_at > stored.submission.since
        && now - stored.updated_at < ONE_EDIT;
    if goes_on {
        return Ok(());
    }
    if stored.submission.stage() == Stage::NeedsFixes {
        // The idle period begins anew.
        moving::carry_out(tx, ctx, stored, Command::Edit, &who.actor()).await?;
    } else {
        let (_, event) = stored
            .submission
            .clone()
            .apply(Command::Edit, &who.actor(), now)?;
        tx.append_event(&event).await?;
    }
    Ok(())
}

/// Conflicts in words for people.
async fn described(tx: &mut Tx, conflicts: Vec<Conflict>) -> Result<Vec<FieldConflict>, Failure> {
    let people: Vec<UserId> = conflicts
        .iter()
        .filter_map(|conflict| conflict.by.map(|(by, _)| by))
        .collect();
    let names = tx.names_of(&people).await?;
    let name = |by: UserId| {
        let found = names.iter().find(|(user, _)| *user == by);
        found.map_or_else(|| "Somebody who has left".to_owned(), |(_, name)| name.clone())
    };
    Ok(conflicts
        .into_iter()
        .map(|conflict| FieldConflict {
            label: Field::at(&conflict.field).map_or("This field", |field| field.label),
            by: conflict
                .by
                .map_or_else(|| "Somebody".to_owned(), |(by, _)| name(by)),
            at: conflict.by.map(|(_, at)| at),
            field: conflict.field,
            mine: conflict.mine,
            theirs: conflict.theirs,
        })
        .collect())
}
