//! The words for reasons: the program's own, or what administrators put in their place, and canned
//! texts.

use oin_domain::account::StaffRole;
use oin_domain::audit::{Act, Area};
use oin_domain::choice::Choice as _;
use oin_domain::review::Reason;
use oin_store::{CannedText, Read, ReasonText, StoreError, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Asker, Code, Ctx, Failure, FieldError, Visit};

/// The words for every reason.
#[derive(Debug, Clone, Default)]
pub struct Words(Vec<ReasonText>);

impl Words {
    /// Reads them, in the transaction of what they are needed for.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::actions) async fn read(read: &mut Read) -> Result<Self, StoreError> {
        Ok(Self(read.reason_texts().await?))
    }

    /// The words for one.
    pub fn of(&self, reason: Reason) -> ReasonText {
        let own = self.0.iter().find(|text| text.reason == reason);
        own.cloned().unwrap_or_else(|| ReasonText {
            reason,
            sentence: reason.label().to_owned(),
            policy: reason.policy().to_owned(),
            fix: reason.fix().to_owned(),
        })
    }

    /// Says the points of a letter in these words, where they were said in the program's own.
    pub(super) fn reword(&self, points: &mut Value) {
        let Value::Array(points) = points else {
            return;
        };
        for point in points {
            let said = |name: &str| point.get(name).and_then(Value::as_str).unwrap_or_default();
            let text = self.0.iter().find(|text| said("what") == text.reason.label());
            let Some(text) = text else {
                continue;
            };
            let own_fix = said("fix") == text.reason.fix();
            if let Value::Object(fields) = point {
                fields.insert("what".to_owned(), text.sentence.clone().into());
                if own_fix {
                    fields.insert("fix".to_owned(), text.fix.clone().into());
                }
            }
        }
    }

    /// Whether administrators changed them.
    pub fn is_changed(&self, reason: Reason) -> bool {
        self.0.iter().any(|text| text.reason == reason)
    }
}

/// All words, with the canned texts.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn all(ctx: &Ctx, asker: &Asker) -> Result<(Words, Vec<CannedText>), Failure> {
    asker.staff(&[StaffRole::Admin])?;
    let all = ctx
        .store
        .read(async |read| Ok::<_, Failure>((Words::read(read).await?, read.canned_texts().await?)));
    all.await
}

/// Puts words in place of the program's own.
///
/// # Errors
/// As [`all`]; `second_factor_required`, `step_up_required`; at each field: `missing`, `bad_value`.
pub async fn change(ctx: &Ctx, asker: &Asker, text: &ReasonText, visit: &Visit) -> Result<(), Failure> {
    may(asker)?;
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
            tx.put_reason_text(text, asker.user(), now).await?;
            keep(tx, asker, visit, "reason_changed", text.reason).await
        })
        .await
}

/// Lets the program's own words stand again.
///
/// # Errors
/// As [`change`]; `not_found` when they stand.
pub async fn reset(ctx: &Ctx, asker: &Asker, reason: Reason, visit: &Visit) -> Result<(), Failure> {
    may(asker)?;
    ctx.store
        .write(async |tx| {
            tx.drop_reason_text(reason).await?;
            keep(tx, asker, visit, "reason_reset", reason).await
        })
        .await
}

/// Adds a canned text, or changes the one of its id.
///
/// # Errors
/// As [`change`], at `title` and `text`.
pub async fn put_canned(ctx: &Ctx, asker: &Asker, text: &CannedText, visit: &Visit) -> Result<(), Failure> {
    may(asker)?;
    let mut errors = judged("title", "The title", &text.title, 100);
    errors.extend(judged("text", "The text", &text.text, 2_048));
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            let kept = tx.put_canned_text(text, asker.user(), now).await;
            kept.map_err(|error| match error {
                StoreError::Taken(_) => {
                    let message = "This reason has a text of that title already. Choose another title.";
                    Failure::field(FieldError::new("title", Code::BadValue, message))
                }
                other => other.into(),
            })?;
            keep(tx, asker, visit, "canned_text_saved", text.reason).await
        })
        .await
}

/// Takes a canned text away.
///
/// # Errors
/// As [`change`]; `not_found`.
pub async fn drop_canned(
    ctx: &Ctx,
    asker: &Asker,
    (reason, id): (Reason, Uuid),
    visit: &Visit,
) -> Result<(), Failure> {
    may(asker)?;
    ctx.store
        .write(async |tx| {
            tx.drop_canned_text(id).await?;
            keep(tx, asker, visit, "canned_text_removed", reason).await
        })
        .await
}

pub(super) fn may(asker: &Asker) -> Result<(), Failure> {
    asker.staff(&[StaffRole::Admin])?;
    asker.proven()
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
    asker: &Asker,
    visit: &Visit,
    act: &'static str,
    reason: Reason,
) -> Result<(), Failure> {
    let act = Act {
        about: Some(("reason", reason.as_str().to_owned())),
        detail: json!({}),
        ..visit.act(Area::Setting, act, asker.user())
    };
    Ok(tx.audit(&act).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_a_reason_in_the_networks_words_and_the_rest_as_it_was() {
        let reason = Reason::NoTestLogin;
        let words = Words(vec![ReasonText {
            reason,
            sentence: "We cannot sign in.".to_owned(),
            policy: "Reviewers sign in.".to_owned(),
            fix: "Give us a login.".to_owned(),
        }]);
        let mut points = json!([
            { "what": reason.label(), "fix": reason.fix(), "field": null },
            { "what": reason.label(), "fix": "The reviewer's own words.", "field": "Test login" },
            { "what": "Something else.", "fix": reason.fix(), "field": null },
        ]);
        words.reword(&mut points);
        assert_eq!(
            points,
            json!([
                { "what": "We cannot sign in.", "fix": "Give us a login.", "field": null },
                { "what": "We cannot sign in.", "fix": "The reviewer's own words.", "field": "Test login" },
                { "what": "Something else.", "fix": reason.fix(), "field": null },
            ])
        );
    }
}
