//! What SAML, OIDC and WS-Federation messages mean, and how Standard Webhooks are signed.
//!
//! Bytes that others wrote go in, facts come out: each value with the place in the document that it
//! came from, each fault as a [`finding::Finding`] with a stable code. This crate has no I/O and no
//! clock (time is an argument), does not know what an integration is, and treats every input as
//! hostile: bounded in size, in shape and in time before it is understood.

pub mod finding;
pub mod oidc;
pub mod saml;
pub mod standard_webhooks;
pub mod swa;
mod web_address;
pub mod wsfed;
pub mod x509;
pub mod xml;
