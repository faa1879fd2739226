//! One integration's setup guide.

use oin_domain::guide::{Guide, Values, ValuesError};

use super::listing::{Shown, listing};
use super::search::Answered;
use crate::actions::{Code, Ctx, Failure, FieldError};

/// A guide and what it was made for.
pub struct ForGuide<'a> {
    /// The listing.
    pub shown: &'a Shown<'a>,
    /// The guide with the accepted values filled in.
    pub guide: Guide,
    /// The accepted values.
    pub values: Values,
}

/// Writes the guide of `slug` with a customer's `given` values, and lets
/// `present` look at it.
///
/// # Errors
/// `not_found`; `unknown_variable` and `bad_variable_value`, one for each value
/// that was refused, with the field `var.<name>`.
pub async fn guide<T>(
    ctx: &Ctx,
    slug: &str,
    given: &[(&str, &str)],
    present: impl FnOnce(&ForGuide<'_>) -> Result<T, Failure>,
) -> Result<Answered<T>, Failure> {
    listing(ctx, slug, |shown| {
        let values = Values::accept(&shown.content, given.iter().copied())
            .map_err(|errors| Failure::Invalid(errors.into_iter().map(refused).collect()))?;
        let guide = Guide::write(&shown.content, &ctx.brand().network, &values);
        present(&ForGuide { shown, guide, values })
    })
    .await
}

pub(super) fn refused(error: ValuesError) -> FieldError {
    let message = format!("{error}.");
    match error {
        ValuesError::Unknown { name, known } => {
            FieldError::new(format!("var.{name}"), Code::UnknownVariable, message).allowing(known)
        }
        ValuesError::Value { name, .. } => {
            FieldError::new(format!("var.{name}"), Code::BadVariableValue, message)
        }
    }
}
