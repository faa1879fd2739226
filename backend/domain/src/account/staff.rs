//! What people may do in the network's own name.

use crate::choices;

choices! {
    /// A role among the network's staff. Each includes the rights of those before it only where a
    /// rule says so: an admin who should review also gets `reviewer`.
    StaffRole as "staff_role" {
        /// Takes submissions, tests and decides.
        Reviewer = "reviewer", "Reviewer";
        /// Second approvals, appeals, workload.
        Lead = "lead", "Lead reviewer";
        /// Users, categories, brand, suspensions, the queues.
        Admin = "admin", "Administrator";
    }
}
