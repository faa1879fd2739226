//! The lane of a submission: computed from what it says, never chosen.

use crate::choice::Choice;
use crate::connection::{ConnectionType, Source};
use crate::draft::Draft;

use super::{Change, Class};

crate::choices! {
    /// How a submission is judged.
    Lane as "lane" {
        /// Standard settings, judged with the help of tests.
        Wizard = "wizard", "Wizard";
        /// Settings that a person must judge.
        Template = "template", "Template";
        /// Words and pictures only.
        Text = "text", "Text";
        /// An own SCIM interface.
        Provisioning = "provisioning", "Provisioning";
    }
}

impl Lane {
    /// Within how many business days it is due.
    pub fn business_days(self) -> u32 {
        match self {
            Self::Wizard => 3,
            Self::Template => 5,
            Self::Text => 1,
            Self::Provisioning => 10,
        }
    }
}

/// Why a submission is in its lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneReason {
    /// The path of the field that decides; empty for the whole.
    pub field: String,
    /// Why, in a sentence.
    pub text: String,
}

/// A lane and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneDecision {
    /// The lane.
    pub lane: Lane,
    /// Why; at least one reason.
    pub reasons: Vec<LaneReason>,
}

impl LaneDecision {
    /// The lane of `draft`, complete or not; `change` is its comparison with
    /// what is live.
    pub fn of(draft: &Draft, change: Option<&Change>) -> Self {
        if let Some(change) = change
            && change.class() == Some(Class::Text)
        {
            return Self::for_one(Lane::Text, "", "Only words and pictures change.");
        }
        let touches_scim = change.is_none_or(|change| {
            change.differences.iter().any(|difference| {
                difference.path.starts_with("scim") || difference.path.starts_with("provisioning")
            })
        });
        if draft.has("scim") && touches_scim {
            let text = "An own SCIM interface is proven by the conformance runs.";
            return Self::for_one(Lane::Provisioning, "scim.base_url", text);
        }
        let reasons = template_reasons(draft);
        if reasons.is_empty() {
            let text =
                "Standard attributes, fixed addresses, user name and password: the wizard covers all of it.";
            Self::for_one(Lane::Wizard, "", text)
        } else {
            Self {
                lane: Lane::Template,
                reasons,
            }
        }
    }

    fn for_one(lane: Lane, field: &str, text: &str) -> Self {
        Self {
            lane,
            reasons: vec![LaneReason {
                field: field.to_owned(),
                text: text.to_owned(),
            }],
        }
    }
}

/// The five questions of the decision helper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Questions {
    /// Does the assertion hold attributes beside first name, last name, mail
    /// address and sign-in name?
    pub other_attributes: bool,
    /// Does it hold groups?
    pub groups: bool,
    /// Does each customer have an own subdomain or host?
    pub own_host: bool,
    /// Is it WS-Federation?
    pub ws_federation: bool,
    /// Does the login page ask for more than user name and password?
    pub extra_fields: bool,
}

impl Questions {
    /// Which lane fits, and why.
    pub fn decide(self) -> LaneDecision {
        let asked = [
            (
                self.other_attributes,
                "connections",
                "Other attributes than the four standard ones are judged by hand.",
            ),
            (self.groups, "connections", "A group attribute is judged by hand."),
            (
                self.own_host,
                "variables",
                "What differs between customers becomes a tenant variable, and those are judged by hand.",
            ),
            (
                self.ws_federation,
                "connections",
                "WS-Federation is judged by hand.",
            ),
            (
                self.extra_fields,
                "connections",
                "More fields than user name and password are judged by hand.",
            ),
        ];
        let reasons: Vec<LaneReason> = asked
            .into_iter()
            .filter(|(yes, _, _)| *yes)
            .map(|(_, field, text)| LaneReason {
                field: field.to_owned(),
                text: text.to_owned(),
            })
            .collect();
        if reasons.is_empty() {
            LaneDecision::for_one(Lane::Wizard, "", "The wizard covers all of it.")
        } else {
            LaneDecision {
                lane: Lane::Template,
                reasons,
            }
        }
    }
}

fn template_reasons(draft: &Draft) -> Vec<LaneReason> {
    let mut reasons = Vec::new();
    let mut because = |field: String, text: String| reasons.push(LaneReason { field, text });
    for place in draft.places("variables") {
        let path = format!("variables.{place}.name");
        let name = draft.text(&path).unwrap_or("one").to_owned();
        because(
            path,
            format!("The tenant variable {name} differs for each customer."),
        );
    }
    for place in draft.places("connections") {
        let at = format!("connections.{place}");
        match draft.text(&format!("{at}.type")).and_then(ConnectionType::parse) {
            Some(ConnectionType::WsFed) => because(
                format!("{at}.type"),
                "WS-Federation is judged by hand.".to_owned(),
            ),
            Some(ConnectionType::Other) => because(
                format!("{at}.type"),
                "A method described in words is judged by hand.".to_owned(),
            ),
            Some(ConnectionType::Swa) => {
                for extra in draft.places(&format!("{at}.extra")) {
                    because(
                        format!("{at}.extra.{extra}.label"),
                        "The login form asks for more than user name and password.".to_owned(),
                    );
                }
            }
            Some(ConnectionType::Saml | ConnectionType::Oidc | ConnectionType::Bookmark) | None => {}
        }
        let sources = draft
            .places(&format!("{at}.attributes"))
            .into_iter()
            .map(|entry| format!("{at}.attributes.{entry}.source"))
            .chain([format!("{at}.name_id.source")]);
        for path in sources {
            if let Some(source) = draft.text(&path)
                && Source::parse(source).is_ok_and(|source| !source.is_standard())
            {
                let text = format!("{source} is none of the four standard attributes.");
                because(path, text);
            }
        }
        if draft.text(&format!("{at}.groups.name")).is_some() {
            because(
                format!("{at}.groups.name"),
                "A group attribute is judged by hand.".to_owned(),
            );
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::samples;

    fn lane(draft: &Draft) -> Lane {
        LaneDecision::of(draft, None).lane
    }

    #[test]
    fn the_lane_follows_from_the_content() {
        assert_eq!(lane(&samples::saml()), Lane::Wizard);
        assert_eq!(lane(&samples::oidc()), Lane::Wizard);
        assert_eq!(lane(&samples::bookmark()), Lane::Wizard);
        assert_eq!(lane(&samples::swa()), Lane::Template);
        assert_eq!(lane(&samples::ws_fed()), Lane::Template);
        assert_eq!(lane(&samples::other()), Lane::Template);
        assert_eq!(lane(&samples::saml_template()), Lane::Provisioning);
    }

    #[test]
    fn every_reason_names_its_field() {
        let draft = samples::with(
            samples::saml(),
            &[
                ("connections.0.attributes.1.name", "team"),
                ("connections.0.attributes.1.source", "user.department"),
                ("connections.0.groups.name", "groups"),
                ("variables.0.name", "subdomain"),
            ],
        );
        let fields: Vec<String> = LaneDecision::of(&draft, None)
            .reasons
            .into_iter()
            .map(|reason| reason.field)
            .collect();
        assert_eq!(
            fields,
            [
                "variables.0.name",
                "connections.0.attributes.1.source",
                "connections.0.groups.name"
            ]
        );
    }

    #[test]
    fn any_yes_of_the_helper_means_template() {
        assert_eq!(Questions::default().decide().lane, Lane::Wizard);
        for n in 0..5 {
            let questions = Questions {
                other_attributes: n == 0,
                groups: n == 1,
                own_host: n == 2,
                ws_federation: n == 3,
                extra_fields: n == 4,
            };
            let decision = questions.decide();
            assert_eq!((decision.lane, decision.reasons.len()), (Lane::Template, 1));
        }
    }
}
