//! What comes first: the rules, the static rank and the kept orders.

pub(crate) mod best;
pub(crate) mod orders;
pub(crate) mod page;
pub(crate) mod rules;
pub(crate) mod sorted;
