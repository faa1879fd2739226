//! Accounts as administrators, and whoever runs oin, see and change them.

mod change;
mod erase;
mod look;

use oin_domain::account::StaffRole;
use oin_domain::ids::UserId;
use oin_store::{SecurityEvent, Tx};

use super::{Asker, Failure, Visit};

pub use change::{Role, change_role, disable, enable, end_sessions};
pub use erase::{erase, erase_closed};
pub use look::{Listed, Looked, UsersAsked, by_mail, list, look};

/// Who changes somebody's account.
#[derive(Clone, Copy)]
pub enum By<'a> {
    /// An administrator at a browser.
    Admin(&'a Asker, &'a Visit),
    /// Whoever runs oin, at the command line.
    CommandLine,
}

impl By<'_> {
    fn user(self) -> Option<UserId> {
        match self {
            Self::Admin(asker, _) => Some(asker.user()),
            Self::CommandLine => None,
        }
    }

    /// Refuses whoever is no administrator with a second factor that was proven lately.
    fn may(self) -> Result<(), Failure> {
        match self {
            Self::Admin(asker, _) => {
                asker.staff(&[StaffRole::Admin])?;
                asker.proven()
            }
            Self::CommandLine => Ok(()),
        }
    }

    /// Whether they are that person.
    fn is(self, user: UserId) -> bool {
        self.user() == Some(user)
    }

    async fn record(self, tx: &mut Tx, event: SecurityEvent) -> Result<(), Failure> {
        Ok(tx.record(&event).await?)
    }

    /// An event of theirs that happens to `user`.
    fn event(
        self,
        kind: oin_domain::account::SecurityKind,
        user: UserId,
        mut detail: serde_json::Value,
    ) -> SecurityEvent {
        match self {
            Self::Admin(asker, visit) => SecurityEvent {
                actor: Some(asker.user()),
                ..visit.event_with(kind, Some(user), detail)
            },
            Self::CommandLine => {
                if let Some(fields) = detail.as_object_mut() {
                    fields.insert("by".to_owned(), "command line".into());
                }
                Visit::default().event_with(kind, Some(user), detail)
            }
        }
    }
}
