//! The steps Sandbox and Test logins and contacts.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::reader::Reader;
use crate::account::MailAddress;
use crate::check::RuleId;
use crate::choice::Choice;
use crate::connection::Selector;
use crate::draft::{Contact, ContactRole, Contacts, Marker, MarkerKind, Sandbox, TestLogin, Testing};
use crate::integration::{Support, VariableName};
use crate::text::{Line, Prose, is_hidden};

pub(super) fn read(reader: &mut Reader<'_>) -> Option<Testing> {
    let sandbox = sandbox(reader);
    let signed_in = marker(reader, "testing.signed_in");
    let rejected = marker(reader, "testing.rejected");
    let logins = reader.list("testing.logins", (0, 4), |r, at, _| login(r, at));
    let instructions = reader.optional("testing.instructions", Prose::parse);
    let [support, technical, business] = [
        ContactRole::Support,
        ContactRole::Technical,
        ContactRole::Business,
    ]
    .map(|role| contact(reader, role));
    Some(Testing {
        sandbox,
        signed_in: signed_in?,
        rejected: rejected?,
        logins: logins?,
        instructions: instructions?,
        contacts: Contacts {
            support: support?,
            technical: technical?,
            business: business?,
        },
    })
}

/// Whom a customer asks: the public page.
pub(super) fn support(reader: &mut Reader<'_>) -> Option<Option<Support>> {
    let url = reader.site("support.url")?;
    if url.is_none() {
        reader.missing("support.url");
    }
    Some(url.map(|url| Support { url }))
}

/// What the sandbox is given for the variables; whether each value fits its
/// variable is the tests' to say.
fn sandbox(reader: &Reader<'_>) -> Sandbox {
    let draft = reader.draft();
    let values: BTreeMap<VariableName, String> = draft
        .iter()
        .filter_map(|(path, text)| {
            let name = VariableName::parse(path.strip_prefix("testing.sandbox.values.")?).ok()?;
            Some((name, text.trim().to_owned()))
        })
        .collect();
    Sandbox {
        trusts_test_idp: draft.flag("testing.sandbox.trusts_test_idp"),
        values,
    }
}

fn marker(r: &mut Reader<'_>, at: &str) -> Option<Option<Marker>> {
    let value = format!("{at}.value");
    if r.draft().text(&value).is_none() {
        return Some(None);
    }
    Some(Some(
        match r.choice_or(&format!("{at}.kind"), MarkerKind::Url)? {
            MarkerKind::Url => Marker::Url(r.need(&value, |text| {
                if text.contains(|c: char| c.is_whitespace() || is_hidden(c)) {
                    Err("must be an address without white space or hidden characters")
                } else {
                    Ok(text.to_owned())
                }
            })?),
            MarkerKind::Selector => Marker::Selector(r.need(&value, Selector::parse)?),
        },
    ))
}

fn login(r: &mut Reader<'_>, at: &str) -> Option<TestLogin> {
    let url = r.url(&format!("{at}.url"));
    let user_name = r.need(&format!("{at}.user_name"), Line::parse);
    let role = r.need(&format!("{at}.role"), Line::parse);
    let expires = r.optional(&format!("{at}.expires"), |text| {
        text.parse::<NaiveDate>()
            .map_err(|_| "must be a day such as 2027-01-31")
    });
    let subject = r.optional(&format!("{at}.subject"), Line::parse);
    Some(TestLogin {
        url: url?,
        user_name: user_name?,
        role: role?,
        expires: expires?,
        subject: subject?,
    })
}

/// A contact; an empty one is the finding of the rule about contacts.
fn contact(r: &mut Reader<'_>, role: ContactRole) -> Option<Contact> {
    let at = format!("contacts.{}", role.as_str());
    if r.draft().text(&format!("{at}.mail")).is_none() {
        let message = format!("The {} is missing.", role.label().to_lowercase());
        r.find(RuleId::ContactMissing, &format!("{at}.mail"), message);
        return None;
    }
    let name = r.need(&format!("{at}.name"), Line::parse);
    let mail = r.need(&format!("{at}.mail"), MailAddress::parse);
    let phone = r.optional(&format!("{at}.phone"), Line::parse);
    let note = r.optional(&format!("{at}.note"), Line::parse);
    Some(Contact {
        name: name?,
        mail: mail?,
        phone: phone?,
        note: note?,
    })
}
