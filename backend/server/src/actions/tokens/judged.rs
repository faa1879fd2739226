//! What is typed of a new token, an org's or one of the staff's own.

use oin_domain::text::Name;

use crate::actions::{Code, Failure, FieldError};

/// The name and the scopes in their order, each once; or all that is wrong, `beyond` saying what is
/// with a scope.
pub(in crate::actions) fn judged<S: Ord + Copy>(
    name: &str,
    scopes: &[S],
    (days, longest): (u16, u16),
    beyond: impl Fn(S) -> Option<String>,
) -> Result<(Name, Vec<S>), Failure> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, code, message: String| {
        errors.push(FieldError::new(field, code, message));
    };
    let name = Name::parse(name);
    if let Err(error) = &name {
        wrong("name", Code::BadValue, format!("The token's name {error}."));
    }
    if scopes.is_empty() {
        wrong("scopes", Code::Missing, "Choose at least one scope.".to_owned());
    }
    for message in scopes.iter().filter_map(|scope| beyond(*scope)) {
        wrong("scopes", Code::BadValue, message);
    }
    if !(1..=longest).contains(&days) {
        let message = format!("A token works for 1 to {longest} days.");
        wrong("days", Code::BadValue, message);
    }
    match name {
        Ok(name) if errors.is_empty() => {
            let mut scopes = scopes.to_vec();
            scopes.sort_unstable();
            scopes.dedup();
            Ok((name, scopes))
        }
        _ => Err(Failure::Invalid(errors)),
    }
}
