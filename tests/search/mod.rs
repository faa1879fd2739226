//! What people who search find first, in the real data.

use oin_domain::text::fold;

use crate::harness::TestApp;

/// What is typed and the name that must come first.
const FIRST: [(&str, &str); 33] = [
    ("box", "Box"),
    ("BOX", "Box"),
    (" box ", "Box"),
    ("sales force", "Salesforce"),
    ("salesforce", "Salesforce"),
    ("salesfroce", "Salesforce"),
    ("salesforc", "Salesforce"),
    ("slaesforce", "Salesforce"),
    ("google", "Google"),
    ("15five", "15Five"),
    ("15 five", "15Five"),
    ("aha", "Aha!"),
    ("aha!", "Aha!"),
    ("dropbox", "Dropbox"),
    ("drop box", "Dropbox"),
    ("dorpbox", "Dropbox"),
    ("slack", "Slack"),
    ("slakc", "Slack"),
    ("zoom", "Zoom"),
    ("github", "GitHub"),
    ("git hub", "GitHub"),
    ("gihtub", "GitHub"),
    ("workday", "Workday"),
    ("servicenow", "ServiceNow"),
    ("service now", "ServiceNow"),
    ("servcienow", "ServiceNow"),
    ("zendesk", "Zendesk"),
    ("zendsek", "Zendesk"),
    ("1&1", "1&1"),
    ("1 & 1", "1&1"),
    ("docusign", "DocuSign"),
    ("docu sign", "DocuSign"),
    ("dócusïgn", "DocuSign"),
];

#[test]
fn the_expected_integration_comes_first() {
    let app = TestApp::reading();
    let mut wrong = Vec::new();
    for (typed, wanted) in FIRST {
        let found = app.search(typed);
        if found.first().map(String::as_str) != Some(wanted) {
            wrong.push(format!(
                "{typed:?} finds {:?} instead of {wanted}",
                found.iter().take(3).collect::<Vec<_>>()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The entry named Google, then Google's own, then others'.
#[test]
fn a_vendors_own_come_before_others() {
    let found = TestApp::reading().json("/api/v1/integrations?q=google&limit=100");
    let items = found["items"].as_array().unwrap();
    assert_eq!(items[0]["name"], "Google");
    let own: Vec<bool> = items.iter().map(|item| item["vendor"] == "Google").collect();
    let count = own.iter().filter(|own| **own).count();
    assert!(count > 2, "{own:?}");
    assert!(own[..count].iter().all(|own| *own), "{own:?}");
}

#[test]
fn every_exact_name_finds_its_integration_first() {
    let app = TestApp::reading();
    let mut wrong = Vec::new();
    for item in app.pages("sort=name&limit=100", || {}) {
        let name = item["name"].as_str().unwrap();
        let found = app.search(name);
        let first = found.first().map_or("", String::as_str);
        if fold(first) != fold(name) {
            wrong.push(format!("{name:?} finds {first:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} names: {}", wrong.len(), wrong.join("; "));
}

/// While somebody types a name, it is suggested before the name is complete.
#[test]
fn prefixes_find_from_the_first_letter_on() {
    let app = TestApp::reading();
    for name in [
        "Box",
        "Salesforce",
        "Google",
        "Dropbox",
        "Slack",
        "GitHub",
        "Workday",
        "Zendesk",
        "15Five",
    ] {
        let letters: Vec<char> = name.chars().collect();
        for end in 1..=letters.len() {
            let typed: String = letters[..end].iter().collect();
            let found = app.search(&typed);
            assert!(!found.is_empty(), "{typed}");
            // The best answers begin with what was typed, or their vendor or other names do.
            let begins = found
                .iter()
                .take(5)
                .filter(|found| fold(found).starts_with(&fold(&typed)))
                .count();
            assert!(begins > 0, "{typed}: {found:?}");
        }
        let nearly: String = letters[..letters.len() - 1].iter().collect();
        assert!(
            app.search(&nearly).iter().take(8).any(|found| found == name),
            "{nearly}"
        );
    }
}

#[test]
fn aliases_vendors_categories_and_several_words_find() {
    let app = TestApp::reading();
    assert_eq!(app.search("BTD")[0], "Brambletide Desk");
    assert_eq!(app.search("brambletide tickets")[0], "Brambletide Desk");
    assert_eq!(app.search("kettlewick")[0], "Kettlewick Wiki");
    assert!(
        app.search("desk brambletide")
            .contains(&"Brambletide Desk".to_owned())
    );
    let by_category = app.json("/api/v1/integrations?q=design&category=design");
    assert!(by_category["total"].as_u64().unwrap() > 20);
}

/// Short words are taken as typed: no slip is forgiven below four letters.
#[test]
fn slips_are_forgiven_by_length() {
    let app = TestApp::reading();
    assert!(!app.search("bxo").contains(&"Box".to_owned()));
    assert!(
        app.search("slcak").contains(&"Slack".to_owned()),
        "one from four letters on"
    );
    assert!(
        app.search("salsefroce").contains(&"Salesforce".to_owned()),
        "two from eight letters on"
    );
    assert!(app.search("qqqzzzxxx").is_empty());
}

#[test]
fn hostile_texts_are_only_texts() {
    let app = TestApp::reading();
    for text in [
        "%",
        "_",
        "\\",
        "'",
        "\"",
        "' OR 1=1 --",
        "a & b | !c",
        "((((",
        "*",
        "?",
        "\0",
        "\u{202e}xob",
        "\u{1f600}",
        "{{7*7}}",
        "${jndi:ldap://x}",
        "<script>",
        "a\nb",
        "日本語",
        &"ab ".repeat(66),
        &"é".repeat(200),
    ] {
        let started = std::time::Instant::now();
        app.search(text);
        assert!(started.elapsed().as_secs() < 2, "{text:?}");
    }
    // Punctuation alone asks for nothing in particular: everything.
    assert_eq!(app.search("!!!").len(), 20);
}

#[test]
fn a_new_name_is_found_by_accents_case_and_punctuation() {
    let mut app = TestApp::start();
    app.publish(crate::harness::listing("cafe-creme", "Café-Crème!"));
    app.shows("cafe-creme");
    for typed in [
        "café-crème",
        "cafe creme",
        "CAFE CREME",
        "cafecreme",
        "caf",
        "cafe-c",
        "crème café",
    ] {
        assert!(app.search(typed).contains(&"Café-Crème!".to_owned()), "{typed}");
    }
}
