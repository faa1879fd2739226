//! What a reviewer goes through before a decision in favour.

use crate::connection::{Flow, SignOn};
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

    /// The items of a lane, for an integration that signs on by `modes`: where
    /// there is only a link, there is nobody to sign in.
    pub fn of(lane: Lane, modes: &[SignOn]) -> &'static [Self] {
        let only_links = !modes.is_empty() && modes.iter().all(|mode| *mode == SignOn::Bookmark);
        match lane {
            Lane::Text => &[Self::Words, Self::Owner],
            _ if only_links => &[Self::Words, Self::Owner, Self::Settings, Self::Guide],
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

impl Item {
    /// What to look at, for an integration that signs on by `modes`.
    pub fn hint(self, modes: &[SignOn]) -> String {
        match self {
            Self::Words => "Name, summary and description say what the app does; logo and screenshots are the vendor’s own and can be read.".to_owned(),
            Self::Owner => "Website, sign-on hosts and contacts belong to the same company; the domain is proven or the mailbox answers.".to_owned(),
            Self::Guide => "Follow the guide as a customer would; every step exists in the vendor’s console.".to_owned(),
            Self::SignedIn => "Open a test login in the vault, sign in, and see the start page of its role.".to_owned(),
            Self::Settings => {
                let mode = |mode: &SignOn| match mode {
                    SignOn::Saml2 => "SAML: ACS URL and audience are the app’s own, the NameID is what it knows people by, what is signed is what it checks.",
                    SignOn::Oidc => "OIDC: redirect URIs are exact, no wildcard; the client proves itself as declared.",
                    SignOn::WsFed => "WS-Fed: realm and reply URL belong together.",
                    SignOn::Swa => "SWA: the selectors find the form’s fields; the success address is not the login page.",
                    SignOn::Bookmark => "Bookmark: the address opens without sign-on.",
                };
                modes.iter().map(mode).collect::<Vec<_>>().join(" ")
            }
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
    /// Concludes that everything of `lane` is there for the declared `modes`
    /// and `flows`.
    ///
    /// # Errors
    /// Everything that is missing.
    pub fn conclude(&self, lane: Lane, modes: &[SignOn], flows: &[Flow]) -> Result<Passed, Vec<Missing>> {
        let items = Item::of(lane, modes)
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
    fn a_link_alone_has_nobody_to_sign_in() {
        let checklist = Checklist {
            ticked: vec![Item::Words, Item::Owner, Item::Settings, Item::Guide],
            passed: Vec::new(),
        };
        assert!(checklist.conclude(Lane::Wizard, &[SignOn::Bookmark], &[]).is_ok());
        for modes in [&[][..], &[SignOn::Bookmark, SignOn::Swa]] {
            assert_eq!(
                checklist.conclude(Lane::Wizard, modes, &[]),
                Err(vec![Missing::Item(Item::SignedIn)])
            );
        }
    }

    #[test]
    fn every_item_and_flow_is_asked_for() {
        let mut checklist = Checklist::default();
        assert_eq!(checklist.conclude_initial().unwrap_err().len(), 3);
        checklist.ticked = Item::ALL.to_vec();
        assert!(checklist.conclude_initial().is_ok());
        assert_eq!(
            checklist.conclude(Lane::Wizard, &[SignOn::Saml2], &[Flow::Sp]),
            Err(vec![Missing::Run(Flow::Sp)])
        );
        assert!(
            checklist
                .conclude(Lane::Text, &[SignOn::Saml2], &[Flow::Sp])
                .is_ok()
        );
        checklist.passed = vec![Flow::Sp];
        assert!(
            checklist
                .conclude(Lane::Wizard, &[SignOn::Saml2], &[Flow::Sp])
                .is_ok()
        );
    }
}
