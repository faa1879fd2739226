//! How the world reaches the facts: the `oin` command, its pages and its API.
//!
//! `main → cli → app → web → actions → store`; `web` never speaks to the store.

pub mod actions;
pub mod app;
pub mod assets;
pub mod cli;
pub mod config;
pub mod mail;
pub mod outbound;
pub mod passkeys;
pub mod passwords;
pub mod pictures;
pub mod relying_party;
pub mod search;
pub mod second_factor;
pub mod templates;
pub mod vault;
pub mod web;
pub mod work;
pub mod world;
