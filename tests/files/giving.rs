//! Pictures go with an integration to the org that takes it.

use oin_domain::choice::Choice as _;
use oin_domain::org::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Uploader, shown, sound};
use crate::harness::{Answer, Person, TestApp, wait};

/// A program of an org that does everything.
struct Program<'a> {
    app: &'a TestApp,
    token: String,
    uploads: Uploader<'a>,
}

impl<'a> Program<'a> {
    fn of(app: &'a TestApp, person: &Person<'_>) -> Self {
        Self {
            app,
            token: app.token(person.org, person.user, Scope::ALL),
            uploads: Uploader::of(app, person),
        }
    }

    fn key(&self, kind: &str, colour: u8) -> Value {
        self.uploads.upload(kind, &sound(colour)).expect(201).json()["key"].clone()
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.app.call(Method::POST, path, &self.token, Some(body))
    }

    fn draft(&self, name: &str, fields: &[(&str, &Value)]) -> Value {
        let mut all = json!({ "name": name });
        for (path, value) in fields {
            all[path] = (*value).clone();
        }
        let made = self.post("/api/v1/submissions", &json!({ "fields": all }));
        made.expect(201).json()
    }

    fn fields(&self, draft: &Value) -> Value {
        let path = format!("/api/v1/submissions/{}", draft["id"].as_str().unwrap());
        self.app
            .call(Method::GET, &path, &self.token, None)
            .expect(200)
            .json()["fields"]
            .clone()
    }

    fn set(&self, draft: &Value, path: &str, value: &Value) -> Answer {
        let url = format!("/api/v1/submissions/{}", draft["id"].as_str().unwrap());
        let request = self.app.request(Method::PATCH, &url).bearer_auth(&self.token);
        let request = request
            .header("if-match", "*")
            .header("content-type", "application/json");
        let body = json!({ "fields": { path: value } });
        self.app.send(request.body(body.to_string()))
    }
}

fn pictures(app: &TestApp, org: &Person<'_>) -> i64 {
    let sql = "SELECT count(*) FROM files WHERE org_id::text = $1";
    let org = org.org.to_string();
    wait(app.database().raw().query_one(sql, &[&org])).unwrap().get(0)
}

#[test]
fn pictures_go_along_are_copied_or_are_there_already() {
    let app = TestApp::start();
    let (acme, initech) = (app.publisher("acme"), app.publisher("initech"));
    let (giver, taker) = (Program::of(&app, &acme), Program::of(&app, &initech));
    let logo = giver.key("logo", 1);
    let both = giver.key("screenshot", 2);
    let known = giver.key("screenshot", 3);
    let own = taker.key("screenshot", 3);
    let fields = [
        ("logo", &logo),
        ("screenshots.0.file", &both),
        ("screenshots.1.file", &known),
    ];
    let given = giver.draft("Roadrunner", &fields);
    let kept = giver.draft("Coyote", &[("screenshots.0.file", &both)]);
    assert_eq!((pictures(&app, &acme), pictures(&app, &initech)), (3, 1));

    let order = json!({ "integration": given["integration"], "mail": initech.mail });
    giver.post("/api/v1/org/transfers", &order).expect(201);
    let link = app.link_to(&initech.mail);
    let answer = json!({ "link": link.split_once("link=").unwrap().1 });
    taker.post("/api/v1/org/transfers/accept", &answer).expect(204);

    let now = taker.fields(&given);
    assert_eq!(now["logo"], logo, "nobody else named it: it went along");
    let copy = now["screenshots.0.file"].clone();
    assert_ne!(copy, both, "the giver needs it: it was copied");
    assert_eq!(now["screenshots.1.file"], own, "the taker had it");
    assert_eq!(giver.fields(&kept)["screenshots.0.file"], both);
    assert_eq!((pictures(&app, &acme), pictures(&app, &initech)), (2, 3));
    // The new owner takes each of them away and puts it back, as only an org's own can be.
    for (path, key) in [
        ("logo", &logo),
        ("screenshots.0.file", &copy),
        ("screenshots.1.file", &own),
    ] {
        taker.set(&given, path, &Value::Null).expect(200);
        taker.set(&given, path, key).expect(200);
    }
    giver.set(&kept, "logo", &logo).problem(422, "bad_value");
    giver.set(&kept, "screenshots.0.file", &Value::Null).expect(200);
    giver.set(&kept, "screenshots.0.file", &both).expect(200);
    for (key, size) in [(&logo, "64"), (&copy, "full"), (&both, "full")] {
        let url = format!("https://files.oin.test/files/{}/{size}", key.as_str().unwrap());
        shown(&app, &url).expect(200);
    }
}
