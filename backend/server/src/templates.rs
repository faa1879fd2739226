//! The templates of `frontend/templates`: embedded, strict, and typed.
//!
//! Strict means that a field a template names and a page does not have is an
//! error instead of an empty string; every page is rendered from its samples in
//! a test, so that such an error never reaches a reader.

use anyhow::{Context as _, anyhow};
use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason};
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
pub struct Templates(Handlebars<'static>);

impl Templates {
    /// Reads and parses every template.
    ///
    /// # Errors
    /// A template that does not parse, by name and line.
    pub fn load(manifest: &Manifest) -> anyhow::Result<Self> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        for file in Sources::iter() {
            let name = file.strip_suffix(".hbs").unwrap_or(&file);
            let source = Sources::get(&file).ok_or_else(|| anyhow!("template {file} vanished"))?;
            let text = std::str::from_utf8(&source.data).with_context(|| format!("template {file}"))?;
            registry
                .register_template_string(name, text)
                .with_context(|| format!("template {file}"))?;
        }
        registry.register_helper("asset", Box::new(AssetUrl(manifest.clone())));
        Ok(Self(registry))
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
        self.0
            .render(template, data)
            .with_context(|| format!("template {template}"))
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
