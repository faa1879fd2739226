//! Accounts: signing up, in and out, and what wears out.

mod factors;
mod people;
