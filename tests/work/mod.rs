//! What happens behind the answers: following the database, and its loss.

mod freshness;
mod inbound;
mod letters;
mod outage;
mod warming;
