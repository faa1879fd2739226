//! Name, description, logo.

use super::{Context, Draft, Finding, RuleId};
use crate::check::mixes_scripts;
use crate::text::fold;

/// Words that praise instead of saying what the app does.
const PRAISE: [&str; 14] = [
    "best",
    "leading",
    "award winning",
    "world class",
    "revolutionary",
    "cutting edge",
    "unrivalled",
    "unrivaled",
    "number one",
    "best in class",
    "next generation",
    "game changing",
    "unparalleled",
    "state of the art",
];

pub(super) fn judge(draft: &Draft, context: &Context<'_>, findings: &mut Vec<Finding>) {
    if let Some(name) = draft.text("name") {
        named(name, context, findings);
    }
    for place in draft.places("aliases") {
        let path = format!("aliases.{place}");
        let alike = draft.text(&path).and_then(|alias| {
            let known = context.names.alike(alias, context.integration);
            known.first().copied()
        });
        if let Some(known) = alike {
            let message = format!(
                "It is, or looks like, the name of {}, listed under {}.",
                known.name, known.slug
            );
            findings.push(Finding::new(RuleId::NameLookalike, path, message));
        }
    }
    for path in ["summary", "description"] {
        if let Some(text) = draft.text(path)
            && let Some(message) = breach(text, draft.text("name"))
        {
            findings.push(Finding::new(RuleId::Description, path, message));
        }
    }
    if draft.text("logo").is_none() && draft.text("icon").is_none() {
        findings.push(Finding::new(
            RuleId::NoLogo,
            "logo",
            "Without a logo, customers see initials.",
        ));
    }
}

fn named(name: &str, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let alike = context.names.alike(name, context.integration);
    if let Some(same) = alike.iter().find(|known| fold(&known.name) == fold(name)) {
        let message = format!("{} is listed already, under {}.", same.name, same.slug);
        findings.push(Finding::new(RuleId::NameTaken, "name", message));
    } else if let Some(known) = alike.first() {
        let message = format!("It can be taken for {}, listed under {}.", known.name, known.slug);
        findings.push(Finding::new(RuleId::NameLookalike, "name", message));
    } else if mixes_scripts(name) {
        let message = "A word of it mixes letters of several scripts.";
        findings.push(Finding::new(RuleId::NameLookalike, "name", message));
    }
}

/// Why a text breaks the rules of description.
fn breach(text: &str, name: Option<&str>) -> Option<String> {
    let lower = text.to_lowercase();
    if ["http://", "https://", "www."]
        .iter()
        .any(|start| lower.contains(start))
    {
        return Some("It holds an address; addresses have their own fields.".to_owned());
    }
    let folded = format!(" {} ", fold(text));
    if let Some(word) = PRAISE.iter().find(|word| folded.contains(&format!(" {word} "))) {
        return Some(format!(
            "It praises (“{word}”) instead of saying what the app does."
        ));
    }
    let priced = |c: char| matches!(c, '$' | '€' | '£');
    if text
        .split(priced)
        .skip(1)
        .any(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    {
        return Some("It names a price; prices change.".to_owned());
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    if letters >= 20 && capitals * 2 > letters {
        return Some("It is written in capitals.".to_owned());
    }
    name.filter(|name| fold(name) == fold(text))
        .map(|_| "It says no more than the name.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Severity;

    #[test]
    fn plain_sentences_pass_and_advertising_does_not() {
        assert_eq!(
            breach("Plans shifts and tracks leave for teams.", Some("Acme")),
            None
        );
        assert_eq!(breach("Helps the bestowed to lead.", Some("Acme")), None);
        for bad in [
            "The world-class HR suite.",
            "See www.acme.example for more.",
            "Only $5 a month for all.",
            "ACME IS AN HR SUITE FOR TEAMS",
            "acme",
        ] {
            assert!(breach(bad, Some("Acme")).is_some(), "{bad}");
        }
        assert_eq!(RuleId::Description.rule().severity, Severity::Warns);
    }
}
