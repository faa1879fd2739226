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
        /// See the verification board and what it rests on.
        VerificationRead = "verification:read", "Read verifications";
        /// Record runs, propose, approve, refuse, end, hear appeals.
        VerificationWrite = "verification:write", "Record runs and decide on verifications";
        /// See wishes for provisioning.
        ProvisioningRead = "provisioning:read", "Read wishes for provisioning";
        /// Score and move wishes for provisioning.
        ProvisioningWrite = "provisioning:write", "Score and move wishes for provisioning";
        /// See listings' lives, claims of them and reports of problems.
        ListingsRead = "listings:read", "Read listings, claims and reports";
        /// Suspend, retire, roll back, decide on claims, answer reports.
        ListingsWrite = "listings:write", "Decide on listings, claims and reports";
        /// Search the audit trail; see accounts, lists, reasons, jobs, letters and wishes for longer
        /// trials.
        AdminRead = "admin:read", "Search the audit trail, read accounts, lists, jobs, letters and wishes for longer trials";
        /// Change lists and reasons, move jobs and letters, answer wishes for longer trials.
        AdminWrite = "admin:write", "Change lists and reasons, move jobs and letters, answer wishes for longer trials";
    }
}
