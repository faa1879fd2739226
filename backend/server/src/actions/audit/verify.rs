//! Whether the trail is as it was written.

use oin_store::{AuditLink, AuditLoose};

use super::{Anchor, chain};
use crate::actions::{Ctx, Failure};
use crate::vault::Secret;

/// How many links are read at once.
const AT_ONCE: u32 = 500;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How many seals hold.
    pub sealed: i64,
    /// How many entries wait for their seal.
    pub waiting: i64,
    /// The last seal that holds.
    pub head: Option<Anchor>,
    /// The first thing that does not hold.
    pub fault: Option<Fault>,
}

/// What does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Numbers are missing.
    #[error("number {number} is missing from the chain")]
    Missing {
        /// The first of them.
        number: i64,
    },
    /// The seal is there and its entry is not.
    #[error("the entry of number {number} is gone")]
    Gone {
        /// Which.
        number: i64,
    },
    /// Entry, order or seal are not what was sealed.
    #[error("number {number} is not what was sealed: its entry, its place or its seal was changed")]
    Changed {
        /// The first.
        number: i64,
    },
    /// What somebody was called was changed or taken away although they were not erased.
    #[error("what the people of number {number} were called was changed or taken away")]
    Personal {
        /// The first.
        number: i64,
    },
    /// An entry has neither a seal nor waits for one.
    #[error("the entry {entry}, behind number {after}, was put in or lost its seal")]
    Loose {
        /// Its id.
        entry: i64,
        /// The last number that holds.
        after: i64,
    },
    /// The chain ends before an anchor.
    #[error("number {number} is missing: the chain ends before an anchor that was kept outside ({anchor})")]
    Cut {
        /// The first missing number.
        number: i64,
        /// The anchor's number.
        anchor: i64,
    },
    /// The chain has another seal than an anchor: it was written anew.
    #[error(
        "number {number} has another seal than the anchor that was kept outside: the chain was written anew"
    )]
    Rewritten {
        /// The anchor's number.
        number: i64,
    },
    /// The key that makes seals is gone.
    #[error("the key of the chain is gone: no seal can be verified")]
    NoKey,
}

/// Verifies the whole chain, against `anchors` too.
///
/// # Errors
/// The database's; `broken` when the chain's key does not open.
pub async fn verify(ctx: &Ctx, anchors: &[Anchor]) -> Result<Verdict, Failure> {
    let (key, loose) = ctx
        .store
        .read(async |read| {
            let loose = read.audit_loose().await?;
            Ok::<_, Failure>((chain::key(ctx, read).await?, loose))
        })
        .await?;
    let mut check = Check {
        anchors,
        number: 0,
        hash: [0; 32],
    };
    let fault = check.run(ctx, key.as_ref(), i64::MAX).await?;
    Ok(Verdict {
        sealed: check.number,
        waiting: loose.waiting,
        head: check.head(),
        fault: fault.or_else(|| check.end(loose)),
    })
}

pub(super) struct Check<'a> {
    anchors: &'a [Anchor],
    /// The last number that holds, and its seal.
    number: i64,
    hash: [u8; 32],
}

impl Check<'_> {
    /// From behind a number on, whose seal is `hash`; from the beginning without one.
    pub(super) fn behind(number: i64, hash: Option<[u8; 32]>) -> Self {
        Self {
            anchors: &[],
            number,
            hash: hash.unwrap_or_default(),
        }
    }

    /// The last seal that holds.
    pub(super) fn head(&self) -> Option<Anchor> {
        (self.number > 0).then_some(Anchor {
            number: self.number,
            hash: self.hash,
        })
    }

    /// Up to the end of the chain, or to the seal `last`.
    pub(super) async fn run(
        &mut self,
        ctx: &Ctx,
        key: Option<&Secret>,
        last: i64,
    ) -> Result<Option<Fault>, Failure> {
        loop {
            let after = self.number;
            let left = last.saturating_sub(after).clamp(0, i64::from(AT_ONCE));
            let limit = u32::try_from(left).unwrap_or(AT_ONCE);
            let links = ctx
                .store
                .read(async |read| read.audit_links(after, limit).await)
                .await?;
            let Some(key) = key else {
                return Ok((!links.is_empty()).then_some(Fault::NoKey));
            };
            if links.is_empty() {
                return Ok(None);
            }
            for link in links {
                if let Some(fault) = self.link(key, &link) {
                    return Ok(Some(fault));
                }
            }
        }
    }

    fn link(&mut self, key: &Secret, link: &AuditLink) -> Option<Fault> {
        let number = self.number + 1;
        if link.seal.number != number {
            return Some(Fault::Missing { number });
        }
        let Some(entry) = &link.entry else {
            return Some(Fault::Gone { number });
        };
        if chain::code(key, number, &self.hash, entry) != link.seal.hash {
            return Some(Fault::Changed { number });
        }
        if !link.personal_holds || link.personal_missing {
            return Some(Fault::Personal { number });
        }
        let mut anchors = self.anchors.iter();
        if anchors.any(|anchor| anchor.number == number && anchor.hash != link.seal.hash) {
            return Some(Fault::Rewritten { number });
        }
        self.number = number;
        self.hash = link.seal.hash;
        None
    }

    pub(super) fn end(&self, loose: AuditLoose) -> Option<Fault> {
        let furthest = self.anchors.iter().map(|anchor| anchor.number).max();
        if let Some(anchor) = furthest.filter(|anchor| *anchor > self.number) {
            return Some(Fault::Cut {
                number: self.number + 1,
                anchor,
            });
        }
        loose.lost.map(|entry| Fault::Loose {
            entry,
            after: self.number,
        })
    }
}
