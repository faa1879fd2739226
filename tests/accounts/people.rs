//! The people of the harness are who they say.

use oin_domain::account::StaffRole;
use oin_domain::org::OrgRole;

use crate::harness::{TestApp, wait};

#[test]
fn made_people_are_signed_in_with_their_rights() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    let staff = app.staff("rae@oin.example", &[StaffRole::Reviewer]);
    let person = app.person("ada@acme.example");
    for (somebody, has_factor) in [(&owner, true), (&editor, true), (&staff, true), (&person, false)] {
        let cookie = somebody.cookie("__Host-oin").unwrap();
        let hash = oin_server::vault::digest(&cookie);
        let asker = wait(
            app.store()
                .read(async |read| read.session_asker(&hash, crate::harness::now()).await),
        )
        .unwrap();
        assert_eq!(asker.rights.person.user, somebody.user);
        assert_eq!(asker.rights.has_factor, has_factor);
        assert_eq!(asker.stepped_up_at.is_some(), has_factor);
        assert_eq!(asker.rights.mail.as_str(), somebody.mail);
    }
}
