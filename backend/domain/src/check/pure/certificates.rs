//! Certificates: readable, valid for long enough, strong enough.

use chrono::TimeDelta;

use super::{Context, Draft, Finding, RuleId};
use crate::check::{CertificateFacts, Key};
use crate::draft::Kind;

/// For how long a certificate must still be valid.
const LEAST_LEFT: TimeDelta = TimeDelta::days(30);

pub(super) fn judge(draft: &Draft, context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, path, _) in draft
        .known()
        .filter(|(field, _, _)| matches!(field.kind, Kind::Certificate))
    {
        match context.certificates.get(path) {
            // Not read yet: the form of the text is what `complete` judges.
            None => {}
            Some(CertificateFacts::Unreadable) => {
                let message = "It has the form of a certificate, but is none.";
                findings.push(Finding::new(RuleId::CertificateUnread, path, message));
            }
            Some(CertificateFacts::Read { not_after, key }) => {
                let left = *not_after - context.now;
                let day = not_after.format("%-d %B %Y");
                if left <= TimeDelta::zero() {
                    let message = format!("It expired on {day}.");
                    findings.push(Finding::new(RuleId::CertificateExpired, path, message));
                } else if left < LEAST_LEFT {
                    let message = format!("It expires on {day}.");
                    findings.push(Finding::new(RuleId::CertificateExpiring, path, message));
                }
                if let Some(message) = weakness(*key) {
                    findings.push(Finding::new(RuleId::WeakKey, path, message));
                }
            }
        }
    }
}

fn weakness(key: Key) -> Option<String> {
    match key {
        Key::Rsa(bits) if bits < 2048 => {
            Some(format!("Its RSA key has {bits} bits; at least 2,048 are needed."))
        }
        Key::Curve(bits) if bits < 256 => {
            Some(format!("Its curve has {bits} bits; at least 256 are needed."))
        }
        Key::Other => Some("Its key is neither RSA nor on an elliptic curve we accept.".to_owned()),
        Key::Rsa(_) | Key::Curve(_) => None,
    }
}
