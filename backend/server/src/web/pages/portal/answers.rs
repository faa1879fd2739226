//! Everything that was answered, on one page, with what still stops it.

use oin_domain::choice::Choice as _;
use oin_domain::draft::{Kind, Step};
use oin_domain::submission::Action;
use serde::Serialize;

use super::pictures;
use super::step::ShownFinding;
use super::step::side::field_url;
use crate::actions::submissions::Shown;
use crate::web::Parts;
use crate::web::guide::PictureView;

/// Everything that was answered.
#[derive(Serialize)]
pub(super) struct Answers {
    parts: Vec<Part>,
    findings: Vec<Open>,
    blocking: usize,
    may_submit: bool,
    why_not: String,
    base: i32,
}

#[derive(Serialize)]
struct Part {
    title: &'static str,
    url: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    label: String,
    value: String,
    url: String,
    picture: Option<PictureView>,
}

#[derive(Serialize)]
struct Open {
    url: String,
    finding: ShownFinding,
}

/// The answers of `shown`, whose address is `url`.
pub(super) fn of(shown: &Shown, url: &str, parts: &Parts, categories: &[(String, String)]) -> Answers {
    let findings = &shown.judged.findings;
    let blocking = findings.iter().filter(|finding| finding.blocks()).count();
    let may = shown.actions.contains(&Action::Submit);
    Answers {
        parts: Step::ALL
            .iter()
            .filter(|step| **step != Step::Submit)
            .map(|&step| part(shown, url, step, parts, categories))
            .collect(),
        findings: findings
            .iter()
            .map(|finding| Open {
                url: field_url(url, finding.step(), &finding.field),
                finding: ShownFinding::of(finding),
            })
            .collect(),
        blocking,
        may_submit: may && blocking == 0,
        why_not: match (may, blocking) {
            (false, _) => "It cannot be submitted now: see whose turn it is on its page.".to_owned(),
            (true, 0) => String::new(),
            (true, 1) => "One thing must be mended before it can be submitted.".to_owned(),
            (true, count) => format!("{count} things must be mended before it can be submitted."),
        },
        base: shown.revision,
    }
}

fn part(shown: &Shown, url: &str, step: Step, parts: &Parts, categories: &[(String, String)]) -> Part {
    let own = shown.draft.in_order();
    let mut rows: Vec<Row> = own
        .into_iter()
        .filter(|(field, ..)| field.step == step)
        .map(|(field, path, text)| Row {
            label: named(field.label, path),
            value: match field.kind {
                Kind::Category => categories
                    .iter()
                    .find(|(slug, _)| slug == text)
                    .map_or(text, |(_, label)| label)
                    .to_owned(),
                _ => field.words(text),
            },
            url: field_url(url, step, path),
            picture: pictures::shown(parts, path, text),
        })
        .collect();
    let secrets = shown.secrets.iter().filter_map(|secret| {
        let field = oin_domain::draft::Field::at(&secret.path)?;
        (field.step == step).then(|| Row {
            label: named(field.label, &secret.path),
            value: "Stored".to_owned(),
            url: field_url(url, step, &secret.path),
            picture: None,
        })
    });
    rows.extend(secrets);
    Part {
        title: step.label(),
        url: format!("{url}/{step}"),
        rows,
    }
}

/// A label with the number of its entry, when it stands in a list.
pub(in crate::web::pages) fn named(label: &str, path: &str) -> String {
    let places: Vec<String> = path
        .split('.')
        .filter_map(|part| part.parse::<usize>().ok())
        .map(|place| (place + 1).to_string())
        .collect();
    if places.is_empty() {
        label.to_owned()
    } else {
        format!("{label} ({})", places.join("."))
    }
}
