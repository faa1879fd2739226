//! Parameters of a sign-in elsewhere that are given twice (SECURITY row 16): whoever reads the first
//! and whoever reads the second would understand different things.

use oin_server::world::Fault;

use super::elsewhere::{ADA, app, at_provider};
use crate::harness::rows;

#[test]
fn row_16_a_way_back_has_each_parameter_once() {
    let app = app();
    let browser = app.browser();
    let go = || at_provider(&app, &browser, "/sign-in/with/fake-world", ADA, Fault::None);
    let cases = ["state", "code", "iss"];
    for name in cases {
        let back = go();
        let (_, query) = back.split_once('?').unwrap();
        let own = query.split('&').find(|pair| pair.starts_with(name));
        let own = own.map_or_else(|| format!("{name}=x"), str::to_owned);
        for (what, query) in [
            ("the same again", format!("{query}&{own}&{own}")),
            (
                "another first",
                format!("{name}=https%3A%2F%2Fevil.test&{query}&{own}"),
            ),
            (
                "another last",
                format!("{query}&{own}&{name}=https%3A%2F%2Fevil.test"),
            ),
        ] {
            let path = format!("{}?{query}", back.split_once('?').unwrap().0);
            let refused = browser.get(&path);
            assert_eq!(refused.status, 400, "{name}, {what}: {}", refused.text());
            assert!(
                refused.text().contains("duplicate_parameter"),
                "{name}, {what}: {}",
                refused.text()
            );
            assert_eq!(browser.get("/account").status, 303, "{name}, {what}");
        }
        assert!(!app.all_events().contains("evil.test"));
    }
    // Nothing is used up by them: the way back itself still works.
    let back = go();
    browser.get(&format!("{back}&state=x")).expect(400);
    browser.get(&back).expect(303);
    rows::passed(16, 3 * cases.len());
}
