//! Where and how a login form sends.

use std::borrow::Cow;

use url::Url;

use super::choose::{LoginForm, Method};
use super::controls::{Control, Page};
use crate::finding::{Code, Finding, Place, shown};

/// What decides about the target.
pub(super) struct Targets<'p, 't> {
    pub(super) page: &'p Page<'t>,
    pub(super) form: Option<usize>,
    pub(super) members: &'p [&'p Control<'t>],
    pub(super) button: Option<&'p Control<'t>>,
    /// The page's own address.
    pub(super) url: &'p Url,
    /// What relative addresses start from.
    pub(super) base: &'p Url,
}

impl Targets<'_, '_> {
    /// Fills in action and method. The button's own `formaction` and `formmethod` win, as in a browser.
    pub(super) fn judge(&self, form: &mut LoginForm, findings: &mut Vec<Finding>) {
        let Some(tag) = self
            .form
            .and_then(|at| self.page.forms.get(at))
            .map(|form| form.tag)
        else {
            let message = "The fields stand outside any form.";
            findings.push(Finding::whole(Code::SwaScriptSends, message));
            return;
        };
        let of_button = |name: &str| self.button.and_then(|button| button.tag.attribute(name));
        let method = of_button("formmethod")
            .or_else(|| tag.attribute("method"))
            .unwrap_or_default();
        form.method = if method.trim().eq_ignore_ascii_case("post") {
            Method::Post
        } else {
            Method::Get
        };
        let place = Place::at(form.selector.clone().unwrap_or_else(|| "form".to_owned()));
        let say = |code, message: String| Finding::at(code, place.clone(), message);
        findings.extend(self.foreign_origin(tag.attribute("action")).map(|origin| {
            let message = format!(
                "The form sends to another origin than the page's: {}.",
                shown(&origin)
            );
            say(Code::SwaActionOtherOrigin, message)
        }));
        let action = of_button("formaction")
            .or_else(|| tag.attribute("action"))
            .unwrap_or_default();
        match self.resolve(&action) {
            Some(target) if target.scheme() == "javascript" => {
                findings.push(say(Code::SwaScriptSends, "A script sends the form.".into()));
            }
            Some(target) if is_web(&target) => {
                if target.scheme() == "http" && self.url.scheme() == "https" {
                    findings.push(say(
                        Code::SwaNotHttps,
                        "The form sends the password over http.".into(),
                    ));
                }
                if form.method == Method::Get {
                    let message = "The form sends with GET, or a script sends it.";
                    findings.push(say(Code::SwaMethodGet, message.into()));
                }
                form.action = Some(target.into());
            }
            _ => findings.push(say(
                Code::SwaActionInvalid,
                format!("The form sends to \"{}\".", shown(&action)),
            )),
        }
    }

    /// An origin other than the page's that the form could send to: by its action, or by any button of it.
    fn foreign_origin(&self, action: Option<Cow<'_, str>>) -> Option<String> {
        let buttons = self
            .members
            .iter()
            .filter_map(|control| control.tag.attribute("formaction"));
        action
            .into_iter()
            .chain(buttons)
            .filter_map(|address| self.resolve(&address))
            .find(|target| is_web(target) && target.origin() != self.url.origin())
            .map(|target| target.origin().ascii_serialization())
    }

    fn resolve(&self, address: &str) -> Option<Url> {
        match address.trim() {
            "" => Some(self.url.clone()),
            address => self.base.join(address).ok(),
        }
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}
