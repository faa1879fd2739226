//! The words of letters: the templates of `frontend/emails`, embedded and strict.
//!
//! A letter is made from its stored payload alone. HTML is escaped; text is not, and its layout is
//! tidied instead.

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, Utc};
use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason};
use rust_embed::RustEmbed;
use serde_json::{Map, Value, json};

#[derive(RustEmbed)]
#[folder = "../../frontend/emails"]
#[include = "*.hbs"]
struct Sources;

/// What is around the words of every letter.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The network's name.
    pub network: &'a str,
    /// The address people use, without a slash at its end.
    pub base: &'a str,
    /// The accent colour, `#rrggbb`.
    pub accent: &'a str,
    /// What the reader is called.
    pub name: Option<&'a str>,
}

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// As text, lines ended by `\n`.
    pub text: String,
    /// As an HTML document.
    pub html: String,
}

/// All templates, ready to render.
pub struct Words {
    plain: Handlebars<'static>,
    html: Handlebars<'static>,
}

impl Words {
    /// Reads and parses every template. `<kind>/html.hbs` and `layouts/html.hbs` make the HTML,
    /// `text.hbs` and `subject.hbs` the rest.
    ///
    /// # Errors
    /// A template that does not parse, by name and line.
    pub fn load() -> anyhow::Result<Self> {
        let (mut plain, mut html) = (Handlebars::new(), Handlebars::new());
        plain.register_escape_fn(handlebars::no_escape);
        plain.register_helper("quoted", Box::new(quoted));
        for registry in [&mut plain, &mut html] {
            registry.set_strict_mode(true);
            registry.register_helper("moment", Box::new(moment));
        }
        for file in Sources::iter() {
            let source = Sources::get(&file).ok_or_else(|| anyhow!("letter {file} vanished"))?;
            let text = std::str::from_utf8(&source.data).with_context(|| format!("letter {file}"))?;
            let name = file.trim_end_matches(".hbs");
            let (folder, form) = name.rsplit_once('/').unwrap_or(("", name));
            // A partial goes by its folder's name, in either form.
            let name = if folder.starts_with("partials/") {
                folder
            } else {
                name
            };
            let registry = if form == "html" { &mut html } else { &mut plain };
            registry
                .register_template_string(name, text)
                .with_context(|| format!("letter {file}"))?;
        }
        Ok(Self { plain, html })
    }

    /// Puts a letter into words.
    ///
    /// # Errors
    /// A kind without templates; a field that a template names and the payload does not have.
    pub fn render(
        &self,
        kind: &str,
        payload: &Value,
        link: Option<&str>,
        frame: &Frame<'_>,
    ) -> anyhow::Result<Rendered> {
        let mut data: Map<String, Value> = payload.as_object().cloned().unwrap_or_default();
        data.insert("network".to_owned(), json!(frame.network));
        data.insert("base".to_owned(), json!(frame.base));
        data.insert("accent".to_owned(), json!(frame.accent));
        data.insert("name".to_owned(), json!(frame.name.map(one_line)));
        if let Some(link) = link {
            data.insert("link".to_owned(), json!(link));
        }
        let subject = self.plain.render(&format!("{kind}/subject"), &data)?;
        let subject = one_line(&subject);
        data.insert("subject".to_owned(), json!(subject));
        let text = self.plain.render(&format!("{kind}/text"), &data)?;
        let html = self.html.render(&format!("{kind}/html"), &data)?;
        Ok(Rendered {
            text: tidy(&text),
            html: breaks(&html),
            subject,
        })
    }
}

/// One line, whatever somebody typed: a line break in a header would begin another.
fn one_line(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let line: String = visible.collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every line break a `\n`: a bare CR is none in a message (RFC 5322, 2.3).
fn breaks(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Paragraphs are one empty line apart, whatever the templates' own line breaks.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 0;
    for line in breaks(text).trim().lines() {
        // The signature's mark is "-- " with its blank (RFC 3676, 4.3).
        let line = if line == "-- " { line } else { line.trim_end() };
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy
}

/// `{{moment at}}`: a time as people read it, its zone stated.
fn moment(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let at = helper
        .param(0)
        .and_then(|param| param.value().as_str())
        .and_then(|text| text.parse::<DateTime<Utc>>().ok())
        .ok_or_else(|| RenderErrorReason::Other("moment needs a time".to_owned()))?;
    out.write(&at.format("%-d %B %Y, %H:%M UTC").to_string())?;
    Ok(())
}

/// `{{quoted message}}`: what somebody wrote, each line marked as theirs.
fn quoted(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = helper
        .param(0)
        .and_then(|param| param.value().as_str())
        .ok_or_else(|| RenderErrorReason::Other("quoted needs a text".to_owned()))?;
    for line in breaks(text).lines() {
        out.write("> ")?;
        out.write(line)?;
        out.write("\n")?;
    }
    Ok(())
}
