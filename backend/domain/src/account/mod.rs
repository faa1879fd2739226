//! A person's account: who they are, how they prove it and what wears out.

mod limit;
mod link;
mod mail;
mod password;
mod security;
mod session;
mod staff;
mod staff_scope;

pub use limit::{Bucket, Limit, sign_in_buckets};
pub use link::LinkKind;
pub use mail::{MailAddress, MailError};
pub use password::{Alone, PasswordError, PasswordText};
pub use security::SecurityKind;
pub use session::{KNOWN_DEVICE_LASTS, STEP_UP_LASTS, SessionPolicy, is_stepped_up};
pub use staff::StaffRole;
pub use staff_scope::StaffScope;
