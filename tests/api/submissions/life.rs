//! The whole life through the API: five kinds of integration reach the queue, two more are stopped.

use reqwest::Method;
use serde_json::{Value, json};

use super::{CALL, Program, general, named};
use crate::harness::TestApp;

const APP: &str = "https://app.quillwharf.example";

/// An application beside which the fake vendors answer.
fn with_vendors() -> TestApp {
    TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ])
}

impl Program<'_> {
    /// Looks at a document, then takes what it says.
    #[track_caller]
    fn bring_in(&self, draft: &str, kind: &str, url: &str) {
        let call = format!("{draft}/import");
        let looked = self
            .post(&call, &json!({ "kind": kind, "url": url }))
            .expect(200)
            .json();
        assert_eq!(
            (&looked["applied"], &looked["revision"]),
            (&json!(false), &json!(null))
        );
        let body = json!({ "kind": kind, "url": url, "apply": true });
        let tag = self.get(draft).header("etag").to_owned();
        let taken = self
            .call(Method::POST, &call, &[("if-match", &tag)], Some(&body))
            .expect(200);
        let taken = taken.json();
        assert_eq!(
            (&taken["applied"], &taken["fields"]),
            (&json!(true), &looked["fields"])
        );
    }

    /// Stores the test login's password and hands the draft in as it was read.
    #[track_caller]
    fn hand_in(&self, draft: &str) -> Value {
        let secret = format!("{draft}/secrets/testing.logins.0.password");
        let value = json!({ "value": "correct horse battery staple" });
        self.call(Method::PUT, &secret, &[], Some(&value)).expect(200);
        let read = self.get(draft).expect(200);
        assert_eq!(read.json()["judged"]["ready"], true, "{}", read.json()["judged"]);
        let conditions = [("if-match", read.header("etag")), ("idempotency-key", draft)];
        let done = self
            .call(Method::POST, &format!("{draft}/submit"), &conditions, None)
            .expect(200)
            .json();
        assert_eq!(done["stage"], "checking");
        done
    }
}

#[test]
fn five_kinds_of_integration_are_queued_with_lane_and_due_date() {
    let app = with_vendors();
    let owner = app.publisher("quillwharf");
    let program = Program::of(&app, &owner);
    let mut drafts = Vec::new();

    let saml = program.begin(&general("Quillwharf Shifts"));
    program.bring_in(&saml, "saml", &format!("{APP}/saml/metadata"));
    program.patch(
        &saml,
        &json!({ "connections.0.name_id.source": "user.email", "connections.0.flows": {
            "kind": "both", "start_url": format!("{APP}/saml/start"), "how_to": "Enter your work address.",
        } }),
    );
    let shown = program.json(&saml);
    assert!(!shown["imported"].as_array().unwrap().is_empty());
    drafts.push((saml, "wizard"));

    let oidc = program.begin(&general("Quillwharf Notes"));
    program.bring_in(&oidc, "oidc", &format!("{APP}/oidc/client.json"));
    drafts.push((oidc, "wizard"));

    let swa = program.begin(&general("Quillwharf Lockers"));
    program.bring_in(&swa, "swa", "https://login.quillwharf.example/login");
    program.patch(&swa, &json!({ "connections.0.credentials": "user" }));
    drafts.push((swa, "wizard"));

    let mut fields = general("Quillwharf Tenants");
    fields["variables"] = json!([{
        "name": "workspace", "label": "Your workspace", "kind": "string", "example": "app",
    }]);
    fields["connections"] = json!([{
        "type": "saml",
        "acs": [{ "url": "https://${workspace}.quillwharf.example/saml/acs" }],
        "audience": format!("{APP}/saml/metadata"),
        "name_id": { "format": "email_address", "source": "user.email" },
        "flows": { "kind": "idp" },
        "groups": { "name": "groups", "filter": "starts_with", "value": "quill-" },
    }]);
    fields["testing"]["sandbox"] = json!({ "values": { "workspace": "app" } });
    drafts.push((program.begin(&fields), "template"));

    let ws_fed = program.begin(&general("Quillwharf Reports"));
    program.bring_in(
        &ws_fed,
        "ws_fed",
        "https://reports.thistlegate.example/FederationMetadata/2007-06/FederationMetadata.xml",
    );
    let fields = program.json(&ws_fed)["fields"].clone();
    let names = fields.as_object().unwrap().keys();
    let sources = names
        .filter_map(|path| path.strip_suffix(".name"))
        .filter(|path| path.contains(".attributes."))
        .map(|path| format!("{path}.source"))
        .chain(["connections.0.name_id.source".to_owned()])
        .map(|path| (path, json!("user.email")));
    program.patch(&ws_fed, &Value::Object(sources.collect()));
    drafts.push((ws_fed, "template"));

    for (draft, _) in &drafts {
        program.hand_in(draft);
        assert_eq!(program.json(draft)["stage"], "checking");
    }
    app.work_until_idle();
    for (draft, lane) in &drafts {
        let shown = program.json(draft);
        assert_eq!(shown["stage"], "queued", "{shown}");
        assert_eq!(shown["place"]["lane"], *lane, "{shown}");
        // The ends of the third and the fifth business day after a Tuesday.
        let due = match *lane {
            "wizard" => "2026-11-28T00:00:00Z",
            _ => "2026-12-02T00:00:00Z",
        };
        assert_eq!(shown["place"]["due"], due, "{shown}");
        assert!(shown["slug"].as_str().unwrap().starts_with("quillwharf-"));
        let events = program.json(&format!("{draft}/events"));
        let acts: Vec<&str> = events["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|e| e["action"].as_str())
            .collect();
        assert_eq!(
            (acts[0], acts.last().copied()),
            ("create", Some("enqueue")),
            "{acts:?}"
        );
        assert!(program.json(&format!("{draft}/guide"))["sections"].is_array());
        program.get(&format!("{draft}/guide?format=md")).expect(200);
    }
    assert_eq!(program.json(&format!("{CALL}?stage=queued"))["total"], 5);
    let letters = app.received(&owner.mail);
    assert!(
        letters
            .iter()
            .any(|letter| letter.subject.contains("Quillwharf Tenants"))
    );

    // The thread, then out of the queue: withdrawn is over.
    let (saml, _) = &drafts[0];
    let said = program
        .post(&format!("{saml}/message"), &json!({ "message": "Hello\nthere" }))
        .expect(200);
    let thread = program.json(&format!("{saml}/messages"));
    assert_eq!(thread["items"][0]["id"], said.json()["message"]);
    assert_eq!(thread["items"][0]["text"], "Hello\nthere");
    let compared = program.json(&format!("{saml}/compare"));
    assert!(compared["live"].is_null());
    program
        .post(&format!("{saml}/submit"), &json!({}))
        .problem(409, "wrong_stage");
    let done = program
        .post(&format!("{saml}/withdraw"), &json!({}))
        .expect(200)
        .json();
    assert_eq!(done["stage"], "withdrawn");
    // Begun again, it is a copy with the secrets that it had.
    let integration = program.json(saml)["integration"].clone();
    let again = program
        .post(
            CALL,
            &json!({ "integration": integration, "fields": { "summary": "Anew." } }),
        )
        .expect(201);
    let shown = program.json(again.header("location"));
    assert_eq!(shown["fields"]["summary"], "Anew.");
    assert_eq!(shown["fields"]["connections.0.type"], "saml");
    assert_eq!(shown["secrets"].as_array().unwrap().len(), 1);
    program
        .post(CALL, &json!({ "integration": integration }))
        .problem(409, "open_submission");
}

#[test]
fn without_test_logins_or_with_an_internal_address_nothing_is_queued() {
    let app = with_vendors();
    let program = Program::of(&app, &app.publisher("quillwharf"));
    let mut fields = general("Quillwharf Bare");
    fields["testing"] = json!({});
    let bare = program.begin(&fields);
    program.bring_in(&bare, "oidc", &format!("{APP}/oidc/client.json"));
    let problem = program
        .post(&format!("{bare}/submit"), &json!({}))
        .problem(422, "blocking_finding");
    assert_eq!(named(&problem), ["testing.logins"], "{problem}");

    let mut fields = general("Quillwharf Inside");
    fields["connections"] = json!([{
        "type": "swa", "login_url": "https://10.0.0.7/login", "user_name": "#user", "password": "#password",
        "button": "button", "credentials": "user",
    }]);
    let inside = program.begin(&fields);
    let secret = format!("{inside}/secrets/testing.logins.0.password");
    program
        .call(
            Method::PUT,
            &secret,
            &[],
            Some(&json!({ "value": "correct horse" })),
        )
        .expect(200);
    let problem = program
        .post(&format!("{inside}/submit"), &json!({}))
        .problem(422, "blocking_finding");
    assert_eq!(named(&problem), ["connections.0.login_url"], "{problem}");
    app.work_until_idle();
    for draft in [bare, inside] {
        assert_eq!(program.json(&draft)["stage"], "draft");
    }
}

#[test]
fn the_network_is_looked_at_on_demand_and_documents_are_read_as_sent() {
    let app = with_vendors();
    let program = Program::of(&app, &app.publisher("quillwharf"));
    let draft = program.begin(&general("Quillwharf Looks"));
    program.bring_in(&draft, "oidc", &format!("{APP}/oidc/client.json"));
    let begun = program
        .post(&format!("{draft}/check?network=true"), &json!({}))
        .expect(202);
    assert_eq!(begun.json()["url"], draft);
    assert_eq!(program.json(&draft)["check_waits"], true);
    app.work_until_idle();
    let shown = program.json(&draft);
    assert_eq!(shown["check_waits"], false);
    assert!(shown["check"]["addresses"].as_u64().unwrap() > 0, "{shown}");

    let call = format!("{draft}/import");
    let xml = "<!DOCTYPE x><EntityDescriptor/>";
    let problem = program
        .post(&call, &json!({ "kind": "saml", "document": xml }))
        .problem(422, "import_refused");
    assert_eq!(problem["errors"][0]["field"], "document");
    for (body, field, code) in [
        (json!({ "kind": "saml" }), "url", "missing"),
        (json!({ "url": "https://a.example/" }), "kind", "bad_value"),
        (
            json!({ "kind": "bookmark", "url": "https://a.example/" }),
            "kind",
            "bad_value",
        ),
        (
            json!({ "kind": "saml", "url": "https://a.example/", "document": xml }),
            "document",
            "bad_value",
        ),
        (
            json!({ "kind": "oidc", "url": "https://a.example/", "entity": "x" }),
            "entity",
            "bad_value",
        ),
        (
            json!({ "kind": "saml", "url": "https://10.0.0.7/" }),
            "url",
            "url_not_public",
        ),
    ] {
        let problem = program.post(&call, &body).problem(422, code);
        assert_eq!(named(&problem), [field], "{body}");
    }
    let body = json!({ "kind": "oidc", "document": "{\"redirect_uris\":[\"https://app.quillwharf.example/cb\"]}", "apply": true });
    program.post(&call, &body).problem(428, "precondition_required");
    program
        .call(Method::POST, &call, &[("if-match", "\"1\"")], Some(&body))
        .problem(412, "precondition_failed");
    program
        .call(Method::POST, &call, &[("if-match", "*")], Some(&body))
        .expect(200);
}
