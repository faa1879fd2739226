//! What can go wrong in the store.

use std::error::Error;
use std::fmt;

use diesel::result::{ConnectionError, DatabaseErrorInformation, DatabaseErrorKind};

/// Why the store did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The thing asked for, or a thing it points to, is not there.
    #[error("not there")]
    Absent,
    /// Something else already has this value; the name is the constraint's.
    #[error("taken ({0})")]
    Taken(&'static str),
    /// The thing has changed since the caller read it.
    #[error("changed meanwhile")]
    Stale,
    /// The database cannot be reached, is too busy or took too long. Trying again later is right.
    #[error("the database is not available")]
    Unavailable(#[source] Cause),
    /// A fault of ours: in a statement, in the database's shape or in what it holds.
    #[error("the store is broken")]
    Broken(#[source] Cause),
}

/// The reason under a [`StoreError`], for the log only.
#[derive(Debug)]
pub struct Cause(Box<dyn Error + Send + Sync>);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

impl StoreError {
    /// A fault of ours, also of a caller that made what was to be kept.
    pub fn broken(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Broken(Cause(cause.into()))
    }

    pub(crate) fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(Cause(cause.into()))
    }
}

/// A database error before it is told to anybody: only the transaction's runner needs to know
/// whether trying again may help.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) error: StoreError,
    /// The server asked to run the whole transaction again (40001, 40P01).
    pub(crate) conflict: bool,
    /// A statement failed, and with it the transaction: only a rollback is left.
    pub(crate) aborted: bool,
}

/// Answers `otherwise` when a statement that should have touched a row touched none.
pub(crate) fn or(touched: usize, otherwise: StoreError) -> Result<(), Fault> {
    if touched == 0 {
        Err(otherwise.into())
    } else {
        Ok(())
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self {
            error,
            conflict: false,
            aborted: false,
        }
    }
}

impl From<diesel::result::Error> for Fault {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::Error as Diesel;
        let conflict = matches!(
            &error,
            Diesel::DatabaseError(DatabaseErrorKind::SerializationFailure, _)
        ) || matches!(&error, Diesel::DatabaseError(_, info) if info.message() == DEADLOCK);
        let aborted = matches!(&error, Diesel::DatabaseError(..));
        let error = match &error {
            Diesel::NotFound => StoreError::Absent,
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                match info.constraint_name().and_then(known_constraint) {
                    Some(name) => StoreError::Taken(name),
                    None => StoreError::broken(Described::new(error)),
                }
            }
            Diesel::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => StoreError::Absent,
            Diesel::DatabaseError(kind, info) if conflict || is_passing(kind, info.as_ref()) => {
                StoreError::unavailable(Described::new(error))
            }
            _ => StoreError::broken(Described::new(error)),
        };
        Self {
            error,
            conflict,
            aborted,
        }
    }
}

/// The driver does not hand on SQLSTATE codes other than the ones it names, so these faults are
/// known by their English words. A server with another `lc_messages` reports them as `Broken`.
const DEADLOCK: &str = "deadlock detected";
const PASSING: [&str; 9] = [
    "canceling statement due to",             // statement_timeout, lock_timeout
    "terminating connection due to",          // shutdown by an administrator, idle in transaction
    "the database system is",                 // starting up, shutting down, in recovery
    "sorry, too many clients already",        // 53300
    "remaining connection slots",             // 53300
    "too many connections for",               // 53300
    "server closed the connection",           // the socket's end
    "could not extend file",                  // 53100, disk full
    "could not resize shared memory segment", // 53100
];

/// Whether the fault lies in the state of the server rather than in what we sent.
fn is_passing(kind: &DatabaseErrorKind, info: &dyn DatabaseErrorInformation) -> bool {
    matches!(
        kind,
        DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::ReadOnlyTransaction
    ) || PASSING.iter().any(|start| info.message().starts_with(start))
}

/// The unique constraints that a caller may meet; any other is a fault of ours.
fn known_constraint(name: &str) -> Option<&'static str> {
    const KNOWN: [&str; 15] = [
        "api_tokens_hash_key",
        "canned_texts_title_key",
        "claims_open_key",
        "integrations_pkey",
        "integrations_slug_key",
        "memberships_pkey",
        "oidc_identities_pkey",
        "one_time_links_hash_key",
        "passkeys_credential_id_key",
        "saved_views_name_key",
        "staff_tokens_hash_key",
        "submissions_open_key",
        "transfers_open_key",
        "trial_extensions_open_key",
        "users_mail_key",
    ];
    KNOWN.into_iter().find(|known| *known == name)
}

impl From<ConnectionError> for StoreError {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::InvalidConnectionUrl(_) | ConnectionError::InvalidCString(_) => {
                Self::broken(error)
            }
            _ => Self::unavailable(error),
        }
    }
}

/// A database error with all that the server said: the driver's own `Display` has only the message.
#[derive(Debug)]
struct Described(diesel::result::Error);

impl Described {
    fn new(error: diesel::result::Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)?;
        if let diesel::result::Error::DatabaseError(_, info) = &self.0 {
            // The server's DETAIL line is left out: it repeats the row's values.
            for (what, value) in [
                ("table", info.table_name()),
                ("constraint", info.constraint_name()),
            ] {
                if let Some(value) = value {
                    write!(f, "; {what} {value}")?;
                }
            }
        }
        Ok(())
    }
}

impl Error for Described {}
