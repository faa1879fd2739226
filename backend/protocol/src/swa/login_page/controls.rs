//! The controls of a page and the forms that they belong to.

use std::collections::HashMap;

use crate::swa::html::{Tag, Token};
use crate::swa::references::plain;
use crate::web_address::unseen;

/// Longest label that is kept, in characters.
const MAX_LABEL: usize = 120;
/// Most controls of a page; real login pages have less than a tenth.
pub(super) const MAX_CONTROLS: usize = 2_000;
/// Most choices of a select that are kept.
const MAX_CHOICES: usize = 100;

/// A form, by the order in which it stands on the page.
pub(super) struct Form<'t> {
    pub(super) tag: &'t Tag<'t>,
}

/// An input, select, textarea or button.
pub(super) struct Control<'t> {
    pub(super) tag: &'t Tag<'t>,
    /// The form that it belongs to, as an index.
    pub(super) form: Option<usize>,
    /// The label around it, or the button's own text.
    pub(super) label: String,
    /// The choices of a select: value and text.
    pub(super) choices: Vec<(String, String)>,
}

impl Control<'_> {
    /// An attribute, empty when it is absent.
    pub(super) fn get(&self, name: &str) -> String {
        self.tag.attribute(name).unwrap_or_default().into_owned()
    }

    /// The type of an input or button in lower case.
    pub(super) fn kind(&self) -> String {
        let written = self.get("type").trim().to_ascii_lowercase();
        let default = match self.tag.name.as_str() {
            "button" => "submit",
            "input" => "text",
            other => return other.to_owned(),
        };
        if written.is_empty() {
            default.to_owned()
        } else {
            written
        }
    }
}

/// A page, as far as signing in goes.
#[derive(Default)]
pub(super) struct Page<'t> {
    pub(super) title: Option<String>,
    pub(super) base: Option<String>,
    pub(super) forms: Vec<Form<'t>>,
    pub(super) controls: Vec<Control<'t>>,
    /// Labels that name their control, by its id.
    pub(super) labels: HashMap<String, String>,
    pub(super) frames: Vec<String>,
    pub(super) tags: Vec<&'t Tag<'t>>,
    pub(super) scripts: usize,
    /// Characters of visible text.
    pub(super) words: usize,
}

/// What is open while the tokens go by.
#[derive(Default)]
struct Open {
    form: Option<usize>,
    /// The innermost label: whom it is for, its text, and the controls inside it.
    label: Option<(Option<String>, String, Vec<usize>)>,
    button: Option<usize>,
    select: Option<usize>,
    option: Option<(Option<String>, String)>,
    title: bool,
    /// Content of a template is not part of the page.
    templates: usize,
}

impl<'t> Page<'t> {
    /// Reads the tokens of a page; `None` when it has more than [`MAX_CONTROLS`] controls.
    pub(super) fn read(tokens: &'t [Token<'t>]) -> Option<Self> {
        let mut page = Self::default();
        let mut open = Open::default();
        for token in tokens {
            match token {
                Token::Open(tag) if tag.name == "template" => open.templates += 1,
                Token::Close(name) if name == "template" => open.templates = open.templates.saturating_sub(1),
                _ if open.templates > 0 => {}
                Token::Open(tag) => page.open(tag, &mut open),
                Token::Close(name) => page.close(name, &mut open),
                Token::Text(words) => page.text(words, &mut open),
            }
        }
        page.end_label(&mut open);
        page.end_option(&mut open);
        page.tie_by_form_attribute();
        (page.controls.len() <= MAX_CONTROLS).then_some(page)
    }

    /// The label of a control: `label for`, the label around it, `aria-label`, then the placeholder.
    pub(super) fn label_of(&self, control: &Control<'_>) -> Option<String> {
        let id = control.get("id");
        let by_id = self.labels.get(&id).filter(|_| !id.is_empty()).cloned();
        let candidates = [
            by_id,
            Some(control.label.clone()),
            Some(control.get("aria-label")),
            Some(control.get("placeholder")),
        ];
        candidates
            .into_iter()
            .flatten()
            .map(|label| tidy(&label))
            .find(|label| !label.is_empty())
    }

    fn open(&mut self, tag: &'t Tag<'t>, open: &mut Open) {
        self.tags.push(tag);
        match tag.name.as_str() {
            // A form inside a form is ignored, as browsers do.
            "form" if open.form.is_none() => {
                open.form = Some(self.forms.len());
                self.forms.push(Form { tag });
            }
            "input" | "select" | "textarea" | "button" => self.control(tag, open),
            "option" => {
                self.end_option(open);
                open.option = Some((
                    tag.attribute("value").map(|value| value.into_owned()),
                    String::new(),
                ));
            }
            "label" => {
                self.end_label(open);
                let whom = tag.attribute("for").map(|id| id.into_owned());
                open.label = Some((whom, String::new(), Vec::new()));
            }
            "iframe" | "frame" => self
                .frames
                .extend(tag.attribute("src").map(|src| src.trim().to_owned())),
            "script" => self.scripts += 1,
            "base" if self.base.is_none() => {
                self.base = tag.attribute("href").map(|href| href.trim().to_owned())
            }
            "title" => open.title = self.title.is_none(),
            _ => {}
        }
    }

    fn control(&mut self, tag: &'t Tag<'t>, open: &mut Open) {
        let at = self.controls.len();
        // The value of an input that is a button stands on it.
        let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let shows_value = tag.name == "input" && matches!(kind.as_str(), "submit" | "button");
        let label = if shows_value {
            tag.attribute("value").unwrap_or_default().into_owned()
        } else {
            String::new()
        };
        self.controls.push(Control {
            tag,
            form: open.form,
            label,
            choices: Vec::new(),
        });
        if let Some((_, _, inside)) = &mut open.label {
            inside.push(at);
        }
        match tag.name.as_str() {
            "button" => open.button = Some(at),
            "select" => open.select = Some(at),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, open: &mut Open) {
        match name {
            "form" => open.form = None,
            "label" => self.end_label(open),
            "button" => open.button = None,
            "option" => self.end_option(open),
            "select" => {
                self.end_option(open);
                open.select = None;
            }
            "title" => open.title = false,
            _ => {}
        }
    }

    fn text(&mut self, words: &str, open: &mut Open) {
        if open.title {
            self.title = Some(tidy(&plain(words))).filter(|title| !title.is_empty());
            return;
        }
        self.words = self
            .words
            .saturating_add(words.split_ascii_whitespace().map(str::len).sum());
        if let Some((_, text)) = &mut open.option {
            add(text, words);
            return;
        }
        if open.select.is_some() {
            return;
        }
        if let Some(button) = open.button.and_then(|at| self.controls.get_mut(at)) {
            add(&mut button.label, words);
        } else if let Some((_, text, _)) = &mut open.label {
            add(text, words);
        }
    }

    fn end_label(&mut self, open: &mut Open) {
        let Some((whom, text, inside)) = open.label.take() else {
            return;
        };
        let text = tidy(&plain(&text));
        if let Some(whom) = whom {
            self.labels.entry(whom).or_insert(text);
            return;
        }
        for at in inside {
            if let Some(control) = self.controls.get_mut(at)
                && control.label.is_empty()
            {
                control.label.clone_from(&text);
            }
        }
    }

    fn end_option(&mut self, open: &mut Open) {
        let Some((value, text)) = open.option.take() else {
            return;
        };
        let Some(select) = open.select.and_then(|at| self.controls.get_mut(at)) else {
            return;
        };
        if select.choices.len() < MAX_CHOICES {
            let text = tidy(&plain(&text));
            select.choices.push((value.unwrap_or_else(|| text.clone()), text));
        }
    }

    /// `form="id"` ties a control to a form that it does not stand in.
    fn tie_by_form_attribute(&mut self) {
        let mut ids: HashMap<String, usize> = HashMap::new();
        for (at, form) in self.forms.iter().enumerate() {
            if let Some(id) = form.tag.attribute("id") {
                ids.entry(id.into_owned()).or_insert(at);
            }
        }
        for control in &mut self.controls {
            if let Some(id) = control.tag.attribute("form") {
                control.form = ids.get(id.as_ref()).copied();
            }
        }
    }
}

/// Appends while there is room; labels are short, hostile ones are not.
fn add(text: &mut String, words: &str) {
    if text.len() < 8 * MAX_LABEL {
        text.extend(words.chars().take(8 * MAX_LABEL));
        text.push(' ');
    }
}

/// One line of visible characters, cut to a label's length.
fn tidy(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !unseen(*c)).take(MAX_LABEL).collect()
}
