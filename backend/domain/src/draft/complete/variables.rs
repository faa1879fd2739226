//! The step Tenant variables.

use std::collections::BTreeSet;

use super::reader::Reader;
use crate::check::RuleId;
use crate::draft::VariableType;
use crate::integration::{TenantVariable, VariableKind, VariableName};
use crate::text::{Line, Prose};

pub(super) fn read(reader: &mut Reader<'_>) -> Option<Vec<TenantVariable>> {
    let mut names = BTreeSet::new();
    reader.list("variables", (0, 8), |r, at, _| {
        let variable = variable(r, at)?;
        if !names.insert(variable.name.clone()) {
            let message = format!("Variable {} is there twice.", variable.name.as_str());
            r.find(RuleId::Duplicate, &format!("{at}.name"), message);
            return None;
        }
        Some(variable)
    })
}

fn variable(r: &mut Reader<'_>, at: &str) -> Option<TenantVariable> {
    let field = |name: &str| format!("{at}.{name}");
    let name = r.need(&field("name"), VariableName::parse);
    let label = r.need(&field("label"), Line::parse);
    let kind = kind(r, at);
    let help = r.optional(&field("help"), Prose::parse);
    let example = r.optional(&field("example"), Line::parse);
    let default = r.optional(&field("default"), Line::parse);
    let pattern = r.optional(&field("pattern"), |text| {
        let line = Line::parse(text).map_err(|_| "must be one line of at most 200 characters")?;
        // The engine runs in linear time; the limit keeps its programs small.
        regex::RegexBuilder::new(text)
            .size_limit(1 << 18)
            .build()
            .map(|_| line)
            .map_err(|_| "is no regular expression, or too large a one")
    });
    let variable = TenantVariable {
        name: name?,
        label: label?,
        kind: kind?,
        help: help?,
        example: example?,
        default: default?,
        pattern: pattern?,
    };
    let mut good = true;
    for (sample, what) in [(&variable.example, "example"), (&variable.default, "default")] {
        if let Some(sample) = sample
            && let Err(error) = variable.accept(sample.as_str())
        {
            let message = format!("The {what} {error}.");
            r.find(RuleId::Form, &field(what), message);
            good = false;
        }
    }
    good.then_some(variable)
}

fn kind(r: &mut Reader<'_>, at: &str) -> Option<VariableKind> {
    Some(match r.choice_or(&format!("{at}.kind"), VariableType::String)? {
        VariableType::String => VariableKind::String,
        VariableType::Host => VariableKind::Host,
        VariableType::Url => VariableKind::Url,
        VariableType::HttpsUrl => VariableKind::HttpsUrl,
        VariableType::Secret => VariableKind::Secret,
        VariableType::OneOf => {
            let choices = r.list(&format!("{at}.choices"), (1, 64), |r, path, _| {
                r.need(path, Line::parse)
            });
            VariableKind::OneOf(choices?)
        }
    })
}
