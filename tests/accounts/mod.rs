//! Accounts: signing up, in and out, and what wears out.

mod doubled;
mod elsewhere;
mod factors;
mod forgery;
mod guessing;
mod own;
mod passkeys;
mod people;
mod replicas;
mod reset;
mod sign_in;
mod sign_up;
mod staff_tokens;
