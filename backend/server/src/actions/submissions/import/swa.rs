//! A login page as fields of a connection.

use oin_domain::connection::ConnectionType;
use oin_protocol::finding::{self, Finding, Place};
use oin_protocol::swa::login_page::{self, Field, FieldKind};
use url::Url;

use super::reading::Reading;
use super::{DOCUMENT, refused};
use crate::actions::{Code, Failure, FieldError};

/// The most extra fields that are taken over.
const MOST: usize = 10;

pub(super) fn read(bytes: &[u8], page: Option<&Url>) -> Result<Reading, Failure> {
    let url = page.ok_or(Failure::NotFound("login page"))?;
    let analysed = login_page::analyse(bytes, url).map_err(|error| refused(&error))?;
    let Some(form) = &analysed.form else {
        let next = match analysed.frames.first() {
            Some(frame) => format!("It may be in the frame {frame}: try that address."),
            None if finds(&analysed.findings, finding::Code::SwaTwoStep) => {
                "It comes on a second page. Paste that page's HTML, or type the selectors yourself.".to_owned()
            }
            None if finds(&analysed.findings, finding::Code::SwaScriptRendered) => {
                "A script builds it. In the browser's developer tools copy the HTML of the finished page and paste it, or type the selectors yourself.".to_owned()
            }
            None => "If a script builds the form, type the selectors yourself.".to_owned(),
        };
        let message = format!("No password field was found on this page. {next}");
        return Err(Failure::field(FieldError::new(
            DOCUMENT,
            Code::ImportRefused,
            message,
        )));
    };
    let mut reading = Reading::new(ConnectionType::Swa, analysed.findings.clone());
    // A session's own parameters belong to one visit, but which ones those are nobody can say.
    let mut address = url.clone();
    address.set_fragment(None);
    reading.plain("login_url", address.as_str());
    if let Some(user_name) = &form.user_name {
        selector(&mut reading, "user_name", &user_name.selector);
    }
    selector(&mut reading, "password", &form.password.selector);
    if let Some(button) = &form.button {
        selector(&mut reading, "button", &button.selector);
    }
    // A box such as “remember me” may stay as it is unless the page insists on it.
    let asked = form
        .extra
        .iter()
        .filter(|field| field.kind != FieldKind::Checkbox || field.required);
    for (n, field) in asked.take(MOST).enumerate() {
        selector(&mut reading, &format!("extra.{n}.selector"), &field.selector);
        let place = Place::at(field.selector.clone());
        reading.at(format!("extra.{n}.label"), label(field), &place);
    }
    reading.holds("extra");
    if let Some(title) = analysed.title.as_deref().and_then(name_in) {
        reading.about("name", title, &Place::at("title"));
    }
    Ok(reading)
}

fn selector(reading: &mut Reading, path: &str, selector: &str) {
    reading.at(path, selector, &Place::at(selector));
}

fn label(field: &Field) -> String {
    let text = field.label.as_deref().or(field.name.as_deref());
    text.unwrap_or("Extra field").trim().chars().take(200).collect()
}

fn finds(findings: &[Finding], code: finding::Code) -> bool {
    findings.iter().any(|finding| finding.code == code)
}

/// What titles say besides the app's name.
const GREETINGS: [&str; 19] = [
    "sign in",
    "log in",
    "login",
    "sign-in",
    "log-in",
    "signin",
    "welcome",
    "welcome back",
    "home",
    "anmelden",
    "anmeldung",
    "einloggen",
    "connexion",
    "se connecter",
    "iniciar sesión",
    "acceso",
    "accedi",
    "entrar",
    "inloggen",
];

/// A name in a page's title: titles such as “Sign in” name nobody.
fn name_in(title: &str) -> Option<String> {
    let greets = |part: &str| GREETINGS.contains(&part.trim().to_lowercase().as_str());
    let name = title
        .split(['|', '·', '–', '—', '-', ':', '‹', '«'])
        .map(str::trim)
        .find(|part| !part.is_empty() && !greets(part))?;
    let words = name.to_lowercase();
    if words.starts_with("sign in") || words.starts_with("log in") {
        return None;
    }
    // “Acme Login” is the login of Acme.
    let name = [" login", " sign in", " log in"]
        .iter()
        .find(|end| words.ends_with(*end) && words.len() == name.len())
        .and_then(|end| name.get(..name.len() - end.len()))
        .unwrap_or(name);
    Some(name.chars().take(100).collect())
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn titles_name_the_app_or_nobody() {
        assert_eq!(name_in("Sign in | Acme Pay").as_deref(), Some("Acme Pay"));
        assert_eq!(name_in("Acme Pay – Login").as_deref(), Some("Acme Pay"));
        assert_eq!(name_in("Anmelden – Grünland").as_deref(), Some("Grünland"));
        assert_eq!(name_in("Acme Pay Login").as_deref(), Some("Acme Pay"));
        assert_eq!(
            name_in("Log in ‹ Acme Blog — WordPress").as_deref(),
            Some("Acme Blog")
        );
        assert_eq!(name_in("Log in"), None);
        assert_eq!(name_in("Log in to Acme"), None);
    }
}
