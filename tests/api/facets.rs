//! Facet counts against a brute-force count over the export.

use std::collections::BTreeMap;

use serde_json::Value;

use super::envelope::values_of;
use crate::harness::TestApp;

/// The whole catalog, counted by hand.
struct Catalog(Vec<Value>);

impl Catalog {
    fn export(app: &TestApp) -> Self {
        let lines = app.get("/api/v1/integrations.ndjson").expect(200);
        let items = lines
            .text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        Self(items.filter(|line: &Value| line["slug"].is_string()).collect())
    }

    /// What passes the filters, without those of the facet `but`.
    fn passing<'a>(&'a self, filters: &'a [(&str, &str)], but: &'a str) -> impl Iterator<Item = &'a Value> {
        let wanted: BTreeMap<&str, Vec<&str>> = filters.iter().filter(|(facet, _)| *facet != but).fold(
            BTreeMap::new(),
            |mut all, (facet, value)| {
                all.entry(*facet).or_default().push(*value);
                all
            },
        );
        self.0.iter().filter(move |item| {
            wanted.iter().all(|(facet, values)| {
                let has = values_of(item, facet);
                values.iter().any(|value| has.contains(value))
            })
        })
    }
}

#[test]
fn counts_are_those_of_the_result_with_the_own_filter_left_out() {
    let app = TestApp::reading();
    let catalog = Catalog::export(app);
    let queries: [&[(&str, &str)]; 8] = [
        &[],
        &[("category", "crm")],
        &[("category", "crm"), ("category", "hr")],
        &[("sign_on", "saml2"), ("category", "design")],
        &[("sign_on", "saml2"), ("sign_on", "swa"), ("provisioning", "scim")],
        &[("tier", "verified")],
        &[("flow", "idp"), ("health", "not_tested"), ("deployment", "cloud")],
        &[("provisioning", "create"), ("tier", "community")],
    ];
    for filters in queries {
        let query: Vec<String> = filters
            .iter()
            .map(|(facet, value)| format!("{facet}={value}"))
            .collect();
        let found = app.json(&format!("/api/v1/integrations?limit=1&{}", query.join("&")));
        assert_eq!(found["total"], catalog.passing(filters, "").count(), "{query:?}");
        for (facet, counts) in found["facets"].as_object().unwrap() {
            for count in counts.as_array().unwrap() {
                let value = count["value"].as_str().unwrap();
                let by_hand = catalog
                    .passing(filters, facet)
                    .filter(|item| values_of(item, facet).contains(&value));
                assert_eq!(count["count"], by_hand.count(), "{query:?}: {facet}={value}");
            }
        }
    }
}

/// With words as well: the counts of a facet are the totals one gets by
/// choosing each of its values.
#[test]
fn counts_beside_words_are_what_choosing_the_value_finds() {
    let app = TestApp::reading();
    for query in [
        "q=google",
        "q=cloud&category=developer-tools",
        "q=salesfroce",
        "q=a&sign_on=saml2",
    ] {
        let found = app.json(&format!("/api/v1/integrations?limit=1&{query}"));
        for (facet, counts) in found["facets"].as_object().unwrap() {
            let others: Vec<&str> = query
                .split('&')
                .filter(|pair| !pair.starts_with(facet.as_str()))
                .collect();
            for count in counts.as_array().unwrap() {
                let value = count["value"].as_str().unwrap();
                let chosen = format!(
                    "/api/v1/integrations?limit=1&{}&{facet}={value}",
                    others.join("&")
                );
                assert_eq!(
                    app.json(&chosen)["total"],
                    count["count"],
                    "{query}: {facet}={value}"
                );
            }
        }
    }
}
