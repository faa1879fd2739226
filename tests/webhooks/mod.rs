//! Webhooks: what servers of orgs are told, and how that is managed.

mod calls;
mod documents;
mod kills;
mod pages;
mod receiver;
mod reviewed;
mod sending;
mod telling;
mod verifying;

use oin_domain::org::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Person, TestApp};

pub(crate) use receiver::{Received, Receiver, answer};

const SCOPES: [Scope; 2] = [Scope::WebhooksRead, Scope::WebhooksWrite];

/// An app that calls these receivers, and plays the vendors' world for the checks.
fn app_with(receivers: &[&Receiver], settings: &[(&str, &str)]) -> TestApp {
    let exceptions: Vec<_> = receivers.iter().map(|one| one.address.to_string()).collect();
    let exceptions = exceptions.join(",");
    let mut all = vec![
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
        ("OIN_EGRESS_EXCEPTIONS", exceptions.as_str()),
    ];
    all.retain(|(name, _)| settings.iter().all(|(given, _)| given != name));
    all.extend(settings);
    TestApp::configured(&all)
}

/// An org's hold on its webhooks.
struct Hooks<'a> {
    app: &'a TestApp,
    owner: Person<'a>,
    token: String,
}

impl<'a> Hooks<'a> {
    fn of(app: &'a TestApp, org: &str) -> Self {
        let owner = app.publisher(org);
        let token = app.token(owner.org, owner.user, &SCOPES);
        Self { app, owner, token }
    }

    fn call(&self, method: Method, path: &str, body: Option<Value>) -> crate::harness::Answer {
        let path = format!("/api/v1/webhooks{path}");
        self.app.call(method, &path, &self.token, body.as_ref())
    }

    /// Adds a webhook; gives its path and its secret.
    #[track_caller]
    fn add(&self, receiver: &Receiver, events: &[&str]) -> (String, String) {
        let order = json!({ "url": receiver.url(), "events": events });
        let made = self.call(Method::POST, "", Some(order)).expect(201).json();
        (
            format!("/{}", made["webhook"]["id"].as_str().unwrap()),
            made["secret"].as_str().unwrap().to_owned(),
        )
    }

    /// Asks for a test; gives the path of its message.
    #[track_caller]
    fn test(&self, hook: &str) -> String {
        let path = format!("{hook}/test");
        let sent = self.call(Method::POST, &path, None).expect(202).json();
        format!("{hook}/messages/{}", sent["id"].as_str().unwrap())
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.call(Method::GET, path, None).expect(200).json()
    }
}
