//! Verifications through the API: the board and what staff do there; for ISVs, how their own stands.

pub mod act;
pub mod board;
pub mod own;
pub mod verification;

use super::Call;
