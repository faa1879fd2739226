//! The shape of answers, and each filter.

use serde_json::Value;

use crate::harness::TestApp;

#[test]
fn a_search_has_items_total_facets_and_next() {
    let app = TestApp::reading();
    let found = app.json("/api/v1/integrations?q=box&limit=1");
    let keys: Vec<_> = found.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["facets", "items", "next", "total"]);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert!(found["total"].as_u64().unwrap() > 1);
    assert!(found["next"].is_string());
    let all = app.json("/api/v1/integrations?limit=100");
    assert_eq!(all["items"].as_array().unwrap().len(), 100);
    assert_eq!(
        app.json("/api/v1/integrations")["items"]
            .as_array()
            .unwrap()
            .len(),
        20
    );
    let none = app.json("/api/v1/integrations?q=zzzzqqqqxxxx");
    assert_eq!((none["total"].as_u64(), none["next"].is_null()), (Some(0), true));
}

/// Every value of every filter finds only what has it, and as many as the
/// unfiltered counts say.
#[test]
fn each_filter_value_finds_what_the_counts_promise() {
    let app = TestApp::reading();
    let facets = app.json("/api/v1/integrations?limit=1")["facets"].clone();
    let facets = facets.as_object().unwrap();
    let names: Vec<_> = facets.keys().collect();
    assert_eq!(
        names,
        [
            "category",
            "deployment",
            "flow",
            "health",
            "provisioning",
            "sign_on",
            "tier"
        ]
    );
    for (facet, values) in facets {
        for value in values.as_array().unwrap() {
            let (value, count) = (value["value"].as_str().unwrap(), value["count"].as_u64().unwrap());
            let found = app.json(&format!("/api/v1/integrations?{facet}={value}&limit=100"));
            assert_eq!(found["total"], count, "{facet}={value}");
            for item in found["items"].as_array().unwrap() {
                assert!(values_of(item, facet).contains(&value), "{facet}={value}: {item}");
            }
        }
    }
}

/// The values that an item has of a facet.
pub(super) fn values_of<'a>(item: &'a Value, facet: &str) -> Vec<&'a str> {
    let field = match facet {
        "category" => "categories",
        "flow" => "flows",
        other => other,
    };
    match &item[field] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        other => panic!("{facet}: {other}"),
    }
}

#[test]
fn a_repeated_filter_means_or_and_different_ones_mean_and() {
    let app = TestApp::reading();
    let total = |query: &str| {
        app.json(&format!("/api/v1/integrations?{query}"))["total"]
            .as_u64()
            .unwrap()
    };
    let (saml, oidc) = (total("sign_on=saml2"), total("sign_on=oidc"));
    let either = total("sign_on=saml2&sign_on=oidc");
    assert!(
        either >= saml.max(oidc) && either <= saml + oidc && either > saml,
        "{saml} {oidc} {either}"
    );
    let crm = total("category=crm");
    let both = total("category=crm&sign_on=saml2");
    assert!(both > 0 && both < crm && both < saml, "{crm} {saml} {both}");
    assert_eq!(
        both + total("category=crm&sign_on=swa&sign_on=oidc&sign_on=ws-fed&sign_on=bookmark") - overlap(app),
        crm
    );
    assert_eq!(total("sign_on=saml2&sign_on=saml2"), saml);
    // A form sends empty values for what was not chosen.
    assert_eq!(total("q=&category=&sign_on=saml2&tier="), saml);
}

/// How many of a category sign on with SAML and with something else as well.
fn overlap(app: &TestApp) -> u64 {
    let several = app.pages("category=crm&sign_on=saml2&limit=100", || {});
    several
        .iter()
        .filter(|item| item["sign_on"].as_array().unwrap().len() > 1)
        .count() as u64
}

#[test]
fn suggestions_are_at_most_eight_in_the_order_of_the_search() {
    let app = TestApp::reading();
    let suggested = app.json("/api/v1/suggest?q=bo");
    let items = suggested["items"].as_array().unwrap();
    assert_eq!(items.len(), 8);
    let found = app.json("/api/v1/integrations?q=bo&limit=8");
    let slugs = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().unwrap().iter();
        items
            .map(|item| item["slug"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(slugs(&suggested), slugs(&found));
    let first = &items[0];
    let slug = first["slug"].as_str().unwrap();
    assert_eq!(first["url"], format!("/integrations/{slug}"));
}

#[test]
fn a_listing_says_everything_that_is_known() {
    let app = TestApp::reading();
    let desk = app.json("/api/v1/integrations/brambletide-desk");
    assert_eq!(desk["tier"], "verified");
    assert_eq!(desk["health"], "degraded");
    assert_eq!(desk["flags"], serde_json::json!(["demo"]));
    assert_eq!(desk["sign_on"], serde_json::json!(["saml2", "oidc"]));
    assert_eq!(desk["connections"].as_array().unwrap().len(), 2);
    assert_eq!(
        desk["variables"][1]["choices"],
        serde_json::json!(["us", "eu", "ap"])
    );
    let supported: Vec<_> = desk["capabilities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                one["operation"].as_str().unwrap(),
                one["supported"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        supported,
        [
            "create yes",
            "update yes",
            "import no",
            "status yes",
            "permissions no",
            "password no"
        ]
    );
    for link in desk["links"].as_object().unwrap().values() {
        let path = link.as_str().unwrap().strip_prefix("https://oin.test").unwrap();
        app.get(path).expect(200);
    }
    app.get(
        desk["logo_url"]
            .as_str()
            .unwrap()
            .strip_prefix("https://oin.test")
            .unwrap(),
    )
    .expect(200);
}

#[test]
fn categories_and_collections_carry_their_counts() {
    let app = TestApp::reading();
    let categories = app.json("/api/v1/categories");
    let counts = app.json("/api/v1/integrations?limit=1")["facets"]["category"].clone();
    let pairs = |list: &Value, name: &str| -> Vec<(String, u64)> {
        let items = list.as_array().unwrap().iter();
        items
            .map(|item| {
                (
                    item[name].as_str().unwrap().to_owned(),
                    item["count"].as_u64().unwrap(),
                )
            })
            .collect()
    };
    assert_eq!(pairs(&categories["items"], "slug"), pairs(&counts, "value"));
    let collections = app.json("/api/v1/collections");
    let collections = collections["items"].as_array().unwrap();
    assert!(!collections.is_empty());
    for collection in collections {
        let held = collection["integrations"].as_array().unwrap();
        assert_eq!(collection["count"], held.len());
        assert!(!held.is_empty(), "{}", collection["slug"]);
        app.get(&format!("/collections/{}", collection["slug"].as_str().unwrap()))
            .expect(200);
    }
}

#[test]
fn facts_are_never_called_verified() {
    let app = TestApp::reading();
    for item in app.pages("tier=verified&limit=100", || {}) {
        assert_eq!(item["flags"], serde_json::json!(["demo"]), "{item}");
    }
    let facts = app.json("/api/v1/integrations/box");
    assert_eq!(facts["tier"], "community");
    assert_eq!(facts["flags"], serde_json::json!(["vendor_unconfirmed"]));
}
