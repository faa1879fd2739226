//! Parses a draft into a proposal, or says at every field what is missing.

mod connections;
mod federated;
mod general;
mod people;
mod provisioning;
mod reader;
mod variables;

use super::{Draft, Testing};
use crate::check::Finding;
use crate::integration::Content;

use reader::Reader;

/// What a submission proposes: the content of a listing, and what reviewers
/// and tests need.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What the listing will show.
    pub content: Content,
    /// What reviewers and tests need.
    pub testing: Testing,
}

impl Draft {
    /// Parses the draft.
    ///
    /// # Errors
    /// A [`Finding`] for every field that is missing or wrong, in the order of
    /// the wizard. Rules that need more than the draft itself are the checks'.
    pub fn complete(&self) -> Result<Proposal, Vec<Finding>> {
        let mut reader = Reader::new(self);
        let general = general::read(&mut reader);
        let connections = connections::read(&mut reader);
        let variables = variables::read(&mut reader);
        let provisioning = provisioning::read(&mut reader);
        let testing = people::read(&mut reader);
        let support = people::support(&mut reader);
        let findings = reader.into_findings();
        match (general, connections, variables, provisioning, testing, support) {
            (
                Some(general),
                Some(connections),
                Some(variables),
                Some((provisioning, scim)),
                Some(testing),
                Some(support),
            ) if findings.is_empty() => Ok(Proposal {
                content: Content {
                    connections,
                    variables,
                    provisioning,
                    scim,
                    support,
                    ..general
                },
                testing,
            }),
            _ => Err(findings),
        }
    }
}
