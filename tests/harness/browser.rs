//! A browser: it keeps cookies, reads forms and sends them as people do.

use std::cell::RefCell;
use std::collections::BTreeMap;

use oin_server::web::{cookies, forgery};
use reqwest::Method;

use super::{Answer, BOUNDARY, Multipart, TestApp, tags, unescaped};

/// A browser without scripts, on one application.
pub(crate) struct Browser<'a> {
    app: &'a TestApp,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// A form of a page.
#[derive(Debug)]
pub(crate) struct Form {
    /// Where it is sent to; empty: to the page's own address.
    pub(crate) action: String,
    /// What it would send untouched, hidden fields included.
    pub(crate) fields: Vec<(String, String)>,
    /// The names of everything in it that has one, boxes and buttons included.
    pub(crate) names: Vec<String>,
    posts: bool,
}

impl TestApp {
    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser {
            app: self,
            cookies: RefCell::default(),
        }
    }
}

impl Browser<'_> {
    /// A cookie's value, if it holds it.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Puts a cookie in, as a thief or a careless page would.
    pub(crate) fn put_cookie(&self, name: &str, value: &str) {
        self.cookies
            .borrow_mut()
            .insert(name.to_owned(), value.to_owned());
    }

    /// Loses a cookie.
    pub(crate) fn drop_cookie(&self, name: &str) {
        self.cookies.borrow_mut().remove(name);
    }

    /// The token that forms of this browser carry; empty before the first page with a form.
    pub(crate) fn form_token(&self) -> String {
        let known = [cookies::SESSION, cookies::BROWSER];
        let cookie = known.iter().find_map(|name| self.cookie(name));
        cookie.map_or_else(String::new, |cookie| forgery::token_of(&cookie))
    }

    /// What is at a path.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.exchange(Method::GET, path, None)
    }

    /// Where an answer leads on to.
    #[track_caller]
    pub(crate) fn follow(&self, answer: &Answer) -> Answer {
        let place = answer.header("location");
        assert!(
            answer.status == 303 && !place.is_empty(),
            "{} leads nowhere: {} {}",
            answer.asked,
            answer.status,
            answer.text()
        );
        self.get(place)
    }

    /// Sends fields as our own page would, without having loaded it.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![(forgery::FIELD.to_owned(), self.form_token())];
        all.extend(owned(fields));
        self.exchange(Method::POST, path, Some(&all))
    }

    /// Loads a page, fills its form that has all these fields, and sends it.
    #[track_caller]
    pub(crate) fn fill_and_send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(path).expect(200);
        self.fill(&page, path, fields)
    }

    /// Fills the form with these fields on a page that was loaded from `path`, and sends it. What
    /// else stands in the form is sent as it stands; of a field given more than once every value
    /// is sent.
    #[track_caller]
    pub(crate) fn fill(&self, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
        let has_all = |form: &Form| {
            fields
                .iter()
                .all(|(name, _)| form.names.iter().any(|n| n == name))
        };
        let form = forms(page.text())
            .into_iter()
            .find(|form| form.posts && form.action != "/sign-out" && has_all(form));
        let Some(form) = form else {
            panic!("no form with {fields:?} at {path}: {}", page.text());
        };
        self.send(path, form, fields)
    }

    /// Loads a page, fills its form that has all these fields, chooses files in it and sends it as
    /// a form with files.
    #[track_caller]
    pub(crate) fn fill_and_upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        let page = self.get(path).expect(200);
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        let names: Vec<&str> = names
            .into_iter()
            .chain(files.iter().map(|(name, _)| *name))
            .collect();
        let has_all = |form: &Form| names.iter().all(|name| form.names.iter().any(|n| n == name));
        let found = forms(page.text())
            .into_iter()
            .find(|form| form.posts && has_all(form));
        let Some(form) = found else {
            panic!("no form with {names:?} at {path}: {}", page.text());
        };
        let untouched = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let untouched = untouched.filter(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        let mut body = Multipart::default();
        for (name, value) in untouched.chain(fields.iter().copied()) {
            body = body.text(name, value);
        }
        for (name, bytes) in files {
            body = body.file(name, b"chosen", "application/octet-stream", bytes);
        }
        let action = if form.action.is_empty() {
            path
        } else {
            &form.action
        };
        self.upload(action, body)
    }

    /// Sends a form with files as it is.
    pub(crate) fn upload(&self, path: &str, body: Multipart) -> Answer {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.exchange_body(Method::POST, path, Some((kind, body.end())))
    }

    /// Loads a page and presses the button of its form that is sent to `action`.
    #[track_caller]
    pub(crate) fn press(&self, path: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(path).expect(200);
        let found = forms(page.text()).into_iter().find(|form| form.action == action);
        let Some(form) = found else {
            panic!("no form to {action} at {path}: {}", page.text());
        };
        self.send(path, form, fields)
    }

    fn send(&self, path: &str, form: Form, fields: &[(&str, &str)]) -> Answer {
        let mut all = form.fields;
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(owned(fields));
        let action = if form.action.is_empty() {
            path
        } else {
            &form.action
        };
        self.exchange(Method::POST, action, Some(&all))
    }

    fn exchange(&self, method: Method, path: &str, form: Option<&[(String, String)]>) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let body = form.map(|form| (kind.to_owned(), encoded(form).into_bytes()));
        self.exchange_body(method, path, body)
    }

    fn exchange_body(&self, method: Method, path: &str, body: Option<(String, Vec<u8>)>) -> Answer {
        let mut request = self.app.request(method, path);
        let jar = self.cookies.borrow().clone();
        if !jar.is_empty() {
            let pairs: Vec<_> = jar
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header("cookie", pairs.join("; "));
        }
        request = request
            .header("user-agent", "oin tests")
            .header("sec-fetch-site", "same-origin");
        if let Some((kind, body)) = body {
            request = request
                .header("origin", self.app.origin())
                .header("content-type", kind)
                .body(body);
        }
        let answer = self.app.send(request);
        for cookie in answer.headers("set-cookie") {
            self.keep(cookie);
        }
        answer
    }

    fn keep(&self, cookie: &str) {
        for part in ["Path=/", "Secure", "SameSite=Lax"] {
            assert!(cookie.contains(part), "a cookie without {part}");
        }
        let for_scripts = cookie.starts_with(cookies::HERE);
        assert_ne!(cookie.contains("HttpOnly"), for_scripts, "who may read {cookie}");
        assert!(!cookie.contains("Domain="), "a cookie for other hosts");
        let pair = cookie.split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        if value.is_empty() || cookie.contains("Max-Age=0") {
            self.drop_cookie(name);
        } else {
            self.put_cookie(name, value);
        }
    }
}

fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let fields = fields.iter();
    fields
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn encoded(fields: &[(String, String)]) -> String {
    use std::fmt::Write as _;
    let escape = |text: &str| {
        let mut out = String::new();
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() {
                out.push(char::from(byte));
            } else {
                write!(out, "%{byte:02X}").unwrap();
            }
        }
        out
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The forms of a page, in order.
pub(crate) fn forms(html: &str) -> Vec<Form> {
    let inside = html.split("<form").skip(1);
    inside
        .map(|rest| form(rest.split_once("</form>").map_or(rest, |(inside, _)| inside)))
        .collect()
}

fn form(inside: &str) -> Form {
    let all = tags(&format!("<form{inside}"));
    let attribute = |name: &str| all[0].get(name).unwrap_or_default().to_owned();
    let mut form = Form {
        action: attribute("action"),
        posts: attribute("method") == "post",
        fields: Vec::new(),
        names: Vec::new(),
    };
    let mut texts = inside.split("<textarea").skip(1);
    let mut list: Option<(String, bool)> = None;
    for tag in &all[1..] {
        let name = tag.get("name").unwrap_or_default().to_owned();
        let value = tag.get("value").unwrap_or_default().to_owned();
        if tag.name == "option" {
            // The first option stands for all until one is marked.
            if let Some((of, begun)) = &mut list {
                if tag.get("selected").is_some() {
                    form.fields.retain(|(name, _)| name != of);
                    form.fields.push((of.clone(), value));
                } else if !*begun {
                    form.fields.push((of.clone(), value));
                }
                *begun = true;
            }
            continue;
        }
        let text = (tag.name == "textarea").then(|| texts.next().map_or_else(String::new, text_inside));
        if name.is_empty() || tag.get("disabled").is_some() {
            continue;
        }
        form.names.push(name.clone());
        let kind = tag.get("type").unwrap_or("text");
        let is_set = tag.get("checked").is_some();
        match (tag.name.as_str(), kind) {
            ("select", _) => list = Some((name, false)),
            ("textarea", _) => form.fields.push((name, text.unwrap_or_default())),
            ("input", "checkbox" | "radio") if is_set => {
                let value = tag.get("value").unwrap_or("on").to_owned();
                form.fields.push((name, value));
            }
            ("input", "checkbox" | "radio" | "submit" | "button" | "image" | "file") => {}
            ("input", _) => form.fields.push((name, value)),
            _ => {}
        }
    }
    form
}

/// What stands in a textarea, from behind its name on; the line break after its tag is no part.
fn text_inside(rest: &str) -> String {
    let inside = rest.split_once('>').map_or("", |(_, inside)| inside);
    let inside = inside
        .split_once("</textarea>")
        .map_or(inside, |(inside, _)| inside);
    unescaped(inside.strip_prefix('\n').unwrap_or(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_a_browser_reads_it() {
        let all = forms(concat!(
            "<form method=post action=/a><input name=t type=hidden value='x&amp;y'><textarea name=w>\n1\n2</textarea>",
            "<select name=s><option value=1>1<option value=2 selected>2</select><input type=checkbox name=c>",
            "<input type=radio name=r value=5 checked><button name=go value=1>Go</button></form><form></form>",
        ));
        assert_eq!(all.len(), 2);
        let pairs: Vec<_> = all[0]
            .fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        assert_eq!(pairs, [("t", "x&y"), ("w", "1\n2"), ("s", "2"), ("r", "5")]);
        assert_eq!(all[0].names, ["t", "w", "s", "c", "r", "go"]);
    }
}
