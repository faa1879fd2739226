//! Claiming a listing that its vendor has not confirmed.

use chrono::TimeDelta;

use super::Flag;
use crate::ids::OrgId;
use crate::org::DomainName;

/// For how long a present owner may object.
pub const OBJECTION: TimeDelta = TimeDelta::days(14);

crate::choices! {
    /// Where a claim is.
    ClaimState as "claim state" {
        /// The present owner may object.
        Open = "open", "Open";
        /// The present owner has objected; staff decide.
        Objected = "objected", "Objected to";
        /// The integration has changed hands.
        Granted = "granted", "Granted";
        /// It has not.
        Refused = "refused", "Refused";
        /// Taken back.
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

/// What is known of a listing that somebody claims.
#[derive(Debug, Clone, Copy)]
pub struct Claimable<'a> {
    /// The org that owns it.
    pub owner: Option<OrgId>,
    /// What its readers should know.
    pub flags: &'a [Flag],
    /// The host of the vendor's site.
    pub site: Option<&'a str>,
}

/// Why a claim was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// It is the org's own already.
    #[error("it is yours already")]
    Own,
    /// Its vendor has confirmed it.
    #[error("its vendor has confirmed it")]
    Confirmed,
    /// There is no site by which a vendor could be known.
    #[error("it names no site of its vendor")]
    NoSite,
    /// The org has not proven the domain of the vendor's site.
    #[error("the domain of `{0}` is not proven")]
    Domain(String),
    /// The mailbox of who claims is elsewhere.
    #[error("your address is not at `{0}`")]
    Mailbox(String),
}

impl Claimable<'_> {
    /// The proven domain on which a claim rests: it covers the vendor's site and the mailbox of who
    /// claims.
    ///
    /// # Errors
    /// The first [`ClaimError`].
    pub fn basis<'d>(
        &self,
        org: OrgId,
        proven: &'d [DomainName],
        mailbox: &str,
    ) -> Result<&'d DomainName, ClaimError> {
        if self.owner == Some(org) {
            return Err(ClaimError::Own);
        }
        if self.owner.is_some() && !self.flags.contains(&Flag::VendorUnconfirmed) {
            return Err(ClaimError::Confirmed);
        }
        let site = self.site.ok_or(ClaimError::NoSite)?;
        let basis = proven.iter().find(|domain| domain.covers(site));
        let basis = basis.ok_or_else(|| ClaimError::Domain(site.to_owned()))?;
        if basis.covers(mailbox) {
            Ok(basis)
        } else {
            Err(ClaimError::Mailbox(basis.as_str().to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_claim_rests_on_domain_and_mailbox() {
        let (us, them) = (OrgId(Uuid::from_u128(1)), OrgId(Uuid::from_u128(2)));
        let proven = [DomainName::try_from("acme.example".to_owned()).expect("a domain")];
        let listing = |owner, flags, site| Claimable { owner, flags, site };
        let flags = [Flag::VendorUnconfirmed];
        let free = listing(None, &flags, Some("www.acme.example"));
        assert_eq!(free.basis(us, &proven, "acme.example"), Ok(&proven[0]));
        assert_eq!(
            free.basis(us, &proven, "mail.example"),
            Err(ClaimError::Mailbox("acme.example".to_owned()))
        );
        assert_eq!(
            free.basis(us, &[], "acme.example"),
            Err(ClaimError::Domain("www.acme.example".to_owned()))
        );
        let theirs = listing(Some(them), &flags, Some("acme.example"));
        assert!(theirs.basis(us, &proven, "acme.example").is_ok());
        assert_eq!(theirs.basis(them, &proven, "acme.example"), Err(ClaimError::Own));
        let confirmed = listing(Some(them), &[], Some("acme.example"));
        assert_eq!(
            confirmed.basis(us, &proven, "acme.example"),
            Err(ClaimError::Confirmed)
        );
        let bare = listing(None, &flags, None);
        assert_eq!(bare.basis(us, &proven, "acme.example"), Err(ClaimError::NoSite));
        let other = listing(None, &flags, Some("acme.example.evil.example"));
        assert!(other.basis(us, &proven, "acme.example").is_err());
    }
}
