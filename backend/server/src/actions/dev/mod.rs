//! What only a local installation has: a mailbox for all letters, and a clock that can be moved.

mod clock;
mod mailbox;

pub use clock::{move_on, read_clock};
pub use mailbox::{deliver, letter, letters};
pub use oin_store::DevLetter;
