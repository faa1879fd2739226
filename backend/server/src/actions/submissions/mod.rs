//! Submissions: drafts that people write together, and their way through the checks into the
//! queue. One file a verb; `docs/submissions.md` has the moves.

mod appeal;
mod by_mail;
mod check_now;
mod compare;
pub(in crate::actions) mod contacts;
mod contest;
pub(in crate::actions) mod create;
mod delete;
mod draft;
mod going_live;
mod hand_over;
mod history;
mod import;
pub(in crate::actions) mod judge;
mod list;
mod message;
pub(in crate::actions) mod moving;
mod names;
mod notifications;
mod pictures;
mod preview;
pub(in crate::actions) mod publish;
pub(in crate::actions) mod refusal;
mod remove_entry;
mod save;
mod secrets;
pub(in crate::actions) mod show;
mod step_back;
mod submit;
pub(in crate::actions) mod telling;
pub(in crate::actions) mod thread;
mod validate;
pub mod work;

use oin_domain::ids::SubmissionId;
use oin_store::{Read, StoreError, StoredSubmission, Tx};

use super::{Failure, Member};

pub use appeal::{appeal, withdraw_appeal};
pub use by_mail::{ByMail, Reader, by_mail, readers};
pub use check_now::check_now;
pub use compare::{Comparison, compare};
pub use contacts::{ask_contacts, confirm_contact};
pub use contest::contest;
pub use create::{Created, MOST_OPEN, NewSubmission, Of, begin_next, create};
pub use delete::{RESTORABLE, delete, restore};
pub use draft::draft;
pub(in crate::actions) use hand_over::hand_over;
pub use history::{EventShown, MessageShown};
pub use import::{
    EntityChoice, Filled, Import, ImportFinding, ImportFrom, Imported, Preview, Preview as ImportPreview,
    apply_import, preview_import,
};
pub use judge::Judged;
pub use list::{Page, PageAsked, Row, deleted, list, page};
pub use message::message;
pub use moving::Moved;
pub(super) use moving::carry_out;
pub use names::Names;
pub use notifications::{notifications, read_notifications};
pub use oin_store::SubmissionPlace;
pub use preview::{DraftGuide, UrlPreview, preview_guide, preview_urls};
pub use publish::{ReleaseShown, TypedPlan, plan_release, publish, release};
pub use remove_entry::{RemoveEntry, remove_entry};
pub use save::{FieldConflict, Save, Saved, save};
pub use secrets::{SecretKept, drop_secret, is_secret, put_secret};
pub use show::{CheckShown, ContactShown, Next, PlaceShown, Shown, show};
pub use step_back::{back_to_draft, reopen, withdraw};
pub use submit::{Answer, Submit, answer, mend, submit};
pub use validate::validate;

/// The submission, when it is one of the asker's org and not deleted.
async fn find(read: &mut Read, who: &Member, id: SubmissionId) -> Result<StoredSubmission, Failure> {
    let found = read.submission(id).await;
    theirs(found, who)
}

/// The same, held until the transaction ends.
async fn hold(tx: &mut Tx, who: &Member, id: SubmissionId) -> Result<StoredSubmission, Failure> {
    let found = tx.hold_submission(id).await;
    theirs(found, who)
}

fn theirs(found: Result<StoredSubmission, StoreError>, who: &Member) -> Result<StoredSubmission, Failure> {
    match found {
        Ok(found) if found.submission.about.org == who.org && found.deleted_at.is_none() => Ok(found),
        Ok(_) | Err(StoreError::Absent) => Err(Failure::NotFound("submission")),
        Err(error) => Err(error.into()),
    }
}
