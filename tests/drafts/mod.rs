//! Drafts while people type: nothing acknowledged is lost, nothing costs much.

mod imports;
mod kills;
mod submitting;
mod typing;

use crate::harness::Person;

/// Begins a draft and gives its address.
#[track_caller]
fn begin(person: &Person<'_>, name: &str) -> String {
    let answer = person.fill_and_send("/portal/integrations/new", &[("name", name)]);
    let place = answer.expect(303).header("location").to_owned();
    place.strip_suffix("/general").unwrap().to_owned()
}
