//! What people see.

mod escaping;
mod forms;
mod fragment;
mod markup;
pub(crate) mod portal;
pub(crate) mod routes;
mod serving;
