//! How often something may be tried. A bucket is full at rest, loses one with each try and fills
//! evenly: nothing is ever locked for good.

use chrono::TimeDelta;

/// The figures of one kind of bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The kind's stable name.
    pub kind: &'static str,
    /// How many there may be at once.
    pub at_once: u32,
    /// How long until an empty bucket is full again.
    pub fills_in: TimeDelta,
}

impl Limit {
    /// Tries to sign in to one account from browsers that have never signed in to it.
    pub const SIGN_IN_STRANGERS: Self = Self::new("sign_in_strangers", 10, TimeDelta::hours(1));
    /// Tries to sign in to one account from one browser that has signed in to it before. An
    /// attack from elsewhere does not use these up: the owner is not locked out.
    pub const SIGN_IN_DEVICE: Self = Self::new("sign_in_device", 10, TimeDelta::minutes(30));
    /// Tries to sign in from one peer, whatever the account.
    pub const SIGN_IN_PEER: Self = Self::new("sign_in_peer", 50, TimeDelta::hours(1));
    /// Ways to an identity provider that one peer begins.
    pub const SIGN_IN_ELSEWHERE: Self = Self::new("sign_in_elsewhere", 100, TimeDelta::hours(1));
    /// Codes of the second factor tried for one account.
    pub const SECOND_FACTOR: Self = Self::new("second_factor", 5, TimeDelta::minutes(15));
    /// Ceremonies with a passkey that are begun for one account.
    pub const PASSKEY_CEREMONIES: Self = Self::new("passkey_ceremonies", 30, TimeDelta::minutes(15));
    /// Accounts made from one peer.
    pub const SIGN_UP_PEER: Self = Self::new("sign_up_peer", 20, TimeDelta::hours(1));
    /// Letters that somebody makes us write to one address.
    pub const MAIL_TO_ADDRESS: Self = Self::new("mail_to_address", 3, TimeDelta::hours(1));
    /// Letters that one org makes us write.
    pub const MAIL_FROM_ORG: Self = Self::new("mail_from_org", 100, TimeDelta::hours(24));
    /// Requests with one API token.
    pub const TOKEN_REQUESTS: Self = Self::new("token_requests", 600, TimeDelta::minutes(1));
    /// Writes of one org, by its members' pages and through all of its tokens together. What the
    /// wizard saves by itself while somebody types does not count.
    pub const ORG_WRITES: Self = Self::new("org_writes", 1200, TimeDelta::minutes(1));
    /// Looks for the proof of an org's domains: each asks servers elsewhere.
    pub const DOMAIN_CHECKS: Self = Self::new("domain_checks", 20, TimeDelta::minutes(10));
    /// Addresses that an org's webhooks are given, and messages that it has sent to them: each calls
    /// servers elsewhere.
    pub const WEBHOOK_CALLS: Self = Self::new("webhook_calls", 60, TimeDelta::minutes(10));
    /// Tokens that are not ours, tried from one peer.
    pub const UNKNOWN_TOKENS: Self = Self::new("unknown_tokens", 30, TimeDelta::minutes(10));
    /// Parts of the audit trail that one administrator has verified: each reads thousands of entries.
    pub const AUDIT_PARTS: Self = Self::new("audit_parts", 30, TimeDelta::minutes(10));

    /// Reports of problems from one peer.
    pub const REPORTS_PEER: Self = Self::new("reports_peer", 10, TimeDelta::hours(1));
    /// Reports of problems that name one address for the answer.
    pub const REPORTS_ADDRESS: Self = Self::new("reports_address", 3, TimeDelta::hours(1));

    const fn new(kind: &'static str, at_once: u32, fills_in: TimeDelta) -> Self {
        Self {
            kind,
            at_once,
            fills_in,
        }
    }

    /// The bucket of this kind that belongs to `key`: an id, a peer, or the hash of an address.
    pub fn of(self, key: impl ToString) -> Bucket {
        Bucket {
            limit: self,
            key: key.to_string(),
        }
    }
}

/// One bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its figures.
    pub limit: Limit,
    /// Whose it is, at most 300 bytes.
    pub key: String,
}

/// The buckets that a try to sign in takes from. `account` is the hash of the address that was
/// typed, whether or not somebody has it, so that the answer does not tell; `device` is the hash
/// of a known browser's cookie that belongs to this account.
pub fn sign_in_buckets(account: &str, device: Option<&str>, peer: &str) -> Vec<Bucket> {
    let tries = match device {
        Some(device) => Limit::SIGN_IN_DEVICE.of(format!("{account}:{device}")),
        None => Limit::SIGN_IN_STRANGERS.of(account),
    };
    vec![tries, Limit::SIGN_IN_PEER.of(peer)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attack_from_elsewhere_takes_nothing_from_a_known_browser() {
        let attack = sign_in_buckets("a", None, "192.0.2.1");
        let owner = sign_in_buckets("a", Some("d"), "198.51.100.7");
        assert!(attack.iter().all(|bucket| !owner.contains(bucket)));
        let other = sign_in_buckets("b", Some("d"), "198.51.100.7");
        assert_ne!(owner[0], other[0]);
    }
}
