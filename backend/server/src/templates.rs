//! The templates of `frontend/templates`: embedded, strict, and typed.
//!
//! Strict means that a field a template names and a page does not have is an
//! error instead of an empty string; every page is rendered from its samples in
//! a test, so that such an error never reaches a reader.

mod flat;

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow};
use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason, Template,
};
use rust_embed::RustEmbed;
use serde::Serialize;

use crate::assets::Manifest;

#[derive(RustEmbed)]
#[folder = "../../frontend/templates"]
#[include = "*.hbs"]
struct Sources;

/// What a template is rendered from.
pub trait Page: Serialize {
    /// The template, as its path under `frontend/templates` without `.hbs`.
    const TEMPLATE: &'static str;
}

/// All templates, ready to render.
pub struct Templates {
    /// Each with its pieces in their places: what is rendered.
    flat: Handlebars<'static>,
    /// As they were written: they know the file and line of a mistake.
    written: Handlebars<'static>,
}

impl Templates {
    /// Reads and parses every template.
    ///
    /// # Errors
    /// A template that does not parse, by name and line, or that asks for a
    /// piece that does not exist.
    pub fn load(manifest: &Manifest) -> anyhow::Result<Self> {
        let mut written = BTreeMap::new();
        for file in Sources::iter() {
            let name = file.strip_suffix(".hbs").unwrap_or(&file);
            let source = Sources::get(&file).ok_or_else(|| anyhow!("template {file} vanished"))?;
            let text = std::str::from_utf8(&source.data).with_context(|| format!("template {file}"))?;
            let template = Template::compile_with_name(text, name.to_owned())
                .with_context(|| format!("template {file}"))?;
            written.insert(name.to_owned(), template);
        }
        let mut templates = Self {
            flat: registry(manifest),
            written: registry(manifest),
        };
        for name in written.keys() {
            let flat = flat::flat(name, &written).with_context(|| format!("template {name}"))?;
            templates.flat.register_template(name, flat);
        }
        for (name, template) in written {
            templates.written.register_template(&name, template);
        }
        Ok(templates)
    }

    /// Renders a page.
    ///
    /// # Errors
    /// A field that the template names and the page does not have.
    pub fn render<P: Page>(&self, page: &P) -> anyhow::Result<String> {
        self.render_as(P::TEMPLATE, page)
    }

    /// Renders a part of a page with another template than the page's own.
    ///
    /// # Errors
    /// As [`Templates::render`].
    pub fn render_as(&self, template: &str, data: &impl Serialize) -> anyhow::Result<String> {
        self.flat
            .render(template, data)
            // A flat template's lines are nowhere written.
            .map_err(|error| self.written.render(template, data).err().unwrap_or(error))
            .with_context(|| format!("template {template}"))
    }
}

/// An empty registry: strict, with our helpers.
fn registry(manifest: &Manifest) -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(escaped);
    registry.register_helper("asset", Box::new(AssetUrl(manifest.clone())));
    registry
}

/// The text with everything that means something in HTML written as a
/// reference; the same characters as the renderer's own function, which writes
/// one by one.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some((at, reference)) = rest
        .bytes()
        .enumerate()
        .find_map(|(at, byte)| Some((at, reference(byte)?)))
    {
        out.push_str(&rest[..at]);
        out.push_str(reference);
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out
}

fn reference(byte: u8) -> Option<&'static str> {
    match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'&' => Some("&amp;"),
        b'\'' => Some("&#x27;"),
        b'`' => Some("&#x60;"),
        b'=' => Some("&#x3D;"),
        _ => None,
    }
}

/// `{{asset "app.css"}}`: the hashed address of a built file.
struct AssetUrl(Manifest);

impl handlebars::HelperDef for AssetUrl {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let name = helper
            .param(0)
            .and_then(|param| param.value().as_str())
            .ok_or_else(|| RenderErrorReason::Other("asset needs a file name".to_owned()))?;
        let url = self.0.url(name).ok_or_else(|| {
            RenderErrorReason::Other(format!("there is no asset {name}; run the front-end build"))
        })?;
        out.write(&url)?;
        Ok(())
    }
}

/// The names of all templates, for tests.
pub fn names() -> Vec<String> {
    Sources::iter()
        .map(|file| file.trim_end_matches(".hbs").to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn escaping_is_that_of_the_renderer() {
        for text in ["", "plain", "<a href=\"x\">&'`=</a>", "\u{e9}<\u{4f60}>", "=="] {
            assert_eq!(super::escaped(text), handlebars::html_escape(text));
        }
    }
}
