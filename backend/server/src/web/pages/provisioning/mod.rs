//! Wishes for automated provisioning: everybody's list, the form, the org's own, the leads' desk.

pub mod desk;
pub mod portal;
pub mod public;
mod view;
