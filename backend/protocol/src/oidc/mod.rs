//! OpenID Connect: the metadata of clients.

pub mod client_metadata;
mod json;
