//! Which form signs in, and what each of its fields is for.

use url::Url;

use super::controls::{Control, Page};
use super::selector;
use super::target::Targets;
use crate::finding::{Code, Finding, Place, shown};

/// Most fields of the form that are told apart.
const MAX_FIELDS: usize = 30;
/// Most hidden fields that are listed.
const MAX_HIDDEN: usize = 100;

/// A login form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginForm {
    /// A selector of the form; `None` when the fields stand outside any form or nothing tells it apart.
    pub selector: Option<String>,
    /// Where it sends to, resolved; `None` when a script does that or the address is not usable.
    pub action: Option<String>,
    /// How it sends.
    pub method: Method,
    /// The field of the user name.
    pub user_name: Option<Field>,
    /// The field of the password.
    pub password: Field,
    /// Every further field that a person fills in.
    pub extra: Vec<Field>,
    /// Names of hidden fields. Their values belong to one visit and are not kept.
    pub hidden: Vec<String>,
    /// The button that sends it.
    pub button: Option<Button>,
}

/// How a form sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// In the address.
    Get,
    /// In the body.
    Post,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// A CSS selector whose first match on the page is this field; empty when there is none.
    pub selector: String,
    /// Its name, as it is sent.
    pub name: Option<String>,
    /// What kind of field it is.
    pub kind: FieldKind,
    /// Its label for people.
    pub label: Option<String>,
    /// Whether the page insists on it.
    pub required: bool,
    /// The choices of a select: value and text.
    pub choices: Vec<(String, String)>,
}

/// The kinds of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text, of whatever type.
    Text,
    /// A password.
    Password,
    /// A choice of a list, or radio buttons.
    Select,
    /// A box to tick.
    Checkbox,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// A CSS selector whose first match on the page is this button; empty when there is none.
    pub selector: String,
    /// What stands on it.
    pub label: Option<String>,
}

/// Finds the login form; findings tell what is odd about it.
pub(super) fn login_form(
    page: &Page<'_>,
    url: &Url,
    base: &Url,
    findings: &mut Vec<Finding>,
) -> Option<LoginForm> {
    let passwords: Vec<&Control<'_>> = page
        .controls
        .iter()
        .filter(|control| control.kind() == "password")
        .collect();
    // A sign-up form asks for the password twice or for a new one; prefer a form that does not.
    let is_new = |control: &&&Control<'_>| {
        let same_form = passwords
            .iter()
            .filter(|other| other.form == control.form)
            .count();
        same_form > 1 || control.get("autocomplete") == "new-password"
    };
    let chosen = passwords
        .iter()
        .find(|control| !is_new(control))
        .or_else(|| passwords.first())?;
    if is_new(&chosen) {
        let message = "The form asks for a new password, or for more than one.";
        findings.push(Finding::whole(Code::SwaSignUpForm, message));
    }
    let mut forms: Vec<Option<usize>> = passwords.iter().map(|control| control.form).collect();
    forms.dedup();
    if forms.len() > 1 {
        let message = format!("{} forms on the page have a password field.", forms.len());
        findings.push(Finding::whole(Code::SwaSeveralForms, message));
    }
    let members: Vec<&Control<'_>> = page
        .controls
        .iter()
        .filter(|control| control.form == chosen.form)
        .collect();
    let button = button(page, &members);
    let mut form = build(page, chosen, &members, button, findings);
    let targets = Targets {
        page,
        form: chosen.form,
        members: &members,
        button,
        url,
        base,
    };
    targets.judge(&mut form, findings);
    Some(form)
}

fn build(
    page: &Page<'_>,
    password: &Control<'_>,
    members: &[&Control<'_>],
    button: Option<&Control<'_>>,
    findings: &mut Vec<Finding>,
) -> LoginForm {
    let user = user_name(page, members, password);
    if user.is_none() {
        findings.push(Finding::whole(
            Code::SwaNoUserField,
            "No field for the user name was found.",
        ));
    }
    let is_extra = |control: &&&Control<'_>| {
        field_kind(control).is_some()
            && !std::ptr::eq(control.tag, password.tag)
            && user.is_none_or(|user| !std::ptr::eq(control.tag, user.tag))
    };
    let others: Vec<&Control<'_>> = members
        .iter()
        .filter(is_extra)
        .take(MAX_FIELDS)
        .copied()
        .collect();
    // Radio buttons of one name are one question.
    let mut extra: Vec<Field> = Vec::new();
    for control in others {
        let again = control.kind() == "radio" && extra.iter().any(|field| field.name == name_of(control));
        if again {
            continue;
        }
        let mut question = field(page, control, findings);
        if control.kind() == "radio" {
            question.label = None;
            question.choices = answers(page, members, &question.name);
        }
        extra.push(question);
    }
    if extra.iter().any(|field| field.kind != FieldKind::Checkbox) {
        let names: Vec<String> = extra
            .iter()
            .map(|field| shown(field.label.as_deref().or(field.name.as_deref()).unwrap_or("?")))
            .collect();
        let message = format!("The form has further fields: {}.", names.join(", "));
        findings.push(Finding::whole(Code::SwaExtraFields, message));
    }
    let hidden = members
        .iter()
        .filter(|control| control.kind() == "hidden")
        .filter_map(|control| name_of(control));
    if button.is_none() {
        findings.push(Finding::whole(
            Code::SwaNoButton,
            "The form has no button that sends it.",
        ));
    }
    LoginForm {
        selector: password.form.and_then(|at| selector::of_form(page, at)),
        action: None,
        method: Method::Get,
        user_name: user.map(|user| field(page, user, findings)),
        password: field(page, password, findings),
        extra,
        hidden: hidden.take(MAX_HIDDEN).collect(),
        button: button.map(|control| Button {
            selector: selector::of(page, control)
                .map(|selector| selector.css)
                .unwrap_or_default(),
            label: page.label_of(control),
        }),
    }
}

/// What the radio buttons of one name offer: value and label.
fn answers(page: &Page<'_>, members: &[&Control<'_>], name: &Option<String>) -> Vec<(String, String)> {
    let buttons = members
        .iter()
        .filter(|control| control.kind() == "radio" && name_of(control) == *name);
    let answer = |control: &&Control<'_>| (control.get("value"), page.label_of(control).unwrap_or_default());
    buttons.take(MAX_FIELDS).map(answer).collect()
}

fn field(page: &Page<'_>, control: &Control<'_>, findings: &mut Vec<Finding>) -> Field {
    let selector = selector::of(page, control);
    let name = name_of(control);
    if selector.as_ref().is_none_or(|selector| !selector.unique) {
        let message = format!(
            "The field \"{}\" has nothing that is its own.",
            shown(name.as_deref().unwrap_or("?"))
        );
        let place = Place::at(
            selector
                .as_ref()
                .map(|selector| selector.css.clone())
                .unwrap_or_default(),
        );
        findings.push(Finding::at(Code::SwaSelectorWeak, place, message));
    }
    Field {
        selector: selector.map(|selector| selector.css).unwrap_or_default(),
        name,
        kind: field_kind(control).unwrap_or(FieldKind::Text),
        label: page.label_of(control),
        required: control.tag.has("required") || control.get("aria-required") == "true",
        choices: control.choices.clone(),
    }
}

fn name_of(control: &Control<'_>) -> Option<String> {
    Some(control.get("name")).filter(|name| !name.is_empty())
}

fn field_kind(control: &Control<'_>) -> Option<FieldKind> {
    match control.kind().as_str() {
        "password" => Some(FieldKind::Password),
        "select" | "radio" => Some(FieldKind::Select),
        "checkbox" => Some(FieldKind::Checkbox),
        "hidden" | "submit" | "button" | "image" | "reset" | "file" => None,
        // Browsers treat types that they do not know as text.
        _ => Some(FieldKind::Text),
    }
}

/// The field that most looks like a user name; of equals the last one before the password.
fn user_name<'p, 't>(
    page: &Page<'_>,
    members: &[&'p Control<'t>],
    password: &Control<'_>,
) -> Option<&'p Control<'t>> {
    const WORDS: &[&str] = &[
        "user",
        "login",
        "email",
        "e-mail",
        "mail",
        "account",
        "uid",
        "benutzer",
        "usuario",
        "utilisateur",
    ];
    let before = members
        .iter()
        .position(|control| std::ptr::eq(control.tag, password.tag))
        .unwrap_or(0);
    let weigh = |at: usize, control: &Control<'_>| {
        let autocomplete = control.get("autocomplete").to_ascii_lowercase();
        let told = autocomplete
            .split_ascii_whitespace()
            .any(|word| matches!(word, "username" | "email"));
        let label = page.label_of(control).unwrap_or_default();
        let names = format!("{} {} {label}", control.get("name"), control.get("id")).to_lowercase();
        let named = WORDS.iter().any(|word| names.contains(word));
        let one_time = autocomplete.contains("one-time-code");
        20 * i32::from(told)
            + 8 * i32::from(control.kind() == "email")
            + 10 * i32::from(named)
            + 5 * i32::from(at + 1 == before)
            + 2 * i32::from(at < before)
            - 100 * i32::from(one_time)
    };
    members
        .iter()
        .enumerate()
        .filter(|(_, control)| field_kind(control) == Some(FieldKind::Text) && control.kind() != "search")
        .map(|(at, control)| (weigh(at, control), at, *control))
        .filter(|(weight, _, _)| *weight > 0)
        .max_by_key(|(weight, at, _)| (*weight, if *at < before { *at + 1 } else { 0 }))
        .map(|(_, _, control)| control)
}

/// The button that sends: the first that says so in words, else the first.
fn button<'p, 't>(page: &Page<'_>, members: &[&'p Control<'t>]) -> Option<&'p Control<'t>> {
    const WORDS: &[&str] = &[
        "sign in",
        "log in",
        "login",
        "signin",
        "anmelden",
        "connexion",
        "continue",
        "submit",
    ];
    let sends = |control: &&&Control<'_>| matches!(control.kind().as_str(), "submit" | "image");
    let says_so = |control: &&&Control<'_>| {
        let label = page.label_of(control).unwrap_or_default().to_lowercase();
        WORDS.iter().any(|word| label.contains(word))
    };
    members
        .iter()
        .filter(sends)
        .find(says_so)
        .or_else(|| members.iter().find(sends))
        .copied()
}
