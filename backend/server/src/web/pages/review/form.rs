//! The forms of decisions: which fields each has, with what was kept.

use oin_domain::choice::Choice;
use oin_domain::review::{Cause, Reason};
use oin_domain::submission::Action;
use serde::Serialize;

use crate::actions::FieldError;
use crate::actions::reasons::Words;
use crate::actions::reviews::{ReviewShown, Typed};

/// How many rows a question begins with.
const ROWS: usize = 3;
/// How many it may have.
const MOST_ROWS: usize = 10;
/// What is sent where nothing is typed: without canned texts, and with them.
const OWN_WORDS: [&str; 2] = [
    "Left empty, the words of the coded reasons are sent: the rule and what mends it.",
    "Left empty, the canned text is sent; without one, the words of the coded reasons: the rule and what mends it.",
];
const OWN_FIX: [&str; 2] = [
    "Left empty, the reason’s own fix is sent.",
    "Left empty, the canned text is sent; without one, the reason’s own fix.",
];

/// A field of a decision's form.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Input {
    name: String,
    label: String,
    help: &'static str,
    value: String,
    error: String,
    /// `text` or `list`.
    list: bool,
    options: Vec<Choose>,
}

#[derive(Debug, Clone, Serialize)]
struct Choose {
    value: String,
    label: String,
    chosen: bool,
}

/// Fields that belong together.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Group {
    title: String,
    inputs: Vec<Input>,
}

/// The form of `action`.
pub(super) fn groups(
    action: Action,
    typed: &Typed,
    shown: &ReviewShown,
    words: &Words,
    errors: &[FieldError],
) -> Vec<Group> {
    let form = Form { typed, errors };
    let one = |inputs| {
        vec![Group {
            title: String::new(),
            inputs,
        }]
    };
    match action {
        Action::Release => one(vec![form.text(
            "note",
            "Note for the next reviewer",
            "Colleagues alone read it. May be empty.",
        )]),
        Action::Ask => {
            let filled = (0..MOST_ROWS)
                .filter(|place| {
                    ["field", "reason", "canned", "message"]
                        .iter()
                        .any(|end| typed.contains_key(&format!("ask.{place}.{end}")))
                })
                .max()
                .map_or(0, |last| last + 2);
            (0..filled.clamp(ROWS, MOST_ROWS))
                .map(|place| Group {
                    title: format!("Point {}", place + 1),
                    inputs: form.point(place, shown, words),
                })
                .collect()
        }
        Action::Reject => {
            let mut inputs: Vec<Input> = (0..3)
                .map(|place| {
                    form.list(
                        format!("reason.{place}"),
                        ["First reason", "Second reason", "Third reason"][place],
                        "",
                        reasons(words),
                        "None",
                    )
                })
                .collect();
            inputs.extend(form.said("", words, Reason::ALL, OWN_WORDS));
            one(inputs)
        }
        Action::Announce => {
            let causes: Vec<Reason> = Cause::ALL.iter().map(|cause| cause.reason()).collect();
            let mut inputs = vec![form.list(
                "cause",
                "Cause",
                "Only these two let a submission be discarded.",
                choices::<Cause>(),
                "Choose one",
            )];
            inputs.extend(form.said("", words, &causes, OWN_WORDS));
            one(inputs)
        }
        Action::DiscardSpam | Action::Uphold | Action::Dismiss => one(vec![form.text(
            "message",
            "What the ISV reads",
            "A few plain sentences.",
        )]),
        _ => Vec::new(),
    }
}

struct Form<'a> {
    typed: &'a Typed,
    errors: &'a [FieldError],
}

impl Form<'_> {
    /// One point of a question.
    fn point(&self, place: usize, shown: &ReviewShown, words: &Words) -> Vec<Input> {
        let mut inputs = vec![
            self.list(
                format!("ask.{place}.field"),
                "At which field",
                "The ISV jumps there.",
                fields(shown),
                "The whole submission",
            ),
            self.list(
                format!("ask.{place}.reason"),
                "Coded reason",
                "None for a plain question.",
                reasons(words),
                "A question",
            ),
        ];
        let row = format!("ask.{place}.");
        inputs.extend(self.said(&row, words, Reason::ALL, OWN_FIX));
        inputs
    }

    /// What the ISV reads: typed, or one of the canned texts of `of`, if there are any.
    fn said(&self, row: &str, words: &Words, of: &[Reason], own: [&'static str; 2]) -> Vec<Input> {
        let canned = |reason: &Reason| {
            let sentence = words.of(*reason).sentence;
            words
                .canned(*reason)
                .map(move |text| (text.id.to_string(), format!("{sentence} {}", text.title)))
                .collect::<Vec<_>>()
        };
        let texts: Vec<(String, String)> = of.iter().flat_map(canned).collect();
        let [without, with] = own;
        let help = if texts.is_empty() { without } else { with };
        let mut inputs = Vec::new();
        if !texts.is_empty() {
            inputs.push(self.list(
                format!("{row}canned"),
                "Canned text",
                "“Show the letter” shows what it says.",
                texts,
                "None",
            ));
        }
        inputs.push(self.text(format!("{row}message"), "What the ISV reads", help));
        inputs
    }

    fn text(&self, name: impl Into<String>, label: &str, help: &'static str) -> Input {
        let name = name.into();
        Input {
            label: label.to_owned(),
            help,
            value: self.typed.get(&name).cloned().unwrap_or_default(),
            error: self.error(&name),
            list: false,
            options: Vec::new(),
            name,
        }
    }

    fn list(
        &self,
        name: impl Into<String>,
        label: &str,
        help: &'static str,
        options: Vec<(String, String)>,
        none: &str,
    ) -> Input {
        let mut input = self.text(name, label, help);
        let none = (String::new(), none.to_owned());
        let options = std::iter::once(none).chain(options);
        input.options = options
            .map(|(value, label)| Choose {
                chosen: value == input.value,
                value,
                label,
            })
            .collect();
        input.list = true;
        input
    }

    fn error(&self, name: &str) -> String {
        let of = self.errors.iter().find(|error| error.field == name);
        of.map(|error| error.message.clone()).unwrap_or_default()
    }
}

fn choices<T: Choice>() -> Vec<(String, String)> {
    let all = T::ALL.iter();
    all.map(|one| (one.as_str().to_owned(), one.label().to_owned()))
        .collect()
}

/// Every reason, as the network says it.
fn reasons(words: &Words) -> Vec<(String, String)> {
    let all = Reason::ALL.iter();
    all.map(|reason| (reason.as_str().to_owned(), words.of(*reason).sentence))
        .collect()
}

/// The fields that were submitted, with what stands in them, for anchoring.
fn fields(shown: &ReviewShown) -> Vec<(String, String)> {
    shown
        .declared
        .known()
        .map(|(field, path, text)| {
            let text: String = text.chars().take(40).collect();
            (path.to_owned(), format!("{}: {text}", field.label))
        })
        .collect()
}
