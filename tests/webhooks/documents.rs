//! The guide for people who write receivers names every event, with a sample that is true.

use oin_domain::choice::Choice as _;
use oin_domain::webhook::EventKind;
use oin_server::actions::webhooks::sample;
use serde_json::Value;

use crate::harness::{project, project_text};

/// The part of the guide that is made from the code, from its heading on.
fn made() -> String {
    let mut text = "## Events\n".to_owned();
    for kind in EventKind::ALL {
        let body = sample("https://oin.example", *kind).unwrap();
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["type"], kind.as_str());
        let pretty = serde_json::to_string_pretty(&body).unwrap();
        text += &format!("\n### {kind}\n\n{}.\n\n```json\n{pretty}\n```\n", kind.label());
    }
    text
}

#[test]
fn docs_webhooks_has_every_event_with_its_sample() {
    let path = "docs/webhooks.md";
    let text = project_text(path);
    let (by_hand, _) = text.split_once("## Events\n").unwrap();
    let expected = format!("{by_hand}{}", made());
    if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
        std::fs::write(project(path), &expected).unwrap();
    }
    assert!(
        project_text(path) == expected,
        "the samples of {path} are not those of the code; INSTA_UPDATE=always writes them"
    );
}
