//! WS-Federation: metadata of the apps that are signed on to.

pub mod metadata;
