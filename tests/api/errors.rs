//! Every way to be refused: status, code, field, and a message that helps.

use oin_domain::choice::Choice as _;
use oin_server::actions::Code;

use crate::code::files;
use crate::harness::TestApp;

/// What is asked, and of the refusal: the code, the field, and words of its message.
const ROWS: &str = "\
/api/v1/integrations?q=%ff | invalid_utf8 | q | UTF-8
/api/v1/integrations?%ff=1 | invalid_utf8 | query | UTF-8
/api/v1/integrations?category=%c3%28 | invalid_utf8 | category | UTF-8
/api/v1/integrations?qq=box | unknown_parameter | qq | sign_on
/api/v1/integrations/box?x=1 | unknown_parameter | x | none
/api/v1/integrations/box/settings-schema?x=1 | unknown_parameter | x | none
/api/v1/integrations/box/guide?x=1 | unknown_parameter | x | var.
/api/v1/suggest?query=a | unknown_parameter | query | q
/api/v1/categories?x | unknown_parameter | x | none
/api/v1/collections?x= | unknown_parameter | x | none
/api/v1/changes?since=1 | unknown_parameter | since | after
/api/v1/openapi.json?x=1 | unknown_parameter | x | none
/api/v1/integrations.ndjson?x=1 | unknown_parameter | x | none
/badge/box.svg?x=1 | unknown_parameter | x | none
/api/v1/integrations?q=a&q=b | duplicate_parameter | q | once
/api/v1/integrations?limit=5&limit=6 | duplicate_parameter | limit | once
/api/v1/integrations?sort=name&sort=name | duplicate_parameter | sort | once
/api/v1/suggest?q=a&q=b | duplicate_parameter | q | once
/api/v1/changes?after=1&after=2 | duplicate_parameter | after | once
/api/v1/integrations/box/guide?format=md&format=md | duplicate_parameter | format | once
/api/v1/integrations?tier=gold | unknown_value | tier | community, verified
/api/v1/integrations?sign_on=saml | unknown_value | sign_on | saml2
/api/v1/integrations?sort=secret | unknown_value | sort | relevance
/api/v1/integrations?health=%27%20or%201=1-- | unknown_value | health | not_tested
/api/v1/integrations?category=no-such | unknown_value | category | crm
/api/v1/integrations?category=No%20Such | unknown_value | category | /api/v1/categories
/api/v1/integrations/box/guide?format=pdf | unknown_value | format | html, md, json
/api/v1/integrations?limit=0 | bad_limit | limit | 1 to 100
/api/v1/integrations?limit=101 | bad_limit | limit | 1 to 100
/api/v1/integrations?limit=1000 | bad_limit | limit | 1 to 100
/api/v1/integrations?limit=-1 | bad_limit | limit | 1 to 100
/api/v1/integrations?limit= | bad_limit | limit | 1 to 100
/api/v1/integrations?limit=ten | bad_limit | limit | 1 to 100
/api/v1/integrations?after=zzz | bad_cursor | after | next
/api/v1/integrations?after=AAAA | bad_cursor | after | next
/api/v1/changes?after=x | bad_cursor | after | 0
/api/v1/changes?after=-1 | bad_cursor | after | 0
/api/v1/integrations/box/guide?var.nope=1 | unknown_variable | var.nope | subdomain
/api/v1/integrations/box/guide?var.subdomain=a%20b | bad_variable_value | var.subdomain | white space
/api/v1/integrations/brambletide-desk/guide?var.region=mars | bad_variable_value | var.region | us, eu, ap
";

fn rows() -> impl Iterator<Item = [&'static str; 4]> {
    ROWS.lines().map(|row| {
        let parts: Vec<_> = row.split(" | ").collect();
        parts.try_into().unwrap()
    })
}

#[test]
fn every_refusal_names_its_field_and_what_is_allowed() {
    let app = TestApp::reading();
    for [path, code, field, words] in rows() {
        let problem = app.get(path).problem(400, code);
        let error = &problem["errors"][0];
        assert_eq!(error["field"], field, "{path}: {problem}");
        assert_eq!(error["code"], code, "{path}: {problem}");
        let message = error["message"].as_str().unwrap();
        let allowed = error["allowed"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one.as_str());
        let allowed = allowed.collect::<Vec<_>>().join(", ");
        assert!(
            message.contains(words) || allowed.contains(words),
            "{path}: {problem}"
        );
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let app = TestApp::reading();
    let problem = app
        .get("/api/v1/integrations?limit=0&tier=gold&sort=x")
        .problem(400, "bad_limit");
    let fields: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["limit", "tier", "sort"]);
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("`limit`") && detail.contains("gold"), "{detail}");
}

#[test]
fn long_texts_have_a_limit_and_long_addresses_another() {
    let app = TestApp::reading();
    let fits = "x".repeat(200);
    app.get(&format!("/api/v1/integrations?q={fits}")).expect(200);
    let wide = "%c3%a4".repeat(200);
    app.get(&format!("/api/v1/integrations?q={wide}")).expect(200);
    for call in ["integrations", "suggest"] {
        let long = app
            .get(&format!("/api/v1/{call}?q={fits}x"))
            .problem(400, "query_too_long");
        assert!(
            long["errors"][0]["message"].as_str().unwrap().contains("200"),
            "{long}"
        );
    }
    // 10 KB of text do not fit into the address; 8 KB of address is the limit.
    let huge = app
        .get(&format!("/api/v1/integrations?q={}", "x".repeat(10 * 1024)))
        .problem(414, "uri_too_long");
    assert!(huge["detail"].as_str().unwrap().contains("8192"), "{huge}");
    app.get(&format!("/api/v1/integrations?q={}", "x".repeat(8000)))
        .problem(400, "query_too_long");
}

#[test]
fn a_query_has_room_for_forty_values_and_two_hundred_pairs() {
    let app = TestApp::reading();
    let pairs = |count: usize| {
        (0..count)
            .map(|n| format!("category=c{n}"))
            .collect::<Vec<_>>()
            .join("&")
    };
    let many = app
        .get(&format!("/api/v1/integrations?{}", pairs(41)))
        .problem(400, "too_many_filters");
    assert!(many["detail"].as_str().unwrap().contains("40"), "{many}");
    let more = app
        .get(&format!("/api/v1/integrations?{}", pairs(201)))
        .problem(400, "too_many_filters");
    assert!(more["detail"].as_str().unwrap().contains("200"), "{more}");
}

#[test]
fn a_cursor_is_good_for_its_own_query_only() {
    let app = TestApp::reading();
    let next = app.json("/api/v1/integrations?q=cloud&limit=5")["next"]
        .as_str()
        .unwrap()
        .to_owned();
    for other in ["q=clouds", "q=cloud&sort=name", "q=cloud&category=crm", ""] {
        let refused = app.get(&format!("/api/v1/integrations?{other}&after={next}"));
        let problem = refused.problem(400, "cursor_of_another_query");
        assert_eq!(problem["errors"][0]["field"], "after");
    }
    // Another page size is the same query.
    app.get(&format!("/api/v1/integrations?q=cloud&limit=7&after={next}"))
        .expect(200);
    for cut in 1..next.len() {
        let answer = app.get(&format!("/api/v1/integrations?q=cloud&after={}", &next[..cut]));
        assert!(matches!(answer.status, 200 | 400), "{}", answer.status);
    }
}

#[test]
fn beyond_a_thousand_is_too_deep() {
    let app = TestApp::reading();
    let mut path = "/api/v1/integrations?limit=99".to_owned();
    let mut last = String::new();
    while let Some(next) = app.json(&path)["next"].as_str() {
        last = next.to_owned();
        path = format!("/api/v1/integrations?limit=99&after={next}");
    }
    // 10 pages of 99 are behind it: 10 more entries can be shown, not 99.
    let page = app.json(&format!("/api/v1/integrations?limit=99&after={last}"));
    assert!(page["next"].is_null());
    // The depth stands in the cursor's bytes 9 and 10: what a client would have to forge.
    let deep = with_depth(&last, 1_000);
    let problem = app
        .get(&format!("/api/v1/integrations?after={deep}"))
        .problem(400, "too_deep");
    assert!(problem["detail"].as_str().unwrap().contains("1000"), "{problem}");
}

/// The cursor with another depth.
fn with_depth(cursor: &str, depth: u16) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits = cursor
        .bytes()
        .map(|c| ALPHABET.iter().position(|a| *a == c).unwrap());
    let mut bits: Vec<bool> = digits
        .flat_map(|d| (0..6).rev().map(move |bit| d >> bit & 1 == 1))
        .collect();
    for (place, bit) in (0..16).rev().enumerate() {
        bits[9 * 8 + place] = depth >> bit & 1 == 1;
    }
    let digit = |six: &[bool]| six.iter().fold(0, |all, bit| all * 2 + usize::from(*bit));
    bits.chunks(6)
        .map(|six| char::from(ALPHABET[digit(six)]))
        .collect()
}

#[test]
fn what_does_not_exist_is_a_404_of_the_right_skin() {
    let app = TestApp::reading();
    for path in [
        "/api/v1/integrations/no-such",
        "/api/v1/integrations/No%20Such",
        "/api/v1/integrations/%ff",
        "/api/v1/integrations/no-such/guide",
        "/api/v1/integrations/no-such/settings-schema",
        "/api/v1/nothing",
        "/api/v2/integrations",
        "/feeds/none.atom",
        "/badge/no-such.svg",
        "/logos/no-such.svg",
        "/assets/none.css",
        "/assets/..%2f..%2fCargo.toml",
        "/sitemap.xml?page=9",
        "/sitemap.xml?page=x",
    ] {
        app.get(path).problem(404, "not_found");
    }
}

#[test]
fn a_cursor_of_a_younger_catalog_is_told_to_start_anew() {
    let app = TestApp::reading();
    let problem = app
        .get("/api/v1/changes?after=999999999")
        .problem(409, "cursor_ahead");
    assert!(
        problem["detail"].as_str().unwrap().contains("export"),
        "{problem}"
    );
}

/// Codes that other tests bring about, by the name of the test.
const ELSEWHERE: [(Code, &str); 18] = [
    (
        Code::CursorAhead,
        "a_cursor_of_a_younger_catalog_is_told_to_start_anew",
    ),
    (
        Code::QueryTooLong,
        "long_texts_have_a_limit_and_long_addresses_another",
    ),
    (
        Code::UriTooLong,
        "long_texts_have_a_limit_and_long_addresses_another",
    ),
    (
        Code::TooManyFilters,
        "a_query_has_room_for_forty_values_and_two_hundred_pairs",
    ),
    (
        Code::CursorOfAnotherQuery,
        "a_cursor_is_good_for_its_own_query_only",
    ),
    (Code::TooDeep, "beyond_a_thousand_is_too_deep"),
    (Code::NotFound, "what_does_not_exist_is_a_404_of_the_right_skin"),
    (
        Code::MethodNotAllowed,
        "other_methods_are_405_with_what_is_allowed",
    ),
    (
        Code::TooManyRequests,
        "too_many_requests_are_told_when_to_come_back",
    ),
    (
        Code::Unavailable,
        "without_its_database_the_catalog_still_answers",
    ),
    (
        Code::Internal,
        "a_fault_of_ours_shows_its_request_id_and_nothing_else",
    ),
    (Code::BadVariableValue, "refused_values_stay_in_their_fields"),
    (Code::NoOrg, "somebody_without_an_org_is_told_so"),
    (Code::LastOwner, "the_last_owner_stays"),
    (
        Code::NotClaimable,
        "a_listing_without_an_owner_is_its_proven_vendors_at_once",
    ),
    (
        Code::DomainNotProven,
        "a_listing_without_an_owner_is_its_proven_vendors_at_once",
    ),
    (
        Code::ChecklistIncomplete,
        "a_submission_is_claimed_tested_sent_back_answered_and_approved",
    ),
    (
        Code::RequirementMissing,
        "two_reviewers_make_it_verified_and_nobody_alone",
    ),
];

/// Codes that nothing which can be reached answers with; the rules that give them are tested in the
/// domain.
const NOT_YET: [Code; 1] = [Code::TooEarly];

/// Of a code of the portal some test names the word or the constant; of the catalog's, the list
/// above says which.
#[test]
fn every_code_is_brought_about() {
    let folders = ["tests", "backend/server/tests"];
    let all = folders.iter().flat_map(|folder| files(folder, ".rs"));
    let others = all.filter(|(file, _)| !file.ends_with("api/errors.rs"));
    let text: String = others.map(|(_, text)| text).collect();
    for code in Code::ALL {
        let here = rows().any(|[_, brought, _, _]| brought == code.as_str());
        let listed = ELSEWHERE.iter().any(|(brought, _)| brought == code);
        let word = regex::Regex::new(&format!(r"\b{code}\b|\bCode::{code:?}\b")).unwrap();
        let elsewhere = listed || word.is_match(&text);
        let waits = NOT_YET.contains(code);
        assert!(here || elsewhere || waits, "no test brings about {code}");
        assert!(
            !(waits && elsewhere),
            "{code} is brought about: take it off the list"
        );
    }
}

#[test]
fn a_fault_of_ours_shows_its_request_id_and_nothing_else() {
    let mut app = TestApp::start();
    let raw = app.database().raw();
    // What no program of ours would store.
    let broken = "SET session_replication_role = replica;
        UPDATE listing_versions SET content = '{\"name\": 5}' WHERE integration_id = (SELECT id FROM integrations WHERE slug = 'box')";
    crate::harness::wait(raw.batch_execute(broken)).unwrap();
    app.reindex();
    app.eventually("the fault", |app| {
        app.get("/api/v1/integrations/box").status == 500
    });
    let problem = app.get("/api/v1/integrations/box").problem(500, "internal");
    assert!(!problem.to_string().contains("expected"), "{problem}");
    let page = app.get("/integrations/box").expect(500);
    assert!(page.text().contains(page.header("x-request-id")));
    // The rest of the catalog does not suffer, nor does the process.
    app.get("/integrations/dropbox").expect(200);
    let whole = app.get("/api/v1/integrations.ndjson").expect(200);
    assert!(!whole.text().contains("\"slug\":\"box\""));
    app.get("/readyz").expect(200);
}
