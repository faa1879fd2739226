//! What people see.

mod escaping;
mod forms;
mod fragment;
mod markup;
pub(crate) mod portal;
mod routes;
mod serving;
