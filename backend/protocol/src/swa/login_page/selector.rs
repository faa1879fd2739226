//! CSS selectors that find a control again.

use super::controls::{Control, Page};

/// Longest attribute value that a selector repeats, in bytes.
const MAX_VALUE: usize = 256;

/// A selector, and whether it finds nothing else on the page.
pub(super) struct Selector {
    pub(super) css: String,
    pub(super) unique: bool,
}

/// A selector whose first match is `control`: by what its author chose for it, the steadiest first; inside its
/// form when the page has two alike. `None` when nothing tells it from a control before it.
pub(super) fn of(page: &Page<'_>, control: &Control<'_>) -> Option<Selector> {
    // A control that only its attribute ties to a form does not stand inside it.
    let form = control.form.filter(|_| !control.tag.has("form"));
    let inside = form.and_then(|at| of_form(page, at));
    let on_page = || {
        candidates(control)
            .into_iter()
            .filter_map(|attributes| judge(page, control, attributes, None))
    };
    let in_form = || {
        let all = inside.iter().flat_map(|form| {
            candidates(control)
                .into_iter()
                .map(move |attributes| (form, attributes))
        });
        all.filter_map(|(form, attributes)| judge(page, control, attributes, Some(form)))
    };
    // A form's only button needs nothing of its own.
    let bare = || {
        let only = inside.as_ref().filter(|_| control.tag.name == "button");
        only.and_then(|form| judge(page, control, Attributes::new(), Some(form)))
    };
    on_page()
        .chain(in_form())
        .find(|selector| selector.unique)
        .or_else(|| on_page().chain(in_form()).next())
        .or_else(bare)
}

/// The selector by `attributes`, if `control` is the first that it finds: on the page, or in the form that
/// `form` selects.
fn judge(
    page: &Page<'_>,
    control: &Control<'_>,
    attributes: Attributes,
    form: Option<&String>,
) -> Option<Selector> {
    let matches = |other: &&Control<'_>| {
        other.tag.name == control.tag.name
            && (form.is_none() || other.form == control.form)
            && attributes
                .iter()
                .all(|(name, value)| other.tag.attribute(name).is_some_and(|v| v == value.as_str()))
    };
    let mut found = page.controls.iter().filter(matches);
    let first = found
        .next()
        .is_some_and(|first| std::ptr::eq(first.tag, control.tag));
    let css = css(&control.tag.name, &attributes);
    let css = form.map_or_else(|| css.clone(), |form| format!("{form} {css}"));
    first.then(|| Selector {
        css,
        unique: found.next().is_none(),
    })
}

/// A selector of a form, by its id, name or action.
pub(super) fn of_form(page: &Page<'_>, at: usize) -> Option<String> {
    let form = page.forms.get(at)?;
    if page.forms.len() == 1 {
        return Some("form".to_owned());
    }
    ["id", "name", "action"].into_iter().find_map(|name| {
        let value = form.tag.attribute(name).filter(|value| !value.is_empty())?;
        let same = page
            .forms
            .iter()
            .filter(|other| other.tag.attribute(name).is_some_and(|v| v == value))
            .count();
        (same == 1).then(|| css("form", &[(name, value.into_owned())]))
    })
}

type Attributes = Vec<(&'static str, String)>;

fn candidates(control: &Control<'_>) -> Vec<Attributes> {
    let single = |name: &'static str| -> Option<Attributes> {
        let value = control.get(name);
        (!value.is_empty() && value.len() <= MAX_VALUE).then(|| vec![(name, value)])
    };
    let id = single("id").filter(|list| list.iter().all(|(_, id)| looks_chosen(id)));
    let with_type = single("name")
        .zip(single("type"))
        .map(|(name, kind)| [name, kind].concat());
    let named = single("name").filter(|list| list.iter().all(|(_, name)| looks_chosen(name)));
    let rest = [
        "data-testid",
        "autocomplete",
        "type",
        "aria-label",
        "placeholder",
        "value",
    ]
    .into_iter()
    .map(single);
    let made_up = [single("id"), single("name")];
    [id, named, with_type]
        .into_iter()
        .chain(rest)
        .chain(made_up)
        .flatten()
        .collect()
}

/// False for ids that a program makes up anew with each release or each load.
fn looks_chosen(id: &str) -> bool {
    let digits = id.bytes().filter(u8::is_ascii_digit).count();
    digits < 4 && !id.contains(':') && id.len() <= 64
}

fn css(tag: &str, attributes: &[(&str, String)]) -> String {
    let mut css = String::new();
    if let [("id", id)] = attributes
        && is_identifier(id)
    {
        css.push('#');
        css.push_str(id);
        return css;
    }
    css.push_str(tag);
    for (name, value) in attributes {
        css.push_str(&format!("[{name}=\"{}\"]", escaped(value)));
    }
    css
}

fn is_identifier(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && id
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// A value inside double quotes (CSS Syntax 3 §4.3.5).
fn escaped(value: &str) -> String {
    let mut escaped = String::new();
    for c in value.chars() {
        match c {
            '"' | '\\' => escaped.extend(['\\', c]),
            c if c.is_control() => escaped.push_str(&format!("\\{:x} ", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}
