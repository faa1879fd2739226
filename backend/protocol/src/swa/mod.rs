//! SWA: sign-on by filling a login form.

mod html;
pub mod login_page;
mod references;
