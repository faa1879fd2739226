//! What Okta Verified asks for, and what of it is there (PRODUCT §8).

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::brought::{CertificateEnd, Login, Reached};
use super::evidence::{Ages, Course, Evidence, Outcome, Subject};
use crate::choice::Choice;
use crate::listing::Health;
use crate::org::DomainName;

/// Both test logins sign in twice, at least so far apart.
pub const LOGINS_APART: TimeDelta = TimeDelta::hours(24);

crate::choices! {
    /// One thing that the tier asks for.
    Requirement as "requirement" {
        /// Two test logins that do not expire.
        TwoLogins = "two_logins", "Two test logins that do not expire";
        /// Three contacts whose mailboxes answered.
        Contacts = "contacts", "Support, technical and business contact, each confirmed once a year";
        /// The website's domain is proven to be the org's.
        Domain = "domain", "Domain ownership proven";
        /// The certificates are good for a while, where there are any.
        Certificates = "certificates", "Certificates good for another 30 days";
        /// Every declared flow signs in.
        Flows = "flows", "All declared flows green";
        /// Both test logins signed in twice, a day apart.
        LoginsTwice = "logins_twice", "Both test logins signed in twice, 24 hours apart";
        /// The SCIM runs are green, where SCIM is declared.
        Scim = "scim", "SCIM runs green";
        /// Somebody walked through the setup guide.
        Guide = "guide", "Setup guide walked through";
    }
}

impl Requirement {
    /// Whether the ISV brings it; the rest is proven by runs.
    pub fn is_isvs(self) -> bool {
        matches!(
            self,
            Self::TwoLogins | Self::Contacts | Self::Domain | Self::Certificates
        )
    }
}

/// All that is judged: what the ISV brings, what was run, and the time.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The test logins of what is live.
    pub logins: Vec<Login>,
    /// Its contacts.
    pub contacts: Vec<Reached>,
    /// Its certificates.
    pub certificates: Vec<CertificateEnd>,
    /// The host of its website.
    pub website: Option<String>,
    /// The domains that its org has proven.
    pub proven: Vec<DomainName>,
    /// The sign-on that it declares.
    pub declared: Vec<Subject>,
    /// Whether it declares SCIM.
    pub scim: bool,
    /// Every run.
    pub evidence: Vec<Evidence>,
    /// For how long runs count.
    pub ages: Ages,
    /// The time.
    pub now: DateTime<Utc>,
}

/// What is there of a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Which.
    pub requirement: Requirement,
    /// Whether it is met.
    pub met: bool,
    /// Whether a verified integration may not stay so with it.
    pub lost: bool,
    /// What is there or what is missing, in a sentence or two.
    pub says: String,
}

/// Why a verified integration is at risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// Which requirement was lost.
    pub requirement: Requirement,
    /// What is wrong, in a sentence or two.
    pub says: String,
}

/// That everything the ISV brings is there. Only [`Standing::may_apply`] makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought(());

/// That every requirement is met. Only [`Standing::meets_all`] makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met(());

/// That nothing is lost. Only [`Standing::steady`] makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steady(());

impl Standing {
    /// Every requirement that applies, in display order.
    pub fn judged(&self) -> Vec<Judged> {
        Requirement::ALL
            .iter()
            .filter(|requirement| match requirement {
                Requirement::Scim => self.scim,
                Requirement::Certificates => !self.certificates.is_empty(),
                _ => true,
            })
            .map(|requirement| self.judge(*requirement))
            .collect()
    }

    /// Whether the ISV may apply.
    ///
    /// # Errors
    /// What the ISV must bring first.
    pub fn may_apply(&self) -> Result<Brought, Vec<Judged>> {
        self.missing(Requirement::is_isvs).map(Brought)
    }

    /// Whether it may become verified.
    ///
    /// # Errors
    /// What is missing.
    pub fn meets_all(&self) -> Result<Met, Vec<Judged>> {
        self.missing(|_| true).map(Met)
    }

    /// Whether it may stay verified.
    ///
    /// # Errors
    /// The first thing that was lost.
    pub fn steady(&self) -> Result<Steady, Risk> {
        match self.judged().into_iter().find(|judged| judged.lost) {
            None => Ok(Steady(())),
            Some(lost) => Err(Risk {
                requirement: lost.requirement,
                says: lost.says,
            }),
        }
    }

    /// What the catalog says of its tests.
    pub fn health(&self) -> Health {
        let courses: Vec<Course> = self
            .declared
            .iter()
            .map(|subject| self.course(*subject))
            .collect();
        if courses.contains(&Course::RedTwice) {
            Health::Degraded
        } else if courses.iter().all(|course| !course.is_lost()) {
            Health::Ok
        } else {
            Health::NotTested
        }
    }

    /// When the next run that a verified integration stands on is too old; nothing when none is.
    pub fn next_end(&self) -> Option<DateTime<Utc>> {
        let mut subjects = self.declared.clone();
        subjects.extend([Subject::LoginOne, Subject::LoginTwo]);
        subjects.extend(self.scim.then_some(Subject::Scim));
        let ends = subjects
            .into_iter()
            .filter_map(|subject| match self.course(subject) {
                Course::Green { until, .. } => Some(until),
                Course::RedOnce { green_until } => green_until,
                _ => None,
            });
        ends.min()
    }

    fn missing(&self, of: impl Fn(Requirement) -> bool) -> Result<(), Vec<Judged>> {
        let mut missing = self.judged();
        missing.retain(|judged| !judged.met && of(judged.requirement));
        if missing.is_empty() { Ok(()) } else { Err(missing) }
    }

    fn course(&self, subject: Subject) -> Course {
        Course::of(subject, &self.evidence, self.ages, self.now)
    }

    fn judge(&self, requirement: Requirement) -> Judged {
        let (met, lost, says) = match requirement {
            Requirement::TwoLogins => brought(self.logins_lack()),
            Requirement::Contacts => brought(self.contacts_lack()),
            Requirement::Domain => brought(self.domain_lacks()),
            Requirement::Certificates => brought(self.certificates_lack()),
            Requirement::Flows => self.runs(&self.declared),
            Requirement::LoginsTwice => self.logins_twice(),
            Requirement::Scim => self.runs(&[Subject::Scim]),
            Requirement::Guide => {
                let course = self.course(Subject::Guide);
                let (met, _, says) = self.runs(&[Subject::Guide]);
                // A guide belongs to its revision: that it was walked through long ago is enough to stay.
                (met, course == Course::RedTwice, says)
            }
        };
        Judged {
            requirement,
            met,
            lost,
            says,
        }
    }

    /// Met, lost, in words: the worst of these subjects decides.
    fn runs(&self, subjects: &[Subject]) -> (bool, bool, String) {
        let day = |at: DateTime<Utc>| at.format("%-d %B %Y").to_string();
        let mut lines = Vec::new();
        let (mut met, mut lost) = (true, false);
        for subject in subjects {
            let course = self.course(*subject);
            met &= matches!(course, Course::Green { .. });
            lost |= course.is_lost();
            let said = match course {
                Course::Never => "no run yet".to_owned(),
                Course::Green { at, until } => {
                    format!("green on {}, counts up to {}", day(at), day(until))
                }
                Course::RedOnce { .. } => "the last run was red".to_owned(),
                Course::RedTwice => "the last two runs were red".to_owned(),
                Course::Old { since } => format!("the last green run counts no more since {}", day(since)),
            };
            lines.push(format!("{}: {said}.", subject.label()));
        }
        (met, lost, lines.join(" "))
    }

    fn logins_twice(&self) -> (bool, bool, String) {
        let (_, lost, says) = self.runs(&[Subject::LoginOne, Subject::LoginTwo]);
        let apart = |subject: Subject| {
            let greens = self.evidence.iter().filter(|run| {
                run.subject == subject && run.outcome == Outcome::Green && self.ages.end_of(run) >= self.now
            });
            let times: Vec<DateTime<Utc>> = greens.map(|run| run.at).collect();
            let span = times.iter().max().zip(times.iter().min());
            span.is_some_and(|(last, first)| *last - *first >= LOGINS_APART)
        };
        let both = [Subject::LoginOne, Subject::LoginTwo];
        let waits = both.into_iter().filter(|subject| !apart(*subject)).count();
        let green = both
            .into_iter()
            .all(|s| matches!(self.course(s), Course::Green { .. }));
        match (green, waits) {
            (true, 0) => (true, lost, says),
            (_, 0) => (false, lost, says),
            _ => (
                false,
                lost,
                format!("{says} Each needs two green runs at least 24 hours apart."),
            ),
        }
    }
}

fn brought(lacks: Result<String, String>) -> (bool, bool, String) {
    match lacks {
        Ok(says) => (true, false, says),
        Err(says) => (false, true, says),
    }
}
