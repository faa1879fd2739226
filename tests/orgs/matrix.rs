//! SECURITY row 60 over the whole table of routes: every address with the name of a thing in it,
//! asked by every kind of person for another org's things and for things that do not exist. The two
//! answers are the same.

mod things;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use oin_domain::account::{Limit, StaffRole, StaffScope};
use oin_domain::choice::Choice as _;
use oin_domain::ids::{OrgId, UserId};
use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::Value;

use self::things::{body, form, full_org, ids};
use crate::harness::{Answer, Person, TestApp, rows, wait};
use crate::pages::routes;
use crate::publishing::app;

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
const FIELDS: [(&str, &str); 9] = [
    ("/portal/org/members/role", "user"),
    ("/portal/org/members/remove", "user"),
    ("/portal/org/invitations/withdraw", "invitation"),
    ("/portal/org/transfers/withdraw", "transfer"),
    ("/portal/org/choose", "org"),
    ("/portal/org/domains/check", "domain"),
    ("/portal/org/domains/drop", "domain"),
    ("/portal/tokens/end", "token"),
    ("/account/sessions/end", "session"),
];

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

/// A documented call.
struct Call {
    method: Method,
    place: String,
    body: Option<Value>,
    /// Whether it is for the network's staff.
    is_staffs: bool,
}

/// The same of every documented call, with each of its actions, and a body that it takes.
fn calls(app: &TestApp) -> Vec<Call> {
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
                let scope = operation["security"][0]["token"][0].as_str();
                calls.push(Call {
                    body: body(&method, &place),
                    method: method.clone(),
                    place,
                    is_staffs: scope.is_some_and(|scope| StaffScope::parse(scope).is_some()),
                });
            }
        }
    }
    calls
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

/// What is asked for, and by what names.
struct Matrix {
    /// Addresses of pages, with the place of a name open.
    addresses: BTreeSet<String>,
    /// Documented calls, likewise.
    calls: Vec<Call>,
    /// The other org's things, one of each kind.
    others: Vec<String>,
    /// Those of them that lead to a page.
    theirs: Vec<String>,
}

impl Matrix {
    /// Looks at what has come to the database since `before`, as its `owner` sees it.
    fn of(app: &TestApp, before: &BTreeMap<String, String>, owner: &Person<'_>) -> Self {
        let mut kinds = BTreeSet::new();
        let others: Vec<String> = ids(app)
            .into_iter()
            .filter(|(id, of)| !before.contains_key(id) && kinds.insert(of.clone()))
            .map(|(id, _)| id)
            .collect();
        assert!(others.len() >= 15, "{kinds:?}");
        let (addresses, calls) = (addresses(), calls(app));
        assert!(
            addresses.len() >= 20 && calls.len() >= 60,
            "{addresses:?}, {} calls",
            calls.len()
        );
        // Its own people see it: what is compared is there.
        let (mut seen, mut theirs) = (BTreeSet::new(), BTreeSet::new());
        for place in addresses.iter().filter(|place| !place.starts_with("/review")) {
            for name in names(place, &others).0 {
                if owner.get(&filled(place, name)).status == 200 {
                    seen.insert(place);
                    theirs.insert(name.to_owned());
                }
            }
        }
        assert!(seen.len() >= 7, "{seen:?}");
        let theirs: Vec<String> = others.iter().filter(|id| theirs.contains(*id)).cloned().collect();
        assert!(theirs.len() >= 2, "{theirs:?}");
        Self {
            addresses,
            calls,
            others,
            theirs,
        }
    }

    /// Every page and form as one person. The `thorough` one tries every name everywhere, the others
    /// what leads to something: to others than owners a refusal may come before anything is looked
    /// for.
    fn as_person(&self, person: &Person<'_>, thorough: bool) -> usize {
        let others = if thorough { &self.others } else { &self.theirs };
        let is_staff = person.mail.ends_with("@network.test");
        // At their desks staff see what is everybody's.
        let desk = |place: &str| is_staff && (place.starts_with("/review") || place.starts_with("/request"));
        let mut cells = 0;
        for place in self.addresses.iter().filter(|place| !desk(place)) {
            cells += compare(place, others, &person.mail, thorough, |path| person.get(path));
            cells += compare(place, others, &person.mail, thorough, |path| {
                person.post(path, form(place))
            });
        }
        for (path, field) in FIELDS {
            let (names, unknown) = match field {
                "domain" => (&vec!["zanzibarium.example".to_owned()], NO_DOMAIN),
                _ => (others, UNKNOWN),
            };
            let ask = |name: &str| {
                let mut fields = vec![(field, name)];
                if path.ends_with("/role") {
                    fields.push(("role", "viewer"));
                }
                person.post(path, &fields)
            };
            let expected = shape(&ask(unknown), unknown);
            for name in names {
                assert_eq!(shape(&ask(name), name), expected, "{}: {path}", person.mail);
            }
            cells += names.len();
        }
        cells
    }

    /// Every call as somebody's program with every scope, or as one without a token.
    fn as_program(&self, app: &TestApp, org: OrgId, user: Option<UserId>, thorough: bool) -> usize {
        let who = user.map_or("nobody".to_owned(), |user| format!("the program of {user}"));
        let mut cells = 0;
        for call in &self.calls {
            // One each: a token may be used so often a minute.
            let token = user.map(|user| app.token(org, user, Scope::ALL));
            // Calls of the staff are refused before anything is looked for.
            let must = thorough && !call.is_staffs;
            let others = if must { &self.others } else { &self.theirs };
            cells += compare(&call.place, others, &who, must, |path| {
                let mut request = app.request(call.method.clone(), path);
                request = request.header("if-match", "*");
                if let Some(token) = &token {
                    request = request.bearer_auth(token);
                }
                app.send(match &call.body {
                    Some(body) => request
                        .header("content-type", "application/json")
                        .body(body.to_string()),
                    None => request,
                })
            });
        }
        cells
    }
}

/// Nothing of the org stands on any page or in any list of a stranger, whatever is asked for.
fn sees_nothing(person: &Person<'_>, of: OrgId) -> usize {
    person.put_cookie("__Host-oin-org", &of.to_string());
    let mut cells = 0;
    for (route, example) in routes::all() {
        if route.contains('{') || route.is_empty() || route.starts_with("/dev") {
            continue;
        }
        let page = person.get(example);
        let text = String::from_utf8_lossy(&page.body).to_lowercase();
        let tells = text.contains(MARK) || text.contains(&format!("@{ORG}"));
        assert!(!tells, "{}: {example}", person.mail);
        cells += 1;
    }
    cells
}

#[test]
fn row_60_every_route_as_every_kind_of_person() {
    let app = app();
    let before = ids(&app);
    let owner = full_org(&app);
    let matrix = Matrix::of(&app, &before, &owner);
    let eve = app.publisher("evil");
    let org = eve.org;
    let editor = app.member("ed@evil.example", org, OrgRole::Editor);
    let viewer = app.member("vi@evil.example", org, OrgRole::Viewer);
    let (owns, looks) = (eve.user, viewer.user);
    let mut people = vec![eve, editor, viewer, app.person("nobody@nowhere.example")];
    for role in [StaffRole::Reviewer, StaffRole::Lead, StaffRole::Admin] {
        people.push(app.staff(&format!("{role}@network.test"), &[role]));
    }
    let before = app.everything();
    let cells = AtomicUsize::new(0);
    let count = |more: usize| cells.fetch_add(more, Ordering::Relaxed);
    let done = AtomicBool::new(false);
    let people: Vec<Person<'_>> = std::thread::scope(|scope| {
        let (app, matrix, count, done) = (&app, &matrix, &count, &done);
        // More than an org may write in a minute, and the clock of the tests stands still.
        scope.spawn(move || {
            let bucket = Limit::ORG_WRITES.of(org);
            while !done.load(Ordering::Relaxed) {
                wait(app.store().write(async |tx| tx.refill(&bucket).await)).unwrap();
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        let asking: Vec<_> = people
            .into_iter()
            .map(|person| {
                scope.spawn(move || {
                    count(matrix.as_person(&person, person.user == owns));
                    person
                })
            })
            .collect();
        let programs = [(Some(owns), true), (Some(looks), false), (None, false)]
            .map(|(user, thorough)| scope.spawn(move || count(matrix.as_program(app, org, user, thorough))));
        let programs = programs.map(|program| program.join());
        let people: Vec<_> = asking.into_iter().map(|one| one.join()).collect();
        done.store(true, Ordering::Relaxed);
        for program in programs {
            program.unwrap();
        }
        people.into_iter().map(|one| one.unwrap()).collect()
    });
    let changed: Vec<_> = app
        .everything()
        .into_iter()
        .filter(|line| !before.contains(line))
        .collect();
    assert_eq!(changed, [""; 0], "something was changed");
    for person in &people {
        if !person.mail.ends_with("@network.test") {
            count(sees_nothing(person, owner.org));
        }
    }
    let cells = cells.into_inner();
    println!("cells: {cells} of {cells}");
    rows::passed(60, cells);
}
