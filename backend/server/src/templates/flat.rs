//! Puts pieces of a page into their places once, when templates are loaded.
//!
//! The renderer copies everything that a partial can see each time it meets
//! one, and copies again what is looked up in it; for a page of results that is
//! most of its cost. So a page is made flat: a partial that is given nothing
//! becomes its own text, one that is given a path becomes `{{#with path}}`
//! around its text, and a layout goes around the page's content. A partial that
//! is given named values (`{{> piece name=value}}`) stays one.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use handlebars::Template;
use handlebars::template::{DecoratorTemplate, Parameter, TemplateElement};

/// Where a layout puts the content of a page.
const CONTENT: &str = "@partial-block";

/// The templates as they were written, by name.
pub(super) type Written = BTreeMap<String, Template>;

/// The template `name` with its pieces in their places.
///
/// # Errors
/// A piece that does not exist, or a layout that puts the page's content inside
/// of a block.
pub(super) fn flat(name: &str, written: &Written) -> anyhow::Result<Template> {
    let template = written
        .get(name)
        .with_context(|| format!("there is no template {name}"))?;
    let mut place = Place {
        written,
        inside: vec![name.to_owned()],
    };
    let mut flat = place.flatten(template, None)?;
    flat.name = Some(name.to_owned());
    Ok(flat)
}

/// Where in the pieces the work is.
struct Place<'a> {
    written: &'a Written,
    /// The templates around it, the outermost first: one that holds itself
    /// stays a partial there.
    inside: Vec<String>,
}

impl Place<'_> {
    fn flatten(&mut self, template: &Template, content: Option<&Template>) -> anyhow::Result<Template> {
        let mut flat = Template::new();
        for element in &template.elements {
            match element {
                TemplateElement::PartialExpression(piece) | TemplateElement::PartialBlock(piece) => {
                    let elements = self.piece(element, piece, content)?;
                    elements.into_iter().for_each(|element| push(&mut flat, element));
                }
                TemplateElement::HelperBlock(block) => {
                    let mut block = block.clone();
                    for part in [&mut block.template, &mut block.inverse].into_iter().flatten() {
                        if part.elements.iter().any(is_content) {
                            bail!("{{{{> {CONTENT}}}}} must not stand inside of a block");
                        }
                        *part = self.flatten(part, None)?;
                    }
                    push(&mut flat, TemplateElement::HelperBlock(block));
                }
                TemplateElement::Comment(_) => {}
                other => push(&mut flat, other.clone()),
            }
        }
        Ok(flat)
    }

    /// What stands where a piece is asked for.
    fn piece(
        &mut self,
        element: &TemplateElement,
        piece: &DecoratorTemplate,
        content: Option<&Template>,
    ) -> anyhow::Result<Vec<TemplateElement>> {
        let as_it_is = || vec![element.clone()];
        let Some(name) = piece.name.as_name() else {
            return Ok(as_it_is());
        };
        if name == CONTENT {
            return Ok(content.map_or_else(as_it_is, |content| content.elements.clone()));
        }
        let written = self.written;
        let Some(found) = written.get(name) else {
            bail!("there is no template {name} for {{{{> {name}}}}}");
        };
        if !piece.hash.is_empty() || self.inside.iter().any(|around| around == name) {
            return Ok(as_it_is());
        }
        let inner = match &piece.template {
            Some(inner) => Some(self.flatten(inner, content)?),
            None => None,
        };
        self.inside.push(name.to_owned());
        let flat = self
            .flatten(found, inner.as_ref())
            .with_context(|| format!("template {name}"));
        self.inside.pop();
        let flat = flat?;
        match &piece.params[..] {
            [] => Ok(flat.elements),
            _ if flat.elements.iter().all(is_text) => Ok(flat.elements),
            [Parameter::Path(path)] => with(path, flat),
            _ => Ok(as_it_is()),
        }
    }
}

fn is_content(element: &TemplateElement) -> bool {
    matches!(
        element,
        TemplateElement::PartialExpression(piece) if piece.name.as_name() == Some(CONTENT)
    )
}

fn is_text(element: &TemplateElement) -> bool {
    matches!(element, TemplateElement::RawString(_))
}

/// Adds an element; text goes on the text before it.
fn push(template: &mut Template, element: TemplateElement) {
    match (template.elements.last_mut(), element) {
        (Some(TemplateElement::RawString(text)), TemplateElement::RawString(more)) => text.push_str(&more),
        (_, element) => template.elements.push(element),
    }
}

/// `{{#with path}}` around a template.
fn with(path: &handlebars::Path, inner: Template) -> anyhow::Result<Vec<TemplateElement>> {
    let mut frame = Template::compile("{{#with this}}{{/with}}")?;
    for element in &mut frame.elements {
        if let TemplateElement::HelperBlock(block) = element {
            block.params = vec![Parameter::Path(path.clone())];
            block.template = Some(inner.clone());
        }
    }
    Ok(frame.elements)
}

#[cfg(test)]
mod tests {
    use handlebars::Handlebars;
    use serde_json::{Value, json};

    use super::*;

    const TEMPLATES: [(&str, &str); 9] = [
        (
            "layout",
            "<head>{{> title shell}}</head>\n<main>\n{{> @partial-block}}\n</main>\n",
        ),
        ("title", "{{!-- said once --}}<b>{{name}}</b> {{> icon}}"),
        ("icon", "<svg/>\n"),
        (
            "item",
            "<i>{{label}}{{> icon shell}}</i>{{#if more}}{{> named text=label}}{{/if}}",
        ),
        ("named", "[{{text}}]"),
        ("again", "{{#if next}}{{#with next}}{{> middle}}{{/with}}{{/if}}."),
        ("middle", "{{> again}}!"),
        (
            "page",
            "{{#> layout}}\n<ul>{{#each list}}<li>{{> item}} {{../shell.name}} {{@index}}</li>{{else}}none{{/each}}</ul>\n{{/layout}}\n",
        ),
        ("looped", "{{> again}}"),
    ];

    fn rendered(name: &str, data: &Value) -> (String, String) {
        let written: Written = TEMPLATES
            .iter()
            .map(|&(name, text)| (name.to_owned(), Template::compile(text).unwrap()))
            .collect();
        let render = |template: &dyn Fn(&str) -> Template| {
            let mut registry = Handlebars::new();
            registry.set_strict_mode(true);
            for name in written.keys() {
                registry.register_template(name, template(name));
            }
            registry.render(name, data).unwrap()
        };
        (
            render(&|name| written[name].clone()),
            render(&|name| flat(name, &written).unwrap()),
        )
    }

    #[test]
    fn a_flat_page_says_the_same() {
        let data = json!({
            "shell": {"name": "a<b"},
            "list": [{"label": "one", "more": true, "shell": {}}, {"label": "two", "more": false, "shell": {}}],
        });
        let (written, flat) = rendered("page", &data);
        assert_eq!(written, flat);
        assert!(
            flat.contains("[one]") && flat.contains("a&lt;b</b> <svg/>"),
            "{flat}"
        );
    }

    #[test]
    fn a_piece_that_holds_itself_stays_one() {
        let (written, flat) = rendered("looped", &json!({"next": {"next": {"next": null}}}));
        assert_eq!(written, flat);
        assert_eq!(flat, ".!.!.");
    }

    #[test]
    fn a_page_holds_no_partials_any_more() {
        let written: Written = [
            ("page", "{{#> layout}}x{{/layout}}"),
            ("layout", "a{{> @partial-block}}b"),
        ]
        .map(|(name, text)| (name.to_owned(), Template::compile(text).unwrap()))
        .into();
        let elements = flat("page", &written).unwrap().elements;
        assert_eq!(elements, [TemplateElement::RawString("axb".to_owned())]);
    }

    #[test]
    fn what_cannot_be_put_in_its_place_is_said_while_loading() {
        let written: Written = [
            ("page", "{{> nowhere}}"),
            ("layout", "{{#if a}}{{> @partial-block}}{{/if}}"),
            ("other", "{{#> layout}}x{{/layout}}"),
        ]
        .map(|(name, text)| (name.to_owned(), Template::compile(text).unwrap()))
        .into();
        let message = |name| format!("{:#}", flat(name, &written).unwrap_err());
        assert!(message("page").contains("nowhere"));
        assert!(message("other").contains("inside of a block"));
    }
}
