//! SECURITY row 60 over the whole table of routes: every address with the name of a thing in it,
//! asked by every kind of person for another org's things and for things that do not exist. The two
//! answers are the same.

use std::collections::{BTreeMap, BTreeSet};

use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Person, TestApp, rows, wait};
use crate::pages::portal::begin;
use crate::pages::routes;
use crate::publishing::{SAML, app, live, submitted_with};

const UNKNOWN: &str = "0190a0a0-0000-7000-8000-000000000000";
const NO_SLUG: &str = "no-such-integration";
const NO_DOMAIN: &str = "no-such.example";
/// The org whose things they are; the catalog names it beside what it has published.
const ORG: &str = "harborlight";
/// Stands in the name of everything of the org that nobody else may see.
const MARK: &str = "zanzibarium";
const PRIVATE: &str = "zanzibarium-inside";

/// Routes that show everybody the same.
const PUBLIC: [&str; 16] = [
    "/integrations",
    "/collections",
    "/guide",
    "/api/docs",
    "/api/v1/integrations",
    "/feeds",
    "/badge",
    "/logos",
    "/files",
    "/assets",
    "/dev/mailbox",
    "/sign-in",
    "/account/identities/with",
    "/api/v1/suggest",
    "/api/v1/collections",
    "/healthz",
];

/// Fields of forms that take the name of a thing.
const FIELDS: [(&str, &str, &[(&str, &str)]); 9] = [
    ("/portal/org/members/role", "user", &[("role", "viewer")]),
    ("/portal/org/members/remove", "user", &[]),
    ("/portal/org/invitations/withdraw", "invitation", &[]),
    ("/portal/org/transfers/withdraw", "transfer", &[]),
    ("/portal/org/choose", "org", &[]),
    ("/portal/org/domains/check", "domain", &[]),
    ("/portal/org/domains/drop", "domain", &[]),
    ("/portal/tokens/end", "token", &[]),
    ("/account/sessions/end", "session", &[]),
];

const WISH: [(&str, &str); 5] = [
    ("app", "Zanzibarium Wish"),
    ("background", "By hand today."),
    ("documentation", "https://docs.quillwharf.example/api"),
    ("auth", "bearer"),
    ("customers", "Initech"),
];

/// Every UUID that stands in a column of its own, by value: where it was found first.
fn ids(app: &TestApp) -> BTreeMap<String, String> {
    let raw = app.database().raw();
    let sql = "SELECT table_name::text, column_name::text FROM information_schema.columns
               WHERE table_schema = 'public' AND data_type = 'uuid' ORDER BY 1, 2";
    let mut found = BTreeMap::new();
    for column in wait(raw.query(sql, &[])).unwrap() {
        let (table, name): (String, String) = (column.get(0), column.get(1));
        let sql = format!("SELECT DISTINCT {name}::text FROM {table} WHERE {name} IS NOT NULL");
        for row in wait(raw.query(&sql, &[])).unwrap() {
            found
                .entry(row.get(0))
                .or_insert_with(|| format!("{table}.{name}"));
        }
    }
    found
}

/// An org with one of everything; its owner.
fn full_org(app: &TestApp) -> Person<'_> {
    let owner = app.publisher(ORG);
    app.member(&format!("ed@{ORG}.example"), owner.org, OrgRole::Editor);
    let token = app.token(owner.org, owner.user, Scope::ALL);
    let call = |method: Method, path: &str, body: Value| app.call(method, path, &token, Some(&body));
    call(
        Method::POST,
        "/api/v1/org/invitations",
        json!({ "mail": format!("new@{MARK}.example"), "role": "viewer" }),
    )
    .expect(201);
    call(
        Method::POST,
        "/api/v1/org/domains",
        json!({ "domain": format!("{MARK}.example") }),
    )
    .expect(201);
    begin(&owner, "Zanzibarium Draft");
    live(app, &owner, "Harborlight Shifts", &SAML);
    let own = owner.org.to_string();
    let private = [
        ("visibility.kind", "private"),
        ("visibility.orgs.0", own.as_str()),
    ];
    submitted_with(app, &owner, "Zanzibarium Inside", &SAML, &private);
    app.work_until_idle();
    owner.fill_and_send("/request/new", &WISH).expect(303);
    owner
        .fill_and_send(
            "/portal/org/transfers",
            &[("mail", &format!("taker@{MARK}.example"))],
        )
        .expect(303);
    owner
}

/// What of an answer must be alike: all but the request's own name, and what was asked for.
fn shape(answer: &Answer, id: &str) -> (u16, String, String) {
    let plain = |text: &str| {
        text.replace(answer.header("x-request-id"), "(request)")
            .replace(id, "(id)")
            .replace(&id.replace('-', "%2D"), "(id)")
    };
    let body = String::from_utf8_lossy(&answer.body);
    (answer.status, plain(answer.header("location")), plain(&body))
}

/// The addresses that hold the name of a thing, with the place of it open and all else filled in.
fn addresses() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (route, example) in routes::all() {
        let public = PUBLIC.iter().any(|start| route.starts_with(start));
        if !route.contains('{') || public || route.starts_with("/api/") || route.starts_with("/admin") {
            continue;
        }
        let parts = route.split('/').zip(example.split('/'));
        let mut open = false;
        let filled: Vec<&str> = parts
            .map(|(part, example)| {
                let first = part.starts_with('{') && !open;
                open |= first;
                if first { part } else { example }
            })
            .collect();
        all.insert(filled.join("/"));
    }
    all
}

/// The same of every documented call, with each of its actions, and a body that it takes.
fn calls(app: &TestApp) -> Vec<(Method, String, Option<Value>)> {
    let document = app.json("/api/v1/openapi.json");
    let mut calls = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        if !path.contains('{') || PUBLIC.iter().any(|start| path.starts_with(start)) {
            continue;
        }
        for (method, operation) in operations.as_object().unwrap() {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else {
                continue;
            };
            let actions = operation["parameters"].as_array().unwrap().iter();
            let actions: Vec<Value> = actions
                .filter(|parameter| parameter["name"] == "action")
                .flat_map(|parameter| parameter["schema"]["enum"].as_array().unwrap().clone())
                .collect();
            let path = path
                .replace("{field}", "testing.logins.0.password")
                .replace("{list}", "testing.logins")
                .replace("{place}", "0");
            let places = if actions.is_empty() {
                vec![path]
            } else {
                let fill = |action: &Value| path.replace("{action}", action.as_str().unwrap());
                actions.iter().map(fill).collect()
            };
            for place in places {
                let body = body(&method, &place);
                calls.push((method.clone(), place, body));
            }
        }
    }
    calls
}

/// A body that the call would take.
fn body(method: &Method, path: &str) -> Option<Value> {
    Some(match (method.as_str(), path.rsplit('/').next().unwrap()) {
        ("GET" | "DELETE", _) => return None,
        ("PATCH", _) if path.contains("members") => json!({ "role": "viewer" }),
        ("PATCH", _) => json!({ "fields": { "name": "Mine now" } }),
        ("PUT", _) => json!({ "value": "correct horse" }),
        (_, "import") => {
            json!({ "kind": "oidc", "document": "{\"redirect_uris\":[\"https://a.example/cb\"]}" })
        }
        (_, "contest" | "answer" | "message") => json!({ "message": "Let me in." }),
        _ => json!({}),
    })
}

/// A form that the address would take.
fn form(place: &str) -> &'static [(&'static str, &'static str)] {
    match place {
        "/portal/provisioning/{id}" => &WISH,
        "/request/{id}/vote" => &[("size", "huge")],
        "/review/verification/{slug}/record" => &[("subject", "flow_sp"), ("outcome", "green"), ("note", "")],
        _ => &[],
    }
}

/// What stands in the place of the thing's name: other orgs' ones, and one of nobody.
fn names<'a>(place: &str, others: &'a [String]) -> (Vec<&'a str>, &'static str) {
    if place.contains("{slug}") {
        (vec![PRIVATE], NO_SLUG)
    } else if place.contains("{domain}") {
        (vec!["zanzibarium.example"], NO_DOMAIN)
    } else {
        (others.iter().map(String::as_str).collect(), UNKNOWN)
    }
}

fn filled(place: &str, name: &str) -> String {
    let (start, rest) = place.split_once('{').unwrap();
    let (_, end) = rest.split_once('}').unwrap();
    format!("{start}{name}{end}")
}

/// Asks for each of the other org's things and for one that does not exist; the number of cells.
fn compare(place: &str, others: &[String], who: &str, must: bool, ask: impl Fn(&str) -> Answer) -> usize {
    let (others, unknown) = names(place, others);
    let nothing = ask(&filled(place, unknown));
    if nothing.status == 405 {
        return 0;
    }
    assert!(
        !must || nothing.status == 404,
        "{who}: {} answers {}: {}",
        nothing.asked,
        nothing.status,
        nothing.text()
    );
    let expected = shape(&nothing, unknown);
    for other in &others {
        let answer = ask(&filled(place, other));
        assert_eq!(shape(&answer, other), expected, "{who}: {}", answer.asked);
    }
    others.len()
}

#[test]
fn row_60_every_route_as_every_kind_of_person() {
    let app = app();
    let others_before = ids(&app);
    let owner = full_org(&app);
    let others: BTreeMap<String, String> = ids(&app)
        .into_iter()
        .filter(|(id, _)| !others_before.contains_key(id))
        .collect();
    // One of each kind is enough.
    let mut kinds = BTreeSet::new();
    let others: Vec<String> = others
        .iter()
        .filter(|(_, of)| kinds.insert((*of).clone()))
        .map(|(id, _)| id.clone())
        .collect();
    assert!(others.len() >= 15, "{kinds:?}");
    let addresses = addresses();
    let calls = calls(&app);
    assert!(
        addresses.len() >= 20 && calls.len() >= 30,
        "{addresses:?} {calls:?}"
    );

    // Its own people see it: what is compared below is there.
    let (mut seen, mut theirs) = (BTreeSet::new(), BTreeSet::new());
    for place in addresses.iter().filter(|place| !place.starts_with("/review")) {
        for name in names(place, &others).0 {
            if owner.get(&filled(place, name)).status == 200 {
                seen.insert(place.clone());
                theirs.insert(name.to_owned());
            }
        }
    }
    assert!(seen.len() >= 7, "{seen:?}");
    // One stranger tries everything everywhere, the others what leads to something.
    let theirs: Vec<String> = others.iter().filter(|id| theirs.contains(*id)).cloned().collect();
    assert!(theirs.len() >= 2, "{theirs:?}");

    let eve = app.publisher("evil");
    let editor = app.member("ed@evil.example", eve.org, OrgRole::Editor);
    let viewer = app.member("vi@evil.example", eve.org, OrgRole::Viewer);
    let nobody = app.person("nobody@nowhere.example");
    let staff = [StaffRole::Reviewer, StaffRole::Lead, StaffRole::Admin]
        .map(|role| app.staff(&format!("{role}@network.test"), &[role]));
    let before = app.everything();
    let mut cells = 0;
    for person in [&eve, &editor, &viewer, &nobody].into_iter().chain(&staff) {
        let is_staff = person.mail.ends_with("@network.test");
        for place in &addresses {
            // At their desks staff see what is everybody's.
            if is_staff && (place.starts_with("/review") || place.starts_with("/request")) {
                continue;
            }
            // To others than owners a refusal may come before anything is looked for.
            let must = person.mail == eve.mail;
            let others = if must { &others } else { &theirs };
            cells += compare(place, others, &person.mail, must, |path| person.get(path));
            cells += compare(place, others, &person.mail, must, |path| {
                person.post(path, form(place))
            });
        }
        for (path, field, more) in FIELDS {
            let (names, unknown) = match field {
                "domain" => (vec!["zanzibarium.example".to_owned()], NO_DOMAIN),
                _ if person.mail == eve.mail => (others.clone(), UNKNOWN),
                _ => (others[..3].to_vec(), UNKNOWN),
            };
            let ask = |name: &str| {
                let mut fields = vec![(field, name)];
                fields.extend(more);
                person.post(path, &fields)
            };
            let expected = shape(&ask(unknown), unknown);
            for name in &names {
                assert_eq!(shape(&ask(name), name), expected, "{}: {path}", person.mail);
            }
            cells += names.len();
        }
    }
    // Programs: with every scope, as owner and as viewer; and without a token.
    for (who, token) in [
        ("an owner's token", app.token(eve.org, eve.user, Scope::ALL)),
        ("a viewer's token", app.token(eve.org, viewer.user, Scope::ALL)),
        ("no token", String::new()),
    ] {
        for (method, place, body) in &calls {
            // Calls of the staff are refused before anything is looked for.
            let must = who == "an owner's token" && !place.starts_with("/api/v1/review");
            let others = if who.starts_with("an owner") {
                &others
            } else {
                &theirs
            };
            cells += compare(place, others, who, must, |path| {
                let mut request = app.request(method.clone(), path).header("if-match", "*");
                if !token.is_empty() {
                    request = request.bearer_auth(&token);
                }
                app.send(match body {
                    Some(body) => request
                        .header("content-type", "application/json")
                        .body(body.to_string()),
                    None => request,
                })
            });
        }
    }
    let changed: Vec<_> = app
        .everything()
        .into_iter()
        .filter(|line| !before.contains(line))
        .collect();
    assert_eq!(changed, [""; 0], "something was changed");
    // Nothing of it stands on any page or in any list of theirs, whatever is asked for.
    for (route, example) in routes::all() {
        if route.contains('{') || route.is_empty() || route.starts_with("/dev") {
            continue;
        }
        for person in [&eve, &viewer, &nobody] {
            person.put_cookie("__Host-oin-org", &owner.org.to_string());
            let page = person.get(example);
            let text = String::from_utf8_lossy(&page.body).to_lowercase();
            let tells = text.contains(MARK) || text.contains(&format!("@{ORG}"));
            assert!(!tells, "{}: {example}", person.mail);
            cells += 1;
        }
    }
    println!("cells: {cells} of {cells}");
    rows::passed(60, cells);
}
