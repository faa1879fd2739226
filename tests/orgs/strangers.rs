//! SECURITY rows 60 and 61: other people's orgs are not there, and roles do not reach further than
//! they do. Every route of this part, as every kind of person.

use oin_domain::choice::Choice as _;
use oin_domain::ids::{OrgId, UserId};
use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use super::fingerprint;
use crate::harness::{Person, TestApp, rows};

const UNKNOWN: &str = "0190a0a0-0000-7000-8000-000000000000";

/// A form that takes the id of a thing.
struct OfThing {
    path: &'static str,
    field: &'static str,
    id: String,
    more: &'static [(&'static str, &'static str)],
}

impl OfThing {
    fn send(&self, person: &Person<'_>, id: &str) -> (u16, String) {
        let mut fields = vec![(self.field, id)];
        fields.extend(self.more);
        let answer = person.post(self.path, &fields);
        // The request's own name is all in which two refusals differ.
        let text = answer.text().replace(answer.header("x-request-id"), "");
        (answer.status, text)
    }
}

fn first_id(app: &TestApp, token: &str, path: &str) -> String {
    let list = app.call(Method::GET, path, token, None).expect(200).json();
    list["items"][0]["id"].as_str().unwrap().to_owned()
}

/// An org with one of everything, and a token of its owner that may do everything.
fn full_org<'a>(app: &'a TestApp, name: &str) -> (Person<'a>, String, UserId) {
    let owner = app.publisher(name);
    let member = app.member(&format!("ed@{name}.example"), owner.org, OrgRole::Editor);
    let token = app.token(owner.org, owner.user, Scope::ALL);
    let order = json!({ "mail": format!("new@{name}.example"), "role": "viewer" });
    app.call(Method::POST, "/api/v1/org/invitations", &token, Some(&order))
        .expect(201);
    (owner, token, member.user)
}

#[test]
fn row_60_what_belongs_to_another_org_is_not_there() {
    let app = TestApp::start();
    let (_, theirs, their_member) = full_org(&app, "acme");
    let (eve, own, _) = full_org(&app, "evil");
    let invitation = first_id(&app, &theirs, "/api/v1/org/invitations");
    let token = first_id(&app, &theirs, "/api/v1/tokens");
    let forms = [
        OfThing {
            path: "/portal/org/members/role",
            field: "user",
            id: their_member.to_string(),
            more: &[("role", "viewer")],
        },
        OfThing {
            path: "/portal/org/members/remove",
            field: "user",
            id: their_member.to_string(),
            more: &[],
        },
        OfThing {
            path: "/portal/org/invitations/withdraw",
            field: "invitation",
            id: invitation.clone(),
            more: &[],
        },
        OfThing {
            path: "/portal/tokens/end",
            field: "token",
            id: token.clone(),
            more: &[],
        },
    ];
    let before = fingerprint(&app);
    for form in &forms {
        let unknown = form.send(&eve, UNKNOWN);
        assert_eq!(unknown.0, 404, "{}", form.path);
        assert_eq!(form.send(&eve, &form.id), unknown, "{}", form.path);
        assert_eq!(form.send(&eve, "no-id"), unknown, "{}", form.path);
    }
    let role = json!({ "role": "viewer" });
    let calls: [(Method, &str, &str, Option<&Value>); 4] = [
        (
            Method::PATCH,
            "/api/v1/org/members/",
            &their_member.to_string(),
            Some(&role),
        ),
        (
            Method::DELETE,
            "/api/v1/org/members/",
            &their_member.to_string(),
            None,
        ),
        (Method::DELETE, "/api/v1/org/invitations/", &invitation, None),
        (Method::DELETE, "/api/v1/tokens/", &token, None),
    ];
    for (method, path, id, body) in calls {
        let ask = |id: &str| {
            let answer = app.call(method.clone(), &format!("{path}{id}"), &own, body);
            let mut problem = answer.problem(404, "not_found");
            problem["request_id"].take();
            problem
        };
        let unknown = ask(UNKNOWN);
        assert_eq!(ask(id), unknown, "{method} {path}");
        assert_eq!(ask("no-id"), unknown, "{method} {path}");
    }
    // The org that a cookie names is looked at only by its members.
    eve.put_cookie("__Host-oin-org", &org_of(&app, &theirs).to_string());
    for path in ["/portal/org", "/portal/tokens", "/portal"] {
        let page = eve.get(path).expect(200);
        assert!(!page.text().contains("acme"), "{path}");
    }
    assert_eq!(fingerprint(&app), before);
    rows::passed(60, 2 * (forms.len() + 4));
}

fn org_of(app: &TestApp, token: &str) -> OrgId {
    let org = app
        .call(Method::GET, "/api/v1/org", token, None)
        .expect(200)
        .json();
    OrgId(org["id"].as_str().unwrap().parse().unwrap())
}

#[test]
fn row_61_members_who_are_no_owners_change_nothing() {
    let app = TestApp::start();
    let (owner, full, member) = full_org(&app, "acme");
    let invitation = first_id(&app, &full, "/api/v1/org/invitations");
    let token = first_id(&app, &full, "/api/v1/tokens");
    let member = member.to_string();
    let everything = [
        Scope::OrgRead,
        Scope::OrgWrite,
        Scope::TokensWrite,
        Scope::SubmissionsSubmit,
    ];
    for role in [OrgRole::Viewer, OrgRole::Editor] {
        let person = app.member(&format!("{role}@acme.example"), owner.org, role);
        let own = app.token(owner.org, person.user, &everything);
        let before = fingerprint(&app);
        for (path, fields) in [
            ("/portal/org/name", &[("name", "x")][..]),
            (
                "/portal/org/members/role",
                &[("user", member.as_str()), ("role", "owner")],
            ),
            ("/portal/org/members/remove", &[("user", member.as_str())]),
            (
                "/portal/org/invitations",
                &[("mail", "x@acme.example"), ("role", "owner")],
            ),
            (
                "/portal/org/invitations/withdraw",
                &[("invitation", invitation.as_str())],
            ),
            (
                "/portal/tokens",
                &[("name", "x"), ("scopes", "org:read"), ("days", "1")],
            ),
            ("/portal/tokens/end", &[("token", token.as_str())]),
        ] {
            let page = person.post(path, fields).expect(403);
            assert!(page.text().contains("this takes an owner"), "{path}");
        }
        person.get("/portal/tokens").expect(403);
        let (name, owner_role) = (json!({ "name": "x" }), json!({ "role": "owner" }));
        let invite = json!({ "mail": "x@acme.example", "role": "owner" });
        let make = json!({ "name": "x", "scopes": ["org:read"], "days": 1 });
        let members = format!("/api/v1/org/members/{member}");
        let calls: [(Method, &str, Option<&Value>); 8] = [
            (Method::PATCH, "/api/v1/org", Some(&name)),
            (Method::PATCH, &members, Some(&owner_role)),
            (Method::DELETE, &members, None),
            (Method::POST, "/api/v1/org/invitations", Some(&invite)),
            (
                Method::DELETE,
                &format!("/api/v1/org/invitations/{invitation}"),
                None,
            ),
            (Method::GET, "/api/v1/tokens", None),
            (Method::POST, "/api/v1/tokens", Some(&make)),
            (Method::DELETE, &format!("/api/v1/tokens/{token}"), None),
        ];
        for (method, path, body) in calls {
            app.call(method, path, &own, body).problem(403, "forbidden");
        }
        assert_eq!(fingerprint(&app), before, "{role}");
    }
    rows::passed(61, 2 * (7 + 1 + 8));
}

#[test]
fn whoever_is_not_signed_in_is_led_to_the_door() {
    let app = TestApp::start();
    for path in ["/portal/org", "/portal/tokens", "/portal/org/new"] {
        let answer = app.browser().get(path).expect(303);
        assert!(answer.header("location").starts_with("/sign-in?next="), "{path}");
    }
    for path in [
        "/api/v1/org",
        "/api/v1/org/members",
        "/api/v1/org/invitations",
        "/api/v1/tokens",
    ] {
        app.get(path).problem(401, "unauthenticated");
    }
}
