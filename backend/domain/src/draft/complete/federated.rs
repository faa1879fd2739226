//! What federated connections share: subject, attributes, groups, steps.

use std::collections::BTreeSet;

use super::reader::Reader;
use crate::check::RuleId;
use crate::connection::{AttributeFormat, GroupMatch, Groups, NameIdFormat, Statement, Step, Subject};
use crate::integration::FileKey;
use crate::text::{Line, Prose};

pub(super) fn subject(reader: &mut Reader<'_>, at: &str) -> Option<Subject> {
    let format = reader.choice_or::<NameIdFormat>(&format!("{at}.name_id.format"), NameIdFormat::Unspecified);
    let source = reader.source(&format!("{at}.name_id.source"));
    Some(Subject {
        format: format?,
        source: source?,
    })
}

pub(super) fn attributes(reader: &mut Reader<'_>, at: &str) -> Option<Vec<Statement>> {
    let mut names = BTreeSet::new();
    reader.list(&format!("{at}.attributes"), (0, 64), |r, path, _| {
        let name = r.need(&format!("{path}.name"), Line::parse);
        let format = r.choice_or(&format!("{path}.format"), AttributeFormat::Unspecified);
        let source = r.source(&format!("{path}.source"));
        let required = r.draft().flag(&format!("{path}.required"));
        let name = name?;
        if !names.insert(name.clone()) {
            let message = format!("Attribute {name} is there twice.");
            r.find(RuleId::Duplicate, &format!("{path}.name"), message);
            return None;
        }
        Some(Statement {
            name,
            format: format?,
            source: source?,
            required,
        })
    })
}

/// The groups; nothing of them means that none are sent.
pub(super) fn groups(reader: &mut Reader<'_>, at: &str) -> Option<Option<Groups>> {
    let at = format!("{at}.groups");
    if !reader.draft().has(&at) {
        return Some(None);
    }
    let name = reader.need(&format!("{at}.name"), Line::parse);
    let filter = reader.choice_or(&format!("{at}.filter"), GroupMatch::StartsWith);
    let value_path = format!("{at}.value");
    let value = reader.need(&value_path, Line::parse);
    let (filter, value) = (filter?, value?);
    if filter == GroupMatch::Regex
        && let Err(error) = regex::RegexBuilder::new(&format!("^(?:{value})$"))
            .size_limit(1 << 18)
            .build()
    {
        let message = format!("Group filter's value is no regular expression: {error}.");
        reader.find(RuleId::Form, &value_path, message);
        return None;
    }
    Some(Some(Groups {
        name: name?,
        filter,
        value,
    }))
}

pub(super) fn steps(reader: &mut Reader<'_>, at: &str) -> Option<Vec<Step>> {
    reader.list(&format!("{at}.steps"), (0, 30), |r, path, _| {
        let text = r.need(&format!("{path}.text"), Prose::parse);
        let place = r.optional(&format!("{path}.place"), Line::parse);
        let screenshot = r.optional(&format!("{path}.screenshot"), FileKey::parse);
        Some(Step {
            text: text?,
            place: place?,
            screenshot: screenshot?,
        })
    })
}
