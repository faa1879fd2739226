//! The world's own pages: strict templates, part of the program.

use anyhow::Context as _;
use handlebars::Handlebars;
use serde::Serialize;

/// Name and text of each template.
const SOURCES: &[(&str, &str)] = &[
    ("layout", include_str!("pages/layout.hbs")),
    ("home", include_str!("pages/home.hbs")),
    ("note", include_str!("pages/note.hbs")),
    ("idp", include_str!("pages/idp.hbs")),
    ("website", include_str!("pages/website.hbs")),
    ("login", include_str!("pages/login.hbs")),
    ("login_company", include_str!("pages/login_company.hbs")),
    ("login_user", include_str!("pages/login_user.hbs")),
    ("login_password", include_str!("pages/login_password.hbs")),
    ("login_framed", include_str!("pages/login_framed.hbs")),
    ("login_scripted", include_str!("pages/login_scripted.hbs")),
    ("login_captcha", include_str!("pages/login_captcha.hbs")),
    ("login_elsewhere", include_str!("pages/login_elsewhere.hbs")),
    ("signed_in", include_str!("pages/signed_in.hbs")),
];

/// The stylesheet of all of them.
pub(super) const STYLE: &str = include_str!("pages/style.css");

/// The templates, ready to render.
pub(super) struct Pages(Handlebars<'static>);

impl Pages {
    pub(super) fn load() -> anyhow::Result<Self> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        for (name, text) in SOURCES {
            registry
                .register_template_string(name, text)
                .with_context(|| format!("template {name} of the fake world"))?;
        }
        Ok(Self(registry))
    }

    pub(super) fn render(&self, name: &str, data: &impl Serialize) -> anyhow::Result<String> {
        self.0
            .render(name, data)
            .with_context(|| format!("template {name} of the fake world"))
    }
}
