//! What happens behind the answers: following the database, and its loss.

mod canary;
mod freshness;
mod inbound;
mod letters;
mod outage;
mod warming;
