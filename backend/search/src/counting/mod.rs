//! Counting by facet: categories, signatures and groups of equal ones.

pub(crate) mod categories;
pub(crate) mod facets;
pub(crate) mod groups;
pub(crate) mod signature;
