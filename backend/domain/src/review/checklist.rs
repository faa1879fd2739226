//! What a reviewer goes through before a decision in favour.

use crate::connection::Flow;
use crate::integration::Lane;

crate::choices! {
    /// A thing to look at.
    Item as "checklist item" {
        /// Name, words and pictures follow the rules.
        Words = "words", "Name, description and pictures follow the rules";
        /// The org is the vendor.
        Owner = "owner", "The org is the vendor of the product";
        /// The settings make sense together.
        Settings = "settings", "The settings make sense together";
        /// The guide can be followed.
        Guide = "guide", "The guide can be followed word for word";
        /// Someone signed in with the test login.
        SignedIn = "signed_in", "Signed in with the test login";
    }
}

impl Item {
    /// The items before a test is begun.
    pub const INITIAL: [Self; 3] = [Self::Words, Self::Owner, Self::Settings];

    /// The items of a lane.
    pub fn of(lane: Lane) -> &'static [Self] {
        match lane {
            Lane::Text => &[Self::Words, Self::Owner],
            Lane::Wizard | Lane::Template | Lane::Provisioning => &[
                Self::Words,
                Self::Owner,
                Self::Settings,
                Self::Guide,
                Self::SignedIn,
            ],
        }
    }
}

/// What is missing before a decision in favour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// An item was not ticked.
    Item(Item),
    /// A declared flow has no passing run.
    Run(Flow),
}

/// What a reviewer has ticked, and the flows that have a passing run, by test
/// or recorded by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checklist {
    /// The ticked items.
    pub ticked: Vec<Item>,
    /// The flows with a passing run.
    pub passed: Vec<Flow>,
}

/// That a checklist is complete. Only [`Checklist::conclude`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed(());

/// That the first part of a checklist is complete. Only
/// [`Checklist::conclude_initial`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InitialPassed(());

impl Checklist {
    /// Concludes that everything of `lane` is there for the declared `flows`.
    ///
    /// # Errors
    /// Everything that is missing.
    pub fn conclude(&self, lane: Lane, flows: &[Flow]) -> Result<Passed, Vec<Missing>> {
        let items = Item::of(lane)
            .iter()
            .filter(|item| !self.ticked.contains(item))
            .map(|item| Missing::Item(*item));
        // Words and pictures change no flow.
        let runs = flows
            .iter()
            .filter(|flow| lane != Lane::Text && !self.passed.contains(flow))
            .map(|flow| Missing::Run(*flow));
        let missing: Vec<Missing> = items.chain(runs).collect();
        if missing.is_empty() {
            Ok(Passed(()))
        } else {
            Err(missing)
        }
    }

    /// Concludes that a test may begin.
    ///
    /// # Errors
    /// Everything that is missing.
    pub fn conclude_initial(&self) -> Result<InitialPassed, Vec<Missing>> {
        let missing: Vec<Missing> = Item::INITIAL
            .into_iter()
            .filter(|item| !self.ticked.contains(item))
            .map(Missing::Item)
            .collect();
        if missing.is_empty() {
            Ok(InitialPassed(()))
        } else {
            Err(missing)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;

    #[test]
    fn every_item_and_flow_is_asked_for() {
        let mut checklist = Checklist::default();
        assert_eq!(checklist.conclude_initial().unwrap_err().len(), 3);
        checklist.ticked = Item::ALL.to_vec();
        assert!(checklist.conclude_initial().is_ok());
        assert_eq!(
            checklist.conclude(Lane::Wizard, &[Flow::Sp]),
            Err(vec![Missing::Run(Flow::Sp)])
        );
        assert!(checklist.conclude(Lane::Text, &[Flow::Sp]).is_ok());
        checklist.passed = vec![Flow::Sp];
        assert!(checklist.conclude(Lane::Wizard, &[Flow::Sp]).is_ok());
    }
}
