//! The transitions, each where it is legal.

mod appeal;
mod isv;
mod review;
mod system;
