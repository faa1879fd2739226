//! What was typed is never lost, right or wrong.

use oin_server::web::pairs::QueryString;

use crate::harness::{Tag, TestApp, tags};

fn field<'a>(all: &'a [Tag], name: &str) -> &'a Tag {
    all.iter()
        .find(|tag| tag.name == "input" && tag.get("name") == Some(name))
        .unwrap_or_else(|| panic!("no field {name}"))
}

#[test]
fn a_search_stands_in_its_form() {
    let app = TestApp::reading();
    let page = app.get("/integrations?q=box&sign_on=saml2&sort=name").expect(200);
    let all = tags(page.text());
    let q = all.iter().find(|tag| tag.get("id") == Some("q")).unwrap();
    assert_eq!(q.get("value"), Some("box"));
    let chosen: Vec<_> = all
        .iter()
        .filter(|tag| tag.get("checked").is_some())
        .map(|tag| (tag.get("name"), tag.get("value")))
        .collect();
    assert_eq!(chosen, [(Some("sign_on"), Some("saml2"))]);
    let sort: Vec<_> = all
        .iter()
        .filter(|tag| tag.get("selected").is_some())
        .map(|tag| tag.get("value").unwrap())
        .collect();
    assert_eq!(sort, ["name"]);
    // Links of the result go on with the same search.
    let own = "/api/v1/integrations?q=box&sign_on=saml2&sort=name";
    assert!(all.iter().any(|tag| tag.get("href") == Some(own)));
    // Foreign parameters, as links from elsewhere bring them, are no error.
    app.get("/integrations?q=box&utm_source=x").expect(200);
}

#[test]
fn a_search_that_cannot_be_answered_is_explained_and_kept() {
    let app = TestApp::reading();
    for (query, words) in [
        ("limit=0&q=box", "1 to 100"),
        ("tier=gold&q=box", "community, verified"),
        ("q=box&category=no-such", "not a category"),
        ("q=box&after=zzz", "not a cursor"),
        ("q=box&sort=secret", "relevance"),
        ("category=%ff&q=box", "UTF-8"),
        ("q=box&q=bex", "once"),
    ] {
        let page = app.get(&format!("/integrations?{query}")).expect(400);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(
            page.text().contains("role=\"alert\"") && page.text().contains(words),
            "{query}"
        );
        let all = tags(page.text());
        let q = all.iter().find(|tag| tag.get("id") == Some("q")).unwrap();
        assert_eq!(q.get("value"), Some("box"), "{query}");
    }
    let long = "x".repeat(201);
    let page = app.get(&format!("/integrations?q={long}")).expect(400);
    assert!(page.text().contains("200 characters") && page.text().contains(&long));
    // What can be used of it stays chosen.
    let page = app.get("/integrations?q=box&sign_on=saml2&tier=gold").expect(400);
    let all = tags(page.text());
    assert!(
        all.iter()
            .any(|tag| tag.get("checked").is_some() && tag.get("value") == Some("saml2"))
    );
}

#[test]
fn refused_values_stay_in_their_fields() {
    let app = TestApp::reading();
    let mut query = QueryString::default();
    query.push("var.workspace", "Not <Good> \"at all\"");
    query.push("var.region", "eu");
    let page = app
        .get(&query.after("/integrations/brambletide-desk/guide"))
        .expect(400);
    let all = tags(page.text());
    let workspace = field(&all, "var.workspace");
    assert_eq!(workspace.get("value"), Some("Not <Good> \"at all\""));
    assert_eq!(workspace.get("aria-invalid"), Some("true"));
    assert!(page.text().contains("class=\"field-error\""));
    let region = all
        .iter()
        .find(|tag| tag.name == "option" && tag.get("value") == Some("eu"))
        .unwrap();
    assert!(region.get("selected").is_some(), "the good value stays chosen");
    // A good set fills the form and the guide.
    let page = app
        .get("/integrations/brambletide-desk/guide?var.workspace=acme&var.region=eu")
        .expect(200);
    let all = tags(page.text());
    assert_eq!(field(&all, "var.workspace").get("value"), Some("acme"));
    assert!(
        page.text()
            .contains("https://eu.brambletide.example/saml/acme/acs")
    );
}
