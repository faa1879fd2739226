//! Use cases: what a page, a call of the API and a command have in common.
//!
//! An action takes what it needs from [`Ctx`], does one thing and returns what
//! it found, or a [`Failure`] that every skin can show.

pub mod accounts;
pub mod asker;
pub mod audit;
pub mod benefits;
pub mod catalog;
pub mod categories;
pub mod claims;
pub mod collections;
pub mod dev;
pub mod domains;
pub mod failure;
pub mod files;
pub mod idempotency;
pub mod invitations;
pub mod jobs;
pub mod letters;
pub mod listings;
pub mod members;
pub mod operations;
pub mod orgs;
pub mod provisioning_requests;
pub mod queues;
pub mod reasons;
pub mod reports;
pub mod review_figures;
pub mod reviews;
pub mod seeds;
pub mod staff_tokens;
pub mod submissions;
pub mod tokens;
pub mod transfers;
pub mod trials;
pub mod users;
pub mod verifications;
pub mod visit;
pub mod webhooks;

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::audit::ByToken;
use oin_domain::submission::Calendar;
use oin_domain::verification::Ages;
use oin_store::Store;

use crate::config::{Brand, Config, Mode, SignInProvider};
use crate::outbound::Outbound;
use crate::passkeys::Passkeys;
use crate::passwords::Passwords;
use crate::relying_party::RelyingParty;
use crate::search::Live;
use crate::vault::Vault;

pub use asker::{Asker, Member, Reviewer};
pub use failure::{Code, Failure, FieldError};
pub use idempotency::Idempotency;
pub use visit::Visit;

/// What actions work with.
pub struct Ctx {
    store: Store,
    kit: Arc<Kit>,
}

/// What every [`Ctx`] of a process shares.
pub struct Kit {
    live: Arc<Live>,
    vault: Vault,
    passwords: Passwords,
    outbound: Outbound,
    names: submissions::Names,
    calendar: Calendar,
    ages: Ages,
    audit_sample: u8,
    mode: Mode,
    brand: Brand,
    base_url: String,
    relying_party: RelyingParty,
    passkeys: Passkeys,
    anchor_file: Option<PathBuf>,
    clock: fn() -> DateTime<Utc>,
    seconds_ahead: AtomicI64,
}

impl Ctx {
    /// Puts together what actions work with.
    pub fn new(
        config: &Config,
        store: Store,
        live: Arc<Live>,
        vault: Vault,
        outbound: Outbound,
        clock: fn() -> DateTime<Utc>,
    ) -> Self {
        let kit = Kit {
            live,
            passwords: Passwords::new(vault.clone()),
            vault,
            passkeys: Passkeys::at(&config.http.base_url, &config.brand.network),
            relying_party: RelyingParty::new(
                config.sign_in.providers.clone(),
                outbound.clone(),
                &config.http.base_url,
            ),
            outbound,
            names: submissions::Names::default(),
            calendar: config.calendar.clone(),
            ages: config.ages,
            audit_sample: config.audit_sample,
            mode: config.mode,
            brand: config.brand.clone(),
            base_url: config.http.base_url.clone(),
            anchor_file: config.audit_anchor_file.clone(),
            clock,
            seconds_ahead: AtomicI64::new(0),
        };
        Self {
            store,
            kit: Arc::new(kit),
        }
    }

    /// The same for a program that acts through a token: the audit trail and the security events name
    /// the token beside the person, whatever the action.
    #[must_use]
    pub fn through(&self, token: ByToken) -> Self {
        Self {
            store: self.store.through(token),
            kit: Arc::clone(&self.kit),
        }
    }

    /// What kind of installation this is.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The catalog in this process's memory.
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// The network's names and colour.
    pub fn brand(&self) -> &Brand {
        &self.brand
    }

    /// The address people use, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The client for addresses that others gave us.
    pub fn outbound(&self) -> &Outbound {
        &self.outbound
    }

    /// The identity providers that people may sign in with, in the order of their buttons.
    pub fn sign_in_providers(&self) -> &[SignInProvider] {
        self.relying_party.providers()
    }

    /// The days on which the network reviews.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// For how long evidence counts.
    pub fn ages(&self) -> Ages {
        self.ages
    }

    /// Of a hundred submissions that could pass without a reviewer, how many are drawn for one.
    pub fn audit_sample(&self) -> u8 {
        self.audit_sample
    }

    /// What time it is; a local installation's clock may have been moved on.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)() + TimeDelta::seconds(self.seconds_ahead.load(Ordering::Relaxed))
    }
}

impl Deref for Ctx {
    type Target = Kit;
    fn deref(&self) -> &Kit {
        &self.kit
    }
}
