//! Documents that must not lag behind the code.

use oin_domain::choice::Choice as _;
use oin_server::actions::Code;
use oin_server::config::SETTINGS;

use crate::harness::project_text;

#[test]
fn every_error_code_is_explained() {
    let text = project_text("docs/error-codes.md");
    for code in Code::ALL {
        let explained = text
            .lines()
            .any(|line| line.starts_with('#') && line.contains(code.as_str()));
        assert!(explained, "docs/error-codes.md has no section for {code}");
    }
}

#[test]
fn every_setting_is_explained() {
    let text = project_text("docs/operations.md");
    for setting in SETTINGS {
        assert!(
            text.contains(&format!("`{}`", setting.name)),
            "docs/operations.md does not name {}",
            setting.name
        );
    }
}
