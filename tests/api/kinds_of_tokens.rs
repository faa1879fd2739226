//! Which token opens which call: an org's, one of the staff's, with which scope. Every call of the
//! OpenAPI document that takes a token is asked, so that a new one is asked as well (SECURITY rows
//! 60, 61 and 66).

use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::choice::Choice as _;
use oin_domain::org::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, TestApp};

/// A call that takes a token.
struct Asked {
    method: Method,
    path: String,
    scopes: Vec<String>,
}

impl Asked {
    fn is_staffs(&self) -> bool {
        self.scopes.iter().all(|scope| StaffScope::parse(scope).is_some())
    }

    fn by(&self, app: &TestApp, token: &str) -> Answer {
        let body = json!({});
        let body = (self.method != Method::GET).then_some(&body);
        app.call(self.method.clone(), &self.path, token, body)
    }
}

/// Every call of the document with a token, its address filled in.
fn all(document: &Value) -> Vec<Asked> {
    let mut all = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            // One of several scopes may be enough: each is an alternative of its own.
            let ways = operation["security"].as_array().into_iter().flatten();
            let scopes: Vec<&Value> = ways.filter_map(|way| way["token"].as_array()).flatten().collect();
            if scopes.is_empty() {
                continue;
            }
            let parameters = operation["parameters"].as_array();
            let action = parameters
                .into_iter()
                .flatten()
                .find(|one| one["name"] == "action");
            let action = action.map_or("x", |one| one["schema"]["enum"][0].as_str().unwrap());
            let path = path
                .replace("{id}", "0190a0a0-0000-7000-8000-000000000000")
                .replace("{slug}", "box")
                .replace("{action}", action)
                .replace("{message}", "msg_0190a0a0-0000-7000-8000-000000000000")
                .replace("{domain}", "a.example")
                .replace("{list}", "aliases")
                .replace("{place}", "0")
                .replace("{field}", "scim.token")
                .replace("{code}", "no_reply")
                .replace("{size}", "full");
            assert!(!path.contains('{'), "{path}: fill it in here");
            all.push(Asked {
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path,
                scopes: scopes
                    .iter()
                    .map(|one| one.as_str().unwrap().to_owned())
                    .collect(),
            });
        }
    }
    all
}

#[test]
fn each_call_takes_its_own_kind_of_token_with_its_scope() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let anna = app.staff("anna@oin.test", StaffRole::ALL);
    let of_org = app.token(owner.org, owner.user, Scope::ALL);
    let of_staff = app.staff_token(anna.user, StaffScope::ALL);
    let (mut staffs, mut orgs) = (0, 0);
    for call in all(&app.json("/api/v1/openapi.json")) {
        let told = format!("{} {}", call.method, call.path);
        let detail = |answer: Answer| {
            let problem = answer.problem(403, "forbidden");
            problem["detail"].as_str().unwrap().to_owned()
        };
        app.call(call.method.clone(), &call.path, "oin_", None)
            .problem(401, "unauthenticated");
        if call.is_staffs() {
            staffs += 1;
            assert!(
                detail(call.by(&app, &of_org)).contains("for the network's staff"),
                "{told}"
            );
            let others = StaffScope::ALL
                .iter()
                .copied()
                .filter(|one| call.scopes.iter().all(|scope| scope != one.as_str()));
            let others = app.staff_token(anna.user, &others.collect::<Vec<_>>());
            let detail = detail(call.by(&app, &others));
            let named = |scope: &String| detail.contains(&format!("`{scope}`"));
            assert!(call.scopes.iter().any(named), "{told}: {detail}");
            // With the scope it is another refusal, or an answer: never the token's.
            let answer = call.by(&app, &of_staff);
            assert!(
                ![401, 403, 500, 503].contains(&answer.status),
                "{told}: {}",
                answer.text()
            );
        } else {
            orgs += 1;
            assert!(detail(call.by(&app, &of_staff)).contains("for orgs"), "{told}");
            let without = Scope::ALL.iter().copied();
            let without = without.filter(|one| !call.scopes.iter().any(|scope| scope == one.as_str()));
            let without: Vec<Scope> = without.collect();
            let without = app.token(owner.org, owner.user, &without);
            assert!(
                detail(call.by(&app, &without)).contains("does not have the scope"),
                "{told}"
            );
        }
    }
    println!("{staffs} calls of staff, {orgs} of orgs");
    assert!(staffs >= 18 && orgs >= 35, "{staffs}, {orgs}");
}

#[test]
fn a_role_that_does_not_reach_is_named() {
    let app = TestApp::start();
    let rita = app.staff("rita@oin.test", &[StaffRole::Reviewer]);
    let token = app.staff_token(rita.user, StaffScope::ALL);
    for (method, path, role) in [
        (Method::GET, "/api/v1/listings/box", "`lead` or `admin`"),
        (Method::POST, "/api/v1/listings/box/degrade", "`lead` or `admin`"),
        (Method::POST, "/api/v1/listings/box/roll_back", "`admin`"),
        (Method::GET, "/api/v1/claims", "`admin`"),
        (Method::GET, "/api/v1/provisioning-requests", "`lead`"),
    ] {
        let body = json!({});
        let body = (method != Method::GET).then_some(&body);
        let problem = app.call(method, path, &token, body).problem(403, "forbidden");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(role), "{path}: {detail}");
    }
    for path in ["/api/v1/verifications", "/api/v1/reports", "/api/v1/reviews"] {
        app.call(Method::GET, path, &token, None).expect(200);
    }
}
