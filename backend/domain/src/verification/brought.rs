//! What the ISV brings: test logins, contacts, certificates and the proof of its domain.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::requirement::Standing;
use crate::choice::Choice;
use crate::draft::ContactRole;

/// For how long a contact's answer counts. Then the address is asked again (PRODUCT §8).
pub const ANSWER_LASTS: TimeDelta = TimeDelta::days(365);
/// How long a contact has to answer again.
pub const ANSWER_AWAITED: TimeDelta = TimeDelta::days(30);
/// What a certificate must still be good for.
pub const CERTIFICATE_LASTS: TimeDelta = TimeDelta::days(30);

/// A test login as far as the tier asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Its user name.
    pub user_name: String,
    /// The last day it works.
    pub expires: Option<NaiveDate>,
}

/// A contact as far as the tier asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// What for.
    pub role: ContactRole,
    /// When the mailbox last answered.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Whether letters to it come back.
    pub bounces: bool,
}

/// A certificate of the SP as far as the tier asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateEnd {
    /// What for: signing, encryption or logout.
    pub purpose: &'static str,
    /// The moment after which it is no longer valid; nothing when it cannot be read.
    pub not_after: Option<DateTime<Utc>>,
}

impl Reached {
    /// When the address is asked again, or was; nothing before it answered for the first time.
    pub fn asked_again(&self) -> Option<DateTime<Utc>> {
        Some(self.confirmed_at? + ANSWER_LASTS)
    }
}

impl Standing {
    /// What the test logins lack; the sentence for those that lack nothing otherwise.
    pub(super) fn logins_lack(&self) -> Result<String, String> {
        let mut names: Vec<&str> = self.logins.iter().map(|login| login.user_name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let lasting = self.logins.iter().filter(|login| login.expires.is_none()).count();
        match (names.len(), lasting) {
            (2.., 2..) => Ok("Two test logins are there, and neither expires.".to_owned()),
            (2.., _) => Err(
                "A test login has an end date. Give two that do not expire: update the integration, step 6."
                    .to_owned(),
            ),
            (count, _) => Err(format!(
                "{} is there. Give two separate ones that do not expire: update the integration, step 6.",
                match count {
                    0 => "No test login",
                    _ => "One test login",
                }
            )),
        }
    }

    pub(super) fn contacts_lack(&self) -> Result<String, String> {
        let labels = |wanted: fn(&Reached) -> bool| {
            let found = self.contacts.iter().filter(|contact| wanted(contact));
            let found: Vec<String> = found.map(|contact| contact.role.label().to_lowercase()).collect();
            found.join(", ")
        };
        let bounced = labels(|contact| contact.bounces);
        let silent = labels(|contact| contact.confirmed_at.is_none() && !contact.bounces);
        let over = |contact: &Reached| {
            contact
                .asked_again()
                .is_some_and(|at| at + ANSWER_AWAITED < self.now)
        };
        let overdue = self.contacts.iter().filter(|contact| over(contact));
        let overdue: Vec<_> = overdue
            .map(|contact| contact.role.label().to_lowercase())
            .collect();
        if self.contacts.len() < ContactRole::ALL.len() {
            Err("A support, a technical and a business contact are needed. Name them: update the integration, step 6.".to_owned())
        } else if !bounced.is_empty() {
            Err(format!(
                "Letters come back: {bounced}. Name an address that works, or confirm it anew: update the integration, step 6."
            ))
        } else if !silent.is_empty() {
            Err(format!(
                "Not confirmed: {silent}. The link in the letter to the address confirms it; step 6 sends it again."
            ))
        } else if !overdue.is_empty() {
            Err(format!(
                "No answer to this year's letter: {}. The link in it confirms the address, and it comes again every two weeks; or name another address: update the integration, step 6.",
                overdue.join(", ")
            ))
        } else {
            Ok("All three contacts confirmed their addresses.".to_owned())
        }
    }

    pub(super) fn certificates_lack(&self) -> Result<String, String> {
        let first = self.certificates.iter().min_by_key(|one| one.not_after);
        let purpose = first.map_or("", |one| one.purpose);
        match first.and_then(|one| one.not_after) {
            Some(end) if end - self.now >= CERTIFICATE_LASTS => {
                Ok(format!("The first of them ends on {}.", end.format("%-d %B %Y")))
            }
            Some(end) => Err(format!(
                "The {purpose} certificate ends on {}. Update the integration with the next one, step 2.",
                end.format("%-d %B %Y")
            )),
            None => Err(format!(
                "The {purpose} certificate cannot be read. Update the integration with one that can, step 2."
            )),
        }
    }

    pub(super) fn domain_lacks(&self) -> Result<String, String> {
        let Some(host) = &self.website else {
            return Err("The listing names no website. Add one: update the integration, step 1.".to_owned());
        };
        match self.proven.iter().find(|domain| domain.covers(host)) {
            Some(domain) => Ok(format!("{} is proven to be yours.", domain.as_str())),
            None => Err(format!(
                "No proven domain covers {host}. Prove it on your org's page, by a DNS record or a file."
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Requirement;
    use super::super::tests::{day, missing, standing};
    use super::*;

    #[test]
    fn contacts_answer_once_a_year() {
        // They answered on day −1.
        let lacks = |number: i64| standing(day(number)).contacts_lack().is_err();
        assert!(!lacks(364 + 30));
        assert!(lacks(364 + 31));
    }

    #[test]
    fn certificates_are_good_for_another_month() {
        let missing = |change: &dyn Fn(&mut Vec<CertificateEnd>)| {
            let mut standing = standing(day(2));
            change(&mut standing.certificates);
            missing(&standing)
        };
        assert_eq!(
            missing(&|all| all[0].not_after = None),
            [Requirement::Certificates]
        );
        assert_eq!(
            missing(&|all| all[0].not_after = Some(day(31))),
            [Requirement::Certificates]
        );
        assert_eq!(missing(&|all| all[0].not_after = Some(day(32))), []);
        assert_eq!(missing(&|all| all.clear()), []);
    }
}
