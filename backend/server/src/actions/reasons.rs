//! The words for reasons: the program's own, or what administrators put in their place, and canned
//! texts.

use oin_domain::account::StaffRole;
use oin_domain::audit::{Act, Area};
use oin_domain::choice::Choice as _;
use oin_domain::review::Reason;
use oin_store::{Read, StoreError, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{Code, Ctx, Failure, FieldError, Reviewer, Visit};

pub use oin_store::{CannedText, ReasonText};

/// The words for every reason, and the canned texts that go with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    own: Vec<ReasonText>,
    canned: Vec<CannedText>,
}

impl Words {
    /// Reads them, in the transaction of what they are needed for.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::actions) async fn read(read: &mut Read) -> Result<Self, StoreError> {
        Ok(Self {
            own: read.reason_texts().await?,
            canned: read.canned_texts().await?,
        })
    }

    /// The words for one.
    pub fn of(&self, reason: Reason) -> ReasonText {
        let own = self.own.iter().find(|text| text.reason == reason);
        own.cloned().unwrap_or_else(|| ReasonText {
            reason,
            sentence: reason.label().to_owned(),
            policy: reason.policy().to_owned(),
            fix: reason.fix().to_owned(),
        })
    }

    /// The canned texts of one reason, by title.
    pub fn canned(&self, reason: Reason) -> impl Iterator<Item = &CannedText> {
        self.canned.iter().filter(move |text| text.reason == reason)
    }

    /// The canned text of this id.
    pub fn canned_of(&self, id: Uuid) -> Option<&CannedText> {
        self.canned.iter().find(|text| text.id == id)
    }

    /// Whether administrators changed them.
    pub fn is_changed(&self, reason: Reason) -> bool {
        self.own.iter().any(|text| text.reason == reason)
    }
}

/// All words.
///
/// # Errors
/// `not_found` at a browser, and `forbidden` for a program, of who is no administrator.
pub async fn all(ctx: &Ctx, who: &Reviewer) -> Result<Words, Failure> {
    who.has_any(&[StaffRole::Admin])?;
    read(ctx).await
}

/// The same for a reviewer, who says them.
///
/// # Errors
/// The database's.
pub async fn words(ctx: &Ctx, _who: &Reviewer) -> Result<Words, Failure> {
    read(ctx).await
}

async fn read(ctx: &Ctx) -> Result<Words, Failure> {
    let words = ctx
        .store
        .read(async |read| Ok::<_, Failure>(Words::read(read).await?));
    words.await
}

/// Puts words in place of the program's own.
///
/// # Errors
/// As [`all`]; `second_factor_required`, `step_up_required`; at each field: `missing`, `bad_value`.
pub async fn change(ctx: &Ctx, who: &Reviewer, text: &ReasonText, visit: &Visit) -> Result<(), Failure> {
    may(who)?;
    let mut errors = Vec::new();
    for (field, label, value, most) in [
        ("sentence", "The sentence", &text.sentence, 200),
        ("policy", "The policy", &text.policy, 2_048),
        ("fix", "The fix", &text.fix, 2_048),
    ] {
        errors.extend(judged(field, label, value, most));
    }
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            tx.put_reason_text(text, who.user(), now).await?;
            keep(tx, who, visit, "reason_changed", text.reason).await
        })
        .await
}

/// Lets the program's own words stand again.
///
/// # Errors
/// As [`change`]; `not_found` when they stand.
pub async fn reset(ctx: &Ctx, who: &Reviewer, reason: Reason, visit: &Visit) -> Result<(), Failure> {
    may(who)?;
    ctx.store
        .write(async |tx| {
            tx.drop_reason_text(reason).await?;
            keep(tx, who, visit, "reason_reset", reason).await
        })
        .await
}

/// Adds a canned text (`new`), or changes the one of its id.
///
/// # Errors
/// As [`change`], at `title` and `text`; `not_found` when there is none to change.
pub async fn put_canned(
    ctx: &Ctx,
    who: &Reviewer,
    text: &CannedText,
    new: bool,
    visit: &Visit,
) -> Result<(), Failure> {
    may(who)?;
    let mut errors = judged("title", "The title", &text.title, 100);
    errors.extend(judged("text", "The text", &text.text, 2_048));
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            if !new {
                there(tx, text.reason, text.id).await?;
            }
            let kept = tx.put_canned_text(text, who.user(), now).await;
            kept.map_err(|error| match error {
                StoreError::Taken(_) => {
                    let message = "This reason has a text of that title already. Choose another title.";
                    Failure::field(FieldError::new("title", Code::BadValue, message))
                }
                other => other.into(),
            })?;
            keep(tx, who, visit, "canned_text_saved", text.reason).await
        })
        .await
}

/// Takes a canned text away.
///
/// # Errors
/// As [`change`]; `not_found`.
pub async fn drop_canned(
    ctx: &Ctx,
    who: &Reviewer,
    (reason, id): (Reason, Uuid),
    visit: &Visit,
) -> Result<(), Failure> {
    may(who)?;
    ctx.store
        .write(async |tx| {
            there(tx, reason, id).await?;
            tx.drop_canned_text(id).await?;
            keep(tx, who, visit, "canned_text_removed", reason).await
        })
        .await
}

pub(super) fn may(who: &Reviewer) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Admin])?;
    who.decides()
}

/// The reason has a text of this id.
async fn there(tx: &mut Tx, reason: Reason, id: Uuid) -> Result<(), Failure> {
    let mut all = tx.canned_texts().await?.into_iter();
    if all.any(|text| text.id == id && text.reason == reason) {
        return Ok(());
    }
    Err(Failure::NotFound("text"))
}

/// What is wrong with a text that people read.
fn judged(field: &'static str, label: &str, value: &str, most: usize) -> Vec<FieldError> {
    let wrong = |code, message: String| vec![FieldError::new(field, code, message)];
    if value.trim().is_empty() {
        return wrong(Code::Missing, format!("{label} is missing. Type it."));
    }
    if value.chars().count() > most {
        return wrong(
            Code::BadValue,
            format!("{label} is longer than {most} characters. Shorten it."),
        );
    }
    if value.chars().any(|c| c.is_control() && c != '\n') {
        return wrong(
            Code::BadValue,
            format!("{label} holds a control character. Type it as plain text."),
        );
    }
    Vec::new()
}

async fn keep(
    tx: &mut Tx,
    who: &Reviewer,
    visit: &Visit,
    act: &'static str,
    reason: Reason,
) -> Result<(), Failure> {
    let act = Act {
        about: Some(("reason", reason.as_str().to_owned())),
        detail: json!({}),
        ..visit.act(Area::Setting, act, who.user())
    };
    Ok(tx.audit(&act).await?)
}
