//! The public score of a wish: five parts, each explained, 100 points at most.

use super::wish::{ApiAuth, Effort, OrgSize, Wish};
use crate::choice::Choice;
use crate::integration::Operation;

/// Counts up whenever the rules below change.
pub const SCORE_VERSION: u32 = 1;

/// A part of the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What is counted.
    pub name: &'static str,
    /// Its points.
    pub points: u32,
    /// The most it can have.
    pub most: u32,
    /// Why it has so many, in a sentence.
    pub says: String,
}

/// The score of a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Its parts, in display order.
    pub parts: Vec<Part>,
}

impl Score {
    /// All points, 0 to 100.
    pub fn total(&self) -> u32 {
        self.parts.iter().map(|part| part.points).sum()
    }

    /// The score of a wish with these votes; without a lead's word on the effort, the middle
    /// counts.
    pub fn of(wish: &Wish, votes: &[OrgSize], effort: Option<Effort>) -> Self {
        let customers = count(wish.customers.len());
        let weight: u32 = votes.iter().map(|size| weight(*size)).sum();
        let functions = count(wish.functions.len());
        let six = count(Operation::ALL.len());
        let (auth, effort_points) = (strength(wish.auth), ease(effort.unwrap_or(Effort::Middle)));
        let parts = vec![
            Part {
                name: "Joint customers",
                points: (customers * 3).min(30),
                most: 30,
                says: format!("{customers} named; 3 points each."),
            },
            Part {
                name: "Votes by org size",
                points: weight.min(30),
                most: 30,
                says: format!(
                    "{} orgs voted; 1, 2, 4 or 6 points each by the number of their people.",
                    votes.len()
                ),
            },
            Part {
                name: "API fit",
                points: functions.min(six) * 20 / six,
                most: 20,
                says: format!("The API has {functions} of the {six} functions."),
            },
            Part {
                name: "Authentication",
                points: auth,
                most: 10,
                says: format!("{}.", wish.auth.label()),
            },
            Part {
                name: "Effort",
                points: effort_points,
                most: 10,
                says: match effort {
                    Some(effort) => format!("{}.", effort.label()),
                    None => "Not judged yet; the middle counts.".to_owned(),
                },
            },
        ];
        Self { parts }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX / 10)
}

fn weight(size: OrgSize) -> u32 {
    match size {
        OrgSize::Small => 1,
        OrgSize::Medium => 2,
        OrgSize::Large => 4,
        OrgSize::Huge => 6,
    }
}

fn strength(auth: ApiAuth) -> u32 {
    match auth {
        ApiAuth::OauthClient => 10,
        ApiAuth::OauthCode => 8,
        ApiAuth::Bearer => 6,
        ApiAuth::Header => 5,
        ApiAuth::Unknown => 2,
        ApiAuth::Basic => 0,
    }
}

fn ease(effort: Effort) -> u32 {
    match effort {
        Effort::Low => 10,
        Effort::Middle => 5,
        Effort::High => 0,
    }
}
