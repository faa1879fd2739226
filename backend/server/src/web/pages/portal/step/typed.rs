//! What a step page is made from: what was typed, and what is known about it.

use std::collections::BTreeMap;

use oin_domain::check::Finding;
use oin_domain::draft::Draft;

use crate::web::guide::PictureView;

/// What a step page is made from.
pub struct Typed<'a> {
    /// What was typed and saved.
    pub draft: &'a Draft,
    /// What was typed and could not be saved, by path; it is shown instead.
    pub unsaved: BTreeMap<String, String>,
    /// What the rules found.
    pub findings: &'a [Finding],
    /// Where imported values came from, in words, by path.
    pub origins: BTreeMap<String, String>,
    /// Since when secrets are stored, in words, by path.
    pub stored: BTreeMap<String, String>,
    /// The managed categories: slug and name.
    pub categories: &'a [(String, String)],
    /// A value for each tenant variable, for previews.
    pub samples: BTreeMap<String, String>,
    /// The pictures that stand in fields, by path.
    pub pictures: BTreeMap<String, PictureView>,
    /// The list that shows an empty entry at its end.
    pub opened: &'a str,
    /// The submission's address.
    pub url: String,
}

impl Typed<'_> {
    /// What stands in a field.
    pub(super) fn value(&self, path: &str) -> &str {
        match self.unsaved.get(path) {
            Some(text) => text,
            None => self.draft.get(path).unwrap_or_default(),
        }
    }

    /// Where an imported value came from, in words; empty for a typed one.
    pub(super) fn origin(&self, path: &str) -> String {
        self.origins.get(path).cloned().unwrap_or_default()
    }

    /// The places of a list that hold something, here or unsaved.
    pub(super) fn places(&self, list: &str) -> Vec<usize> {
        let mut places = self.draft.places(list);
        let start = format!("{list}.");
        let unsaved = self.unsaved.keys().filter_map(|path| path.strip_prefix(&start));
        places.extend(unsaved.filter_map(|rest| rest.split('.').next()?.parse::<usize>().ok()));
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// A value for each tenant variable of `draft`: its sample, its default, its first choice, or its
/// own name, so that previews never stay empty.
pub fn samples(draft: &Draft) -> BTreeMap<String, String> {
    let mut samples = BTreeMap::new();
    for place in draft.places("variables") {
        let text = |field: &str| draft.text(&format!("variables.{place}.{field}"));
        if let Some(name) = text("name") {
            let sample = text("example")
                .or_else(|| text("default"))
                .or_else(|| text("choices.0"));
            samples.insert(name.to_owned(), sample.unwrap_or(name).to_owned());
        }
    }
    samples
}
