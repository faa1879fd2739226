//! Signs that the HTML does not tell the whole story.

use super::controls::Page;
use crate::finding::{Code, Finding};

/// Marks of captcha services, in lower case: class names and hosts.
const CAPTCHAS: &[(&str, &str)] = &[
    ("g-recaptcha", "reCAPTCHA"),
    ("recaptcha/", "reCAPTCHA"),
    ("h-captcha", "hCaptcha"),
    ("hcaptcha.com", "hCaptcha"),
    ("cf-turnstile", "Turnstile"),
    ("challenges.cloudflare.com", "Turnstile"),
    ("arkoselabs", "Arkose Labs"),
    ("funcaptcha", "Arkose Labs"),
    ("geetest", "GeeTest"),
    ("friendlycaptcha", "Friendly Captcha"),
    ("frc-captcha", "Friendly Captcha"),
    ("captcha", "a captcha"),
];
/// Visible characters below which a page with scripts counts as built by them.
const FEW_WORDS: usize = 400;

/// Adds the findings about the page as a whole.
pub(super) fn look_for(page: &Page<'_>, has_form: bool, findings: &mut Vec<Finding>) {
    let mut say = |code, message: String| findings.push(Finding::whole(code, message));
    if let Some(name) = captcha(page) {
        say(Code::SwaCaptcha, format!("The page uses {name}."));
    }
    if asks_for_code(page) {
        say(Code::SwaTwoStep, "The page asks for a one-time code.".into());
    }
    if offers_other_sign_on(page) {
        say(Code::SwaOtherSignOn, "The page offers single sign-on.".into());
    }
    if has_form {
        return;
    }
    say(Code::SwaNoPasswordField, "No password field was found.".into());
    if asks_for_user_only(page) {
        say(
            Code::SwaTwoStep,
            "The page asks for the user name first and for the password later.".into(),
        );
    }
    if !page.frames.is_empty() {
        say(
            Code::SwaIframe,
            format!("The page holds {} frames.", page.frames.len()),
        );
    }
    if page.scripts > 0 && (page.words < FEW_WORDS || page.controls.is_empty()) {
        say(
            Code::SwaScriptRendered,
            "A script seems to build the page.".into(),
        );
    }
}

fn captcha(page: &Page<'_>) -> Option<&'static str> {
    const WHERE: &[&str] = &["class", "id", "name", "src", "data-sitekey"];
    let mut found: Option<usize> = None;
    for (_, value) in page
        .tags
        .iter()
        .flat_map(|tag| tag.values())
        .filter(|(name, _)| WHERE.contains(name))
    {
        let start: String = value.chars().take(300).collect::<String>().to_ascii_lowercase();
        let mark = CAPTCHAS.iter().position(|(mark, _)| start.contains(mark));
        found = found.into_iter().chain(mark).min();
    }
    CAPTCHAS.get(found?).map(|(_, name)| *name)
}

fn asks_for_code(page: &Page<'_>) -> bool {
    page.controls.iter().any(|control| {
        let name = control.get("name").to_ascii_lowercase();
        control.kind() != "hidden"
            && (control.get("autocomplete").contains("one-time-code")
                || matches!(
                    name.as_str(),
                    "otp" | "totp" | "mfa" | "mfa_code" | "otp_code" | "twofactor" | "2fa"
                ))
    })
}

fn asks_for_user_only(page: &Page<'_>) -> bool {
    page.controls.iter().any(|control| {
        let name = format!(
            "{} {} {}",
            control.get("name"),
            control.get("id"),
            control.get("autocomplete")
        )
        .to_lowercase();
        matches!(control.kind().as_str(), "text" | "email")
            && ["user", "email", "login", "identifier"]
                .iter()
                .any(|word| name.contains(word))
    })
}

fn offers_other_sign_on(page: &Page<'_>) -> bool {
    let by_link = page
        .tags
        .iter()
        .filter(|tag| tag.name == "a")
        .filter_map(|tag| tag.attribute("href"))
        .any(|href| {
            let href = href.to_ascii_lowercase();
            href.contains("saml") || href.split(['/', '?', '=', '.']).any(|part| part == "sso")
        });
    by_link
        || page
            .controls
            .iter()
            .filter(|control| control.tag.name == "button")
            .any(|control| {
                let label = control.label.to_lowercase();
                label.contains("sso") || label.contains("single sign")
            })
}
