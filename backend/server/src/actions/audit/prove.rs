//! Verifying the trail from a page or a program: in parts, so that nobody makes us read it all at
//! once.

use oin_domain::account::{Limit, StaffRole};
use oin_domain::audit::{Act, Area};
use serde_json::json;

use super::verify::{Check, Fault};
use super::{Anchor, chain};
use crate::actions::accounts::tries;
use crate::actions::{Ctx, Failure, Reviewer, Visit};

/// How many seals one request verifies.
pub const MOST_SEALS: i64 = 20_000;

/// What was found in a part of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The number before the first that was verified; 0 is the beginning of the chain.
    pub after: i64,
    /// The last number that holds; that of `after` when none does.
    pub to: i64,
    /// The last number that there is.
    pub last: i64,
    /// How many entries wait for their seal.
    pub waiting: i64,
    /// The last seal that holds; nothing when none does.
    pub head: Option<Anchor>,
    /// The first thing that does not hold.
    pub fault: Option<Fault>,
    /// Where the next part begins; nothing at the end of the chain, and behind a fault.
    pub next: Option<i64>,
}

/// Verifies at most [`MOST_SEALS`] seals behind the number `after`, and writes into the trail that
/// somebody did. A part that does not begin the chain says that it hangs together from there on:
/// whoever goes on from part to part has verified the whole. Anchors that were kept outside are for
/// `oin audit verify`, where they are.
///
/// # Errors
/// `not_found` or `forbidden` for who is no administrator; `not_found` for a number behind the end;
/// `too_many_requests` ([`Limit::AUDIT_PARTS`]).
pub async fn prove(ctx: &Ctx, who: &Reviewer, visit: &Visit, after: i64) -> Result<Part, Failure> {
    who.has_any(&[StaffRole::Admin])?;
    let buckets = [Limit::AUDIT_PARTS.of(who.user())];
    tries::count(ctx, &buckets, Some(who.user()), visit).await?;
    let (key, loose, last, begin) = ctx
        .store
        .read(async |read| {
            let loose = read.audit_loose().await?;
            let last = read.last_audit_seal().await?.map_or(0, |seal| seal.number);
            let begin = match after {
                0 => None,
                number => read.audit_seal(number).await?,
            };
            Ok::<_, Failure>((chain::key(ctx, read).await?, loose, last, begin))
        })
        .await?;
    if after < 0 || after > last {
        return Err(Failure::NotFound("number of a seal"));
    }
    let mut check = Check::behind(after, begin.map(|seal| seal.hash));
    let end = after.saturating_add(MOST_SEALS).min(last);
    let mut fault = match (after, begin) {
        (1.., None) => Some(Fault::Missing { number: after }),
        _ => check.run(ctx, key.as_ref(), end).await?,
    };
    let head = check.head();
    let to = head.map_or(after, |head| head.number);
    // Links that are gone at the end of the part show as too few.
    if fault.is_none() && to < end {
        fault = Some(Fault::Missing { number: to + 1 });
    }
    let ends = to >= last;
    if fault.is_none() && ends {
        fault = check.end(loose);
    }
    let act = Act {
        detail: json!({ "after": after, "to": to, "holds": fault.is_none() }),
        ..visit.act(Area::Account, "audit_verified", who.user())
    };
    ctx.store.write(async |tx| tx.audit(&act).await).await?;
    Ok(Part {
        after,
        to,
        last,
        waiting: loose.waiting,
        head,
        next: (fault.is_none() && !ends).then_some(to),
        fault,
    })
}
