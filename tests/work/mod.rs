//! What happens behind the answers: following the database, and its loss.

mod freshness;
mod outage;
mod warming;
