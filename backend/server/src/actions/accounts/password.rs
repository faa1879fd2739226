//! Choosing a password.

use oin_domain::account::{Alone, MailAddress, PasswordError, PasswordText};

use crate::actions::{Code, Ctx, Failure, FieldError};
use crate::passwords;

/// Judges a password that somebody chooses. `names`: what a guesser who knows them would try.
///
/// # Errors
/// `bad_value` at `field`.
pub fn chosen(
    ctx: &Ctx,
    field: &str,
    text: &str,
    alone: Alone,
    names: &[&str],
) -> Result<PasswordText, Failure> {
    let judged = PasswordText::chosen(text, alone).and_then(|password| {
        let own = [ctx.brand().network.as_str(), "oin"];
        let all: Vec<&str> = own.iter().chain(names).copied().collect();
        passwords::judge(&password, &all).map(|()| password)
    });
    judged.map_err(|error| refused(field, error))
}

/// What a guesser makes of an account's names.
pub(in crate::actions) fn names<'a>(name: &'a str, mail: &'a MailAddress) -> Vec<&'a str> {
    let mut names: Vec<&str> = name.split_whitespace().collect();
    names.extend([mail.as_str(), mail.local(), mail.domain()]);
    names.extend(mail.domain().split('.'));
    names
}

/// A password that was refused, at its field.
pub(super) fn refused(field: &str, error: PasswordError) -> Failure {
    let more = match error {
        PasswordError::TooShort { .. } => " A sentence of four or more words is easy to remember.",
        PasswordError::Guessable => " Take some words that do not belong together.",
        _ => "",
    };
    let message = format!("The password {error}.{more}");
    Failure::field(FieldError::new(field, Code::BadValue, message))
}
