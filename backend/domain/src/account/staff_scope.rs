//! What a token of one of the network's staff may do.

use crate::choices;

choices! {
    /// One thing that a program may do in a staff member's name. It never reaches further than
    /// they do: what their roles allow is judged at every call.
    StaffScope as "staff_scope" {
        /// See the queue, what is under review, and appeals.
        ReviewRead = "review:read", "Read the queue and reviews";
        /// Claim, check off, ask, decide, hear appeals.
        ReviewWrite = "review:write", "Review and decide";
    }
}
