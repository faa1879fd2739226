//! Badges and logos: drawings and nothing else.

use roxmltree::Document;

use crate::harness::TestApp;

fn drawing(app: &TestApp, path: &str) -> String {
    let answer = app.get(path).expect(200);
    assert!(
        answer.header("content-type").starts_with("image/svg+xml"),
        "{path}"
    );
    assert!(
        answer.header("content-security-policy").contains("sandbox"),
        "{path}"
    );
    let document = Document::parse(answer.text()).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(document.root_element().tag_name().name(), "svg", "{path}");
    assert_eq!(
        document.root_element().tag_name().namespace(),
        Some("http://www.w3.org/2000/svg"),
        "{path}"
    );
    for node in document.descendants().filter(|node| node.is_element()) {
        let name = node.tag_name().name();
        assert!(
            !matches!(
                name,
                "script" | "foreignObject" | "image" | "use" | "animate" | "set" | "style"
            ),
            "{path}: <{name}>"
        );
        for attribute in node.attributes() {
            assert!(
                !attribute.name().starts_with("on") && attribute.name() != "href",
                "{path}: {}",
                attribute.name()
            );
        }
    }
    answer.text().to_owned()
}

#[test]
fn badges_show_tier_and_health() {
    let app = TestApp::reading();
    assert!(drawing(app, "/badge/box.svg").contains("Community Created"));
    assert!(drawing(app, "/badge/brambletide-desk.svg").contains("Degraded"));
    let verified = app.json("/api/v1/integrations?tier=verified&health=ok&limit=1");
    let slug = verified["items"][0]["slug"].as_str().unwrap();
    assert!(drawing(app, &format!("/badge/{slug}.svg")).contains("Okta Verified"));
}

#[test]
fn every_kind_of_logo_is_a_safe_drawing() {
    let app = TestApp::reading();
    for item in app.pages("sort=name&limit=100", || {}).iter().step_by(31) {
        drawing(app, &format!("/logos/{}.svg", item["slug"].as_str().unwrap()));
    }
    for slug in ["box", "1-and-1", "brambletide-desk", "15five"] {
        drawing(app, &format!("/logos/{slug}.svg"));
        drawing(app, &format!("/badge/{slug}.svg"));
    }
}
