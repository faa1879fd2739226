//! A decision as typed, and what it means.

use std::collections::BTreeMap;

use oin_domain::draft::Field;
use oin_domain::review::{Ask, Cause, PrivateNote, Reason};
use oin_domain::submission::Action;
use oin_domain::text::Prose;
use uuid::Uuid;

use crate::actions::reasons::Words;
use crate::actions::submissions::refusal;
use crate::actions::{Code, Failure, FieldError};

/// What stands in the form of a decision, by field.
pub type Typed = BTreeMap<String, String>;

/// The decisions that have a form, each with its words.
pub const DECISIONS: [Action; 8] = [
    Action::Release,
    Action::Ask,
    Action::Approve,
    Action::Reject,
    Action::Announce,
    Action::DiscardSpam,
    Action::Uphold,
    Action::Dismiss,
];

/// How many things one question may ask.
pub(super) const MOST_ASKED: usize = 10;

/// What a reviewer wants to do, before it is known whether they may.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Intent {
    Release(Option<PrivateNote>),
    Ask(Vec<Ask>),
    Approve,
    Reject(Vec<Reason>, Prose),
    Announce(Cause, Prose),
    DiscardSpam(Prose),
    Uphold(Prose),
    Dismiss(Prose),
}

impl Intent {
    /// Reads the form of `action`. Where nothing was typed, a canned text that was chosen stands in,
    /// or else the words of the coded reasons.
    ///
    /// # Errors
    /// Every field that cannot be used, with `missing`, `bad_value` or `unknown_value`;
    /// `no_reason`; `not_found` for an action that is no decision.
    pub(super) fn read(action: Action, typed: &Typed, words: &Words) -> Result<Self, Failure> {
        let text = |field: &str| typed.get(field).map_or("", |text| text.trim());
        let prose = |field: &str| Prose::parse(text(field)).map_err(|error| refusal::text(field, &error));
        Ok(match action {
            Action::Release if text("note").is_empty() => Self::Release(None),
            Action::Release => Self::Release(Some(PrivateNote(prose("note")?))),
            Action::Ask => Self::Ask(asked(typed, words)?),
            Action::Approve => Self::Approve,
            Action::Reject => {
                let mut reasons = Vec::new();
                for place in 0..3 {
                    if let Some(reason) = choice::<Reason>(typed, &format!("reason.{place}"))?
                        && !reasons.contains(&reason)
                    {
                        reasons.push(reason);
                    }
                }
                if reasons.is_empty() {
                    let message = "Choose at least one coded reason: the ISV reads what it means.";
                    return Err(Failure::field(FieldError::new(
                        "reason.0",
                        Code::NoReason,
                        message,
                    )));
                }
                let message = said(typed, words, "", rules(words, &reasons))?;
                Self::Reject(reasons, message)
            }
            Action::Announce => {
                let Some(cause) = choice::<Cause>(typed, "cause")? else {
                    let message = "Choose the cause: only these two let a submission be discarded.";
                    return Err(Failure::field(FieldError::new("cause", Code::Missing, message)));
                };
                let message = said(typed, words, "", rules(words, &[cause.reason()]))?;
                Self::Announce(cause, message)
            }
            Action::DiscardSpam => Self::DiscardSpam(prose("message")?),
            Action::Uphold => Self::Uphold(prose("message")?),
            Action::Dismiss => Self::Dismiss(prose("message")?),
            _ => return Err(Failure::NotFound("page")),
        })
    }
}

fn choice<T: oin_domain::choice::Choice>(typed: &Typed, field: &str) -> Result<Option<T>, Failure> {
    match typed.get(field).map_or("", |text| text.trim()) {
        "" => Ok(None),
        text => T::parse(text).map(Some).ok_or_else(|| {
            let allowed = T::ALL.iter().map(|one| one.as_str().to_owned());
            let message = format!("This is no {}. Choose one of the list.", T::LIST);
            Failure::field(FieldError::new(field, Code::UnknownValue, message).allowing(allowed))
        }),
    }
}

/// What the ISV reads: what was typed at `message`, or the canned text that was chosen at `canned`,
/// or else the words of the reasons. `row` stands before both fields.
fn said(typed: &Typed, words: &Words, row: &str, of_reasons: String) -> Result<Prose, Failure> {
    let field = format!("{row}message");
    let text = match typed.get(&field).map_or("", |text| text.trim()) {
        "" => canned(typed, words, row)?.map_or(of_reasons, str::to_owned),
        text => text.to_owned(),
    };
    Prose::parse(&text).map_err(|error| refusal::text(&field, &error))
}

/// What a message says of these reasons: the rule, and what mends it.
fn rules(words: &Words, reasons: &[Reason]) -> String {
    let rules = reasons.iter().map(|reason| {
        let text = words.of(*reason);
        format!("{} {}", text.policy, text.fix)
    });
    rules.collect::<Vec<_>>().join("\n")
}

/// The canned text that was chosen; nothing when none was.
fn canned<'a>(typed: &Typed, words: &'a Words, row: &str) -> Result<Option<&'a str>, Failure> {
    let field = format!("{row}canned");
    let chosen = match typed.get(&field).map_or("", |text| text.trim()) {
        "" => return Ok(None),
        chosen => chosen,
    };
    let known = Uuid::parse_str(chosen).ok().and_then(|id| words.canned_of(id));
    let known = known.ok_or_else(|| {
        let message = "This canned text was taken away. Choose another one, or write your own words.";
        Failure::field(FieldError::new(field, Code::UnknownValue, message))
    })?;
    Ok(Some(&known.text))
}

/// The questions and reasons, each at its field. A row with nothing in it is none.
fn asked(typed: &Typed, words: &Words) -> Result<Vec<Ask>, Failure> {
    let mut asked = Vec::new();
    for place in 0..MOST_ASKED {
        let text = |end: &str| {
            let field = format!("ask.{place}.{end}");
            typed.get(&field).map_or("", |text| text.trim())
        };
        let reason = choice::<Reason>(typed, &format!("ask.{place}.reason"))?;
        let (field, message) = (text("field"), text("message"));
        if reason.is_none() && message.is_empty() && text("canned").is_empty() && field.is_empty() {
            continue;
        }
        if !field.is_empty() && Field::at(field).is_none() && !Field::is_above(field) {
            let error = "There is no such field. Choose one of the list, or none for the whole.";
            let at = format!("ask.{place}.field");
            return Err(Failure::field(FieldError::new(at, Code::UnknownValue, error)));
        }
        let fix = reason.map_or_else(String::new, |reason| words.of(reason).fix);
        let message = said(typed, words, &format!("ask.{place}."), fix)?;
        asked.push(Ask {
            field: field.to_owned(),
            reason,
            message,
        });
    }
    if asked.is_empty() {
        let message = "Choose a coded reason or write a question.";
        return Err(Failure::field(FieldError::new(
            "ask.0.message",
            Code::NoReason,
            message,
        )));
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let fields = fields.iter();
        fields
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn a_reason_alone_brings_its_own_words() {
        let form = typed(&[
            ("ask.0.reason", "acs_mismatch"),
            ("ask.0.field", "connections.0.acs.0.url"),
            ("ask.3.message", "Which plan is needed?"),
        ]);
        let Ok(Intent::Ask(asked)) = Intent::read(Action::Ask, &form, &Words::default()) else {
            panic!("it is no question");
        };
        assert_eq!(asked.len(), 2);
        assert_eq!(asked[0].message.as_str(), Reason::AcsMismatch.fix());
        assert_eq!(asked[1].reason, None);
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let field =
            |action, fields: &[(&str, &str)]| match Intent::read(action, &typed(fields), &Words::default()) {
                Err(Failure::Invalid(errors)) => (errors[0].field.clone(), errors[0].code),
                other => panic!("{other:?}"),
            };
        let found = field(Action::Ask, &[]);
        assert_eq!(found, ("ask.0.message".to_owned(), Code::NoReason));
        let found = field(Action::Ask, &[("ask.0.field", "no.such"), ("ask.0.message", "x")]);
        assert_eq!(found, ("ask.0.field".to_owned(), Code::UnknownValue));
        let found = field(Action::Reject, &[("message", "No.")]);
        assert_eq!(found, ("reason.0".to_owned(), Code::NoReason));
        let found = field(Action::Announce, &[("cause", "mood")]);
        assert_eq!(found, ("cause".to_owned(), Code::UnknownValue));
        let found = field(Action::DiscardSpam, &[]);
        assert_eq!(found, ("message".to_owned(), Code::Missing));
    }
}
