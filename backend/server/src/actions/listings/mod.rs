//! Listings after their publication: rolled back, suspended, retired, removed.

mod due;
mod past;
mod roll_back;
mod show;
mod take;
mod telling;

use oin_domain::integration::Slug;
use oin_domain::listing::CourseRefusal;
use oin_domain::text::{Prose, TextError};
use oin_store::{Read, StoreError, StoredCourse};

use super::{Code, Failure, FieldError};

pub use due::{CLASS, Due, due};
pub use past::{ToldStep, past};
pub use roll_back::roll_back;
pub use show::{Notice, Shown, StepShown, Version, notice, show};
pub use take::{Typed, take};

impl From<CourseRefusal> for Failure {
    fn from(refusal: CourseRefusal) -> Self {
        let code = match &refusal {
            CourseRefusal::Stage { .. } => Code::WrongStage,
            CourseRefusal::NotAllowed => Code::Forbidden,
            CourseRefusal::SamePerson => Code::SamePerson,
            CourseRefusal::OwnOrg => Code::OwnOrg,
            CourseRefusal::TooEarly(_) => Code::TooEarly,
            CourseRefusal::EndInPast => {
                return Self::field(FieldError::new(
                    "ends_on",
                    Code::BadValue,
                    "The last day must be in the future, so that customers have time. Choose a later day.",
                ));
            }
        };
        let sentence = match &refusal {
            CourseRefusal::Stage { stage } => {
                use oin_domain::choice::Choice as _;
                format!(
                    "The listing is at “{}”, where this is not possible. Look at its page again.",
                    stage.label()
                )
            }
            CourseRefusal::NotAllowed => "Somebody else does this: ask an administrator.".to_owned(),
            CourseRefusal::SamePerson => {
                "You proposed this suspension, so another lead or administrator must approve it.".to_owned()
            }
            CourseRefusal::OwnOrg => "It belongs to an org of yours, so a colleague must decide.".to_owned(),
            CourseRefusal::TooEarly(at) => {
                format!("This is possible from {} on.", at.format("%-d %B %Y, %H:%M UTC"))
            }
            CourseRefusal::EndInPast => String::new(),
        };
        Self::refused(code, sentence)
    }
}

/// Where the listing of a slug is.
async fn find(read: &mut Read, slug: &str) -> Result<StoredCourse, Failure> {
    let slug = Slug::parse(slug).map_err(|_| Failure::NotFound("integration"))?;
    match read.course(&slug).await {
        Err(StoreError::Absent) => Err(Failure::NotFound("integration")),
        found => Ok(found?),
    }
}

/// A reason that people read.
fn reason(text: &str) -> Result<Prose, Failure> {
    Prose::parse(text).map_err(|error| {
        let code = match error {
            TextError::Empty => Code::Missing,
            _ => Code::BadValue,
        };
        Failure::field(FieldError::new(
            "reason",
            code,
            format!("The reason {error}. Its owner and the history read it."),
        ))
    })
}
