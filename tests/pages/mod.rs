//! What people see.

mod escaping;
mod forms;
mod fragment;
mod markup;
mod portal;
mod routes;
