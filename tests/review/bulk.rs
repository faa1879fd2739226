//! Several submissions at once: each is judged on its own, and a day has a limit.

use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::org::OrgRole;
use reqwest::Method;
use serde_json::{Value, json};

use super::crowds::multiply;
use super::{DAY, act, advance, app, desk, queued, reviewer};
use crate::harness::{Answer, Person, TestApp, now, wait};

const BULK: &str = "/api/v1/reviews/bulk";
const UNKNOWN: &str = "0190a0a0-0000-7000-8000-000000000000";
const SCOPES: [StaffScope; 2] = [StaffScope::ReviewRead, StaffScope::ReviewWrite];

/// How many entries of the trail tell of `action`, by whether they say that it came in bulk.
fn trail(app: &TestApp, action: &str) -> (i64, i64) {
    let sql = format!(
        "SELECT count(*) FILTER (WHERE detail::jsonb ? 'in_bulk'), count(*) FILTER (WHERE NOT detail::jsonb ? 'in_bulk')
         FROM audit_entries WHERE area = 'submission' AND act = '{action}'"
    );
    let row = wait(app.database().raw().query_one(&sql, &[])).unwrap();
    (row.get(0), row.get(1))
}

/// What is in the queue, in its order.
fn waiting(app: &TestApp, count: usize) -> Vec<String> {
    let sql =
        format!("SELECT id::text FROM submissions WHERE stage = 'queued' ORDER BY due_at LIMIT {count}");
    let rows = wait(app.database().raw().query(&sql, &[])).unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

fn stage(app: &TestApp, id: &str) -> String {
    let sql = format!("SELECT stage FROM submissions WHERE id = '{id}'");
    wait(app.database().raw().query_one(&sql, &[])).unwrap().get(0)
}

fn call(app: &TestApp, token: &str, body: &Value) -> Answer {
    app.call(Method::POST, BULK, token, Some(body))
}

/// What became of each: the code of its refusal, or where it is.
fn outcomes(answer: &Value) -> Vec<&str> {
    let items = answer["items"].as_array().unwrap().iter();
    items
        .map(|item| item["code"].as_str().or(item["stage"].as_str()).unwrap())
        .collect()
}

/// A queue of three: one of another org to which `person` belongs, and one that `bert` has.
fn mixed<'a>(app: &'a TestApp, anna: &Person<'_>) -> (String, String, String, Person<'a>) {
    let (acme, own) = (app.publisher("acme"), app.publisher("own"));
    let free = queued(app, &acme, "Acme Shifts");
    let taken = queued(app, &acme, "Acme Desk");
    let conflict = queued(app, &own, "Own Board");
    let (org, user) = (own.org, anna.user);
    wait(
        app.store()
            .write(async |tx| tx.add_member(org, user, OrgRole::Viewer, now()).await),
    )
    .unwrap();
    let bert = reviewer(app, "bert");
    act(&bert, &taken, "claim", &[]).expect(303);
    (free, taken, conflict, bert)
}

#[test]
fn the_page_takes_what_it_may_and_lists_the_rest() {
    let app = app();
    let anna = reviewer(&app, "anna");
    let (free, taken, conflict, bert) = mixed(&app, &anna);
    let page = anna.get("/review").expect(200);
    assert!(page.text().contains("All on this page (2)"), "{}", page.text());
    assert!(page.text().contains("100 of 100 left"), "{}", page.text());
    assert!(!page.text().contains("Assign the chosen"), "she is no lead");

    let chosen = [&free, &taken, &conflict, &UNKNOWN.to_owned()];
    let mut fields: Vec<(&str, &str)> = chosen.iter().map(|id| ("id", id.as_str())).collect();
    fields.push(("action", "claim"));
    let told = anna.post("/review/bulk", &fields).expect(200);
    for text in [
        "1 claimed, 3 not",
        "wrong_stage",
        "own_org",
        "not_found",
        "99 of 100 left",
    ] {
        assert!(told.text().contains(text), "{text}: {}", told.text());
    }
    assert!(
        !told.text().contains("Own Board"),
        "its name is nobody's business"
    );
    assert_eq!(stage(&app, &free), "in_review");
    assert!(
        anna.get(&desk(&free))
            .expect(200)
            .text()
            .contains("data-act=\"release\"")
    );
    assert_eq!(trail(&app, "claim"), (1, 1), "bert's was by hand");

    // All that is listed: what is bert's stays bert's.
    let all = [
        ("all", "page"),
        ("listed", &free),
        ("listed", &taken),
        ("action", "release"),
    ];
    let told = anna.post("/review/bulk", &all).expect(200);
    assert!(told.text().contains("1 handed back, 1 not"), "{}", told.text());
    assert_eq!(
        (stage(&app, &free).as_str(), stage(&app, &taken).as_str()),
        ("queued", "in_review")
    );
    assert_eq!(trail(&app, "release"), (1, 0));

    // What is refused as a whole is told in place, with what was chosen.
    let told = anna.post("/review/bulk", &[("action", "claim")]).expect(422);
    assert!(
        told.text().contains("Choose at least one submission"),
        "{}",
        told.text()
    );
    let listed = [
        ("listed", free.as_str()),
        ("id", &taken),
        ("action", "assign"),
        ("to", ""),
    ];
    anna.post("/review/bulk", &listed).expect(404);
    anna.post("/review/bulk", &[("id", &free), ("action", "approve")])
        .expect(400);
    let stranger = app.person("eve@evil.example");
    stranger.get("/portal");
    stranger
        .post("/review/bulk", &[("id", &free), ("action", "claim")])
        .expect(404);
    assert_eq!(stage(&app, &free), "queued");
    drop(bert);
}

#[test]
fn row_65_the_call_lists_each_and_is_done_once() {
    let app = app();
    let anna = reviewer(&app, "anna");
    let (free, taken, conflict, _bert) = mixed(&app, &anna);
    let token = app.staff_token(anna.user, &SCOPES);
    for (body, code, field) in [
        (json!({ "action": "claim", "ids": [] }), "missing", "ids"),
        (
            json!({ "action": "claim", "ids": vec![UNKNOWN; 26] }),
            "bad_value",
            "ids",
        ),
        (
            json!({ "action": "claim", "ids": [free, free] }),
            "bad_value",
            "ids",
        ),
        (
            json!({ "action": "claim", "ids": [free, "x"] }),
            "bad_value",
            "ids.1",
        ),
        (
            json!({ "action": "claim", "ids": [free], "to": "x" }),
            "bad_value",
            "to",
        ),
    ] {
        let problem = call(&app, &token, &body).problem(422, code);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    call(&app, &token, &json!({ "action": "approve", "ids": [free] })).problem(400, "unknown_value");
    call(
        &app,
        &token,
        &json!({ "action": "assign", "ids": [free], "to": anna.user.to_string() }),
    )
    .problem(403, "forbidden");
    app.call(Method::GET, "/api/v1/reviewers", &token, None)
        .problem(403, "forbidden");
    assert_eq!(stage(&app, &free), "queued");

    let ask = json!({ "action": "claim", "ids": [conflict, free, UNKNOWN, taken] });
    let keyed = |key: &str, ask: &Value| {
        let request = app.request(Method::POST, BULK).bearer_auth(&token);
        let request = request
            .header("idempotency-key", key)
            .header("content-type", "application/json");
        app.send(request.body(ask.to_string()))
    };
    let first = keyed("monday", &ask).expect(200);
    let answer = first.json();
    assert_eq!(
        outcomes(&answer),
        ["own_org", "in_review", "not_found", "wrong_stage"]
    );
    assert_eq!((&answer["done"], &answer["refused"]), (&json!(1), &json!(3)));
    assert_eq!(
        (&answer["allowance"]["limit"], &answer["allowance"]["left"]),
        (&json!(100), &json!(99))
    );
    assert_eq!(answer["items"][1]["name"], "Acme Shifts");
    assert_eq!(answer["items"][0]["name"], Value::Null);
    assert_eq!(keyed("monday", &ask).expect(200).text(), first.text());
    assert_eq!(trail(&app, "claim"), (1, 1), "once, and bert's by hand");
    let other = json!({ "action": "release", "ids": [free] });
    keyed("monday", &other).problem(422, "idempotency_key_reused");
    let back = keyed("tuesday", &other).expect(200).json();
    assert_eq!(
        (outcomes(&back), &back["allowance"]["left"]),
        (vec!["queued"], &json!(98))
    );
}

#[test]
fn a_lead_assigns_and_claim_next_gives_it_to_them_first() {
    let app = app();
    let anna = reviewer(&app, "anna");
    let (free, taken, conflict, bert) = mixed(&app, &anna);
    let second = queued(&app, &app.publisher("zeta"), "Zeta Late");
    let lead = app.staff("lead@oin.test", &[StaffRole::Lead]);
    let token = app.staff_token(lead.user, &SCOPES);
    let listed = app
        .call(Method::GET, "/api/v1/reviewers", &token, None)
        .expect(200)
        .json();
    let names: Vec<&str> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["anna", "bert", "lead"]);
    assert_eq!(listed["items"][0]["id"], anna.user.to_string());

    let to = anna.user.to_string();
    let ask = json!({ "action": "assign", "ids": [taken, second, conflict], "to": to });
    let answer = call(&app, &token, &ask).expect(200).json();
    assert_eq!(outcomes(&answer), ["wrong_stage", "queued", "cannot_review"]);
    assert_eq!(trail(&app, "assign"), (1, 0));
    let sql = "SELECT user_id::text FROM audit_entries WHERE act = 'assign'";
    let row = wait(app.database().raw().query_one(sql, &[])).unwrap();
    assert_eq!(
        row.get::<_, String>(0),
        to,
        "the trail names whom it was assigned to"
    );
    assert!(
        anna.get("/review?whose=mine")
            .expect(200)
            .text()
            .contains(&desk(&second))
    );
    let next = anna.fill_and_send("/review", &[]).expect(303);
    assert_eq!(
        next.header("location"),
        desk(&second),
        "before the one that is due earlier"
    );

    // One by itself, by page and by call.
    for wrong in [UNKNOWN, &app.person("eve@evil.example").user.to_string()] {
        let path = format!("/api/v1/reviews/{free}/assign");
        let problem = app.call(Method::POST, &path, &token, Some(&json!({ "to": wrong })));
        problem.problem(422, "bad_value");
    }
    let page = lead.get(&desk(&free)).expect(200);
    assert!(page.text().contains("data-act=\"assign\""), "{}", page.text());
    act(&lead, &free, "assign", &[("to", &bert.user.to_string())]).expect(303);
    act(&lead, &free, "assign", &[("to", "")]).expect(422);
    assert!(
        bert.get("/review?whose=mine")
            .expect(200)
            .text()
            .contains(&desk(&free))
    );
    act(&bert, &free, "assign", &[("to", &to)]).expect(403);
    assert!(
        !bert
            .get(&desk(&free))
            .expect(200)
            .text()
            .contains("data-act=\"assign\"")
    );
    assert_eq!(trail(&app, "assign"), (1, 1));
    // Nothing of it reaches the vendor, and the next look at it is not promised twice.
    let sql = format!(
        "SELECT count(*) FROM jobs WHERE class = 'submission_recheck' AND payload::text LIKE '%{free}%'"
    );
    let row = wait(app.database().raw().query_one(&sql, &[])).unwrap();
    assert_eq!(row.get::<_, i64>(0), 1);
}

#[test]
fn a_day_has_a_hundred_and_many_at_once_do_not_get_more() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    multiply(&app, &id, 149);
    let anna = reviewer(&app, "anna");
    let token = app.staff_token(anna.user, &SCOPES);
    let claim = |ids: &[String]| call(&app, &token, &json!({ "action": "claim", "ids": ids }));
    let ids = waiting(&app, 150);
    for (round, chosen) in ids[..75].chunks(25).enumerate() {
        let answer = claim(chosen).expect(200).json();
        assert_eq!(answer["done"], 25, "{answer}");
        assert_eq!(answer["allowance"]["left"], 75 - 25 * round);
    }
    // Of two at once that would be too much together, one is done.
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let sent = [&ids[75..100], &ids[100..125]].map(|chosen| scope.spawn(|| claim(chosen).status));
        sent.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    let problem = claim(&ids[125..126]).problem(429, "bulk_limit");
    let detail = problem["detail"].as_str().unwrap();
    for text in ["at most 100", "0 are left", "UTC"] {
        assert!(detail.contains(text), "{detail}");
    }
    assert_eq!(stage(&app, &ids[125]), "queued");
    assert_eq!(trail(&app, "claim"), (100, 0));
    let told = anna
        .post(
            "/review/bulk",
            &[("id", &ids[125]), ("action", "claim"), ("whose", "unclaimed")],
        )
        .expect(429);
    assert!(
        told.text().contains("0 are left") && told.text().contains(" checked"),
        "{}",
        told.text()
    );
    // By hand it goes on, and on the next day in bulk.
    act(&anna, &ids[125], "claim", &[]).expect(303);
    advance(&app, DAY);
    let answer = claim(&ids[126..130]).expect(200).json();
    assert_eq!(
        (&answer["done"], &answer["allowance"]["left"]),
        (&json!(4), &json!(96))
    );
}
