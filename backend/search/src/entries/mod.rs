//! Entries as they come in, as they are kept and as they are shown.

pub(crate) mod content;
pub(crate) mod entry;
pub(crate) mod rows;
pub(crate) mod view;
