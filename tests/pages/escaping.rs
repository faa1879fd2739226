//! Texts that try to be something else are texts everywhere.

use oin_domain::connection::{Attribute, Connection, Known, Note, SignOn, Step};
use oin_domain::integration::{TenantVariable, VariableKind, VariableName};
use oin_domain::text::{Description, Line, Name, Prose, Summary};

use crate::harness::{TestApp, instant, listing, rows, tags};

const EVIL: &str = "<img src=x onerror=alert(1)> {{7*7}} {{{x}}} ${jndi:ldap://x} %s%n \"'`&amp;</title>";

fn publish_evil(app: &mut TestApp) {
    let line = || Line::parse(EVIL).unwrap();
    let prose = || Prose::parse(EVIL).unwrap();
    let mut new = listing("evil", "x");
    new.at = instant(5);
    let content = &mut new.content;
    content.name = Name::parse(EVIL).unwrap();
    content.vendor = Some(line());
    content.summary = Summary::parse(EVIL).unwrap();
    content.description = Some(Description::parse(&format!("{EVIL}\n\n{EVIL}")).unwrap());
    content.aliases = vec![line()];
    let mut known = Known::mode_only(SignOn::Saml2);
    known.attributes = vec![Attribute {
        name: line(),
        source: line(),
        required: true,
    }];
    known.notes = vec![Note {
        code: line(),
        text: prose(),
    }];
    known.steps = vec![Step {
        text: prose(),
        place: Some(line()),
        screenshot: None,
    }];
    content.connections = vec![Connection::Known(known)];
    content.variables = vec![TenantVariable {
        name: VariableName::parse("evil").unwrap(),
        label: line(),
        kind: VariableKind::OneOf(vec![line(), Line::parse("fine").unwrap()]),
        help: Some(prose()),
        example: Some(line()),
        default: None,
        pattern: None,
    }];
    app.publish(new);
    app.shows("evil");
}

#[test]
fn hostile_texts_are_shown_as_typed_everywhere() {
    let mut app = TestApp::start();
    publish_evil(&mut app);
    for path in [
        "/integrations/evil",
        "/integrations/evil/guide",
        "/integrations/evil/guide?var.evil=fine",
        "/integrations?q=onerror",
        "/integrations?sort=newest",
    ] {
        let page = app.get(path);
        assert!(page.text().contains("&lt;img src"), "{path} shows it");
        for tag in tags(page.text()) {
            assert!(
                tag.get("onerror").is_none() && tag.get("src") != Some("x"),
                "{path}: {tag:?}"
            );
        }
        assert!(
            !page.text().contains("{{7*7}} 49") && page.text().contains("{{7*7}}"),
            "{path}"
        );
        let titles = tags(page.text()).iter().filter(|tag| tag.name == "title").count();
        assert_eq!(page.text().matches("</title>").count(), titles, "{path}");
    }
    let fragment = app.get("/api/v1/integrations/evil/guide?format=html").expect(200);
    assert!(tags(fragment.text()).iter().all(|tag| tag.name != "img"));

    let mut detail = app.json("/api/v1/integrations/evil");
    // What changes without a new revision is not in the export.
    for moving in ["notice", "evidence"] {
        detail.as_object_mut().unwrap().remove(moving).unwrap();
    }
    for field in ["name", "vendor", "summary"] {
        assert_eq!(detail[field], EVIL, "{field}");
    }
    let export = app.get("/api/v1/integrations.ndjson").expect(200);
    let line = export
        .text()
        .lines()
        .find(|line| line.contains("\"slug\":\"evil\""))
        .unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(line).unwrap(), detail);

    let feed = app.get("/feeds/new.atom").expect(200);
    let document = roxmltree::Document::parse(feed.text()).unwrap();
    let first = document
        .descendants()
        .find(|node| node.tag_name().name() == "entry")
        .unwrap();
    let title = first
        .children()
        .find(|node| node.tag_name().name() == "title")
        .unwrap();
    assert_eq!(title.text(), Some(EVIL));
    for path in ["/badge/evil.svg", "/logos/evil.svg"] {
        let svg = app.get(path).expect(200);
        roxmltree::Document::parse(svg.text()).unwrap();
        assert!(!svg.text().contains("<img"), "{path}");
    }
    rows::passed(45, 12);
}

/// In the Markdown form no text begins an element, a link or a code span.
#[test]
fn hostile_texts_stay_texts_in_markdown() {
    let mut app = TestApp::start();
    publish_evil(&mut app);
    let md = app.get("/api/v1/integrations/evil/guide?format=md").expect(200);
    for line in md.text().lines() {
        let mut outside = String::new();
        for (place, part) in line.split('`').enumerate() {
            // Between two backticks is code, where nothing is read.
            if place % 2 == 0 {
                outside.push_str(part);
            }
        }
        let bare = outside.replace("\\<", "").replace("&lt;", "");
        assert!(!bare.contains("<img"), "{line}");
    }
    rows::passed(45, 1);
}

/// What a customer searches for or types into an address is a text, too.
#[test]
fn what_is_asked_is_escaped_in_the_answer() {
    let app = TestApp::reading();
    let evil = "%3C/title%3E%3Cscript%3Ealert(1)%3C/script%3E%22%20onfocus=%22x";
    for path in [
        format!("/integrations?q={evil}"),
        format!("/integrations?tier={evil}"),
        format!("/integrations?{evil}=1&limit=0"),
        format!("/integrations/{evil}"),
        format!("/{evil}"),
        format!("/integrations/box/guide?var.subdomain={evil}"),
        format!("/integrations/box/guide?var.{evil}=1"),
        format!("/integrations?after={evil}"),
    ] {
        let page = app.get(&path);
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        for tag in tags(page.text()) {
            assert!(tag.name != "script" || tag.get("src").is_some(), "{path}");
            assert!(tag.get("onfocus").is_none(), "{path}");
        }
    }
    for path in [
        format!("/api/v1/integrations?tier={evil}"),
        format!("/api/v1/{evil}"),
        format!("/feeds/{evil}.atom"),
    ] {
        let problem = app.get(&path);
        assert_eq!(
            problem.header("content-type"),
            "application/problem+json",
            "{path}"
        );
        problem.json();
    }
}
