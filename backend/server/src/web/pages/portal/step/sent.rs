//! What a step's form sends, as fields of the draft.

use oin_domain::draft::{Draft, Field, Step};

use crate::web::form::Fields;

/// What the form of a step asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Save and stay.
    Stay,
    /// Save and stay, at the field with this path.
    StayAt(String),
    /// Save and go to the next step.
    GoOn,
    /// Save and show an empty entry at the end of this list.
    Add(String),
    /// Save and take this entry away: the list and the place in it.
    Remove(String, usize),
    /// Save and add a connection of this kind.
    Connect(String),
}

/// A step's form as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Paths and texts.
    pub fields: Vec<(String, String)>,
    /// The revision that the form was made from.
    pub base: i32,
    /// What comes after saving.
    pub then: Then,
}

impl Sent {
    /// Reads the form. Boxes of one list come as several values of the list's own path; they
    /// become its entries, in order.
    pub fn read(fields: &Fields, step: Step, draft: &Draft) -> Self {
        let mut read: Vec<(String, String)> = Vec::new();
        let known = |path: &str| Field::at(path).is_some_and(|field| field.step == step);
        for (name, value) in fields.iter() {
            if !CONTROLS.contains(&name)
                && (known(name) || Field::at(name).is_none() && !Field::is_above(name))
            {
                read.push((name.to_owned(), value.to_owned()));
            }
        }
        for list in fields.all("many") {
            let ticked: Vec<&str> = fields.all(list).collect();
            let places = draft
                .places(list)
                .last()
                .map_or(0, |place| place + 1)
                .max(ticked.len());
            for place in 0..places {
                let text = ticked.get(place).copied().unwrap_or_default();
                read.push((format!("{list}.{place}"), text.to_owned()));
            }
        }
        // A box that is not ticked sends nothing; its name is sent beside it.
        for flag in fields.all("flag") {
            if !fields.iter().any(|(name, _)| name == flag) {
                read.push((flag.to_owned(), String::new()));
            }
        }
        // The buttons that take a picture away name its field.
        for path in fields.all("clear") {
            put(&mut read, path, "");
        }
        Self {
            fields: read,
            base: fields.text("base").parse().unwrap_or(0),
            then: then(fields),
        }
    }

    /// Puts a value in, whatever the form had there.
    pub fn put(&mut self, path: &str, text: &str) {
        put(&mut self.fields, path, text);
    }
}

fn put(fields: &mut Vec<(String, String)>, path: &str, text: &str) {
    fields.retain(|(known, _)| known != path);
    fields.push((path.to_owned(), text.to_owned()));
}

/// The names in the form that are no fields of the draft.
const CONTROLS: [&str; 9] = [
    "base", "many", "flag", "add", "remove", "connect", "clear", "then", "partial",
];

fn then(fields: &Fields) -> Then {
    let text = |name: &str| Some(fields.text(name)).filter(|text| !text.is_empty());
    if let Some(list) = text("add") {
        return Then::Add(list.to_owned());
    }
    if let Some(kind) = text("connect") {
        return Then::Connect(kind.to_owned());
    }
    if let Some((list, place)) = text("remove").and_then(|entry| entry.rsplit_once('.'))
        && let Ok(place) = place.parse()
    {
        return Then::Remove(list.to_owned(), place);
    }
    if let Some(path) = text("clear") {
        return Then::StayAt(path.to_owned());
    }
    if text("then") == Some("stay") {
        Then::Stay
    } else {
        Then::GoOn
    }
}
