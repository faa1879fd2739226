//! What administrators and leads decide beside the review.

pub mod trials;
