//! Members: roles, going, and that an owner stays.

use oin_domain::account::SessionPolicy;
use oin_domain::org::{OrgRole, Scope};
use oin_store::StoreError;

use super::fingerprint;
use crate::harness::{TestApp, forms, unescaped, wait};

#[test]
fn everybody_in_an_org_sees_its_members() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let viewer = app.member("vi@acme.example", owner.org, OrgRole::Viewer);
    for person in [&owner, &viewer] {
        let page = person.get("/portal/org").expect(200);
        for words in ["owner@acme.example", "vi@acme.example", "Viewer", "Owner"] {
            assert!(page.text().contains(words), "{words}");
        }
    }
    let actions = |person: &crate::harness::Person<'_>| {
        let page = person.get("/portal/org").expect(200);
        let forms = forms(page.text()).into_iter().map(|form| form.action);
        forms.filter(|action| action.starts_with("/portal/org")).count()
    };
    assert_eq!(actions(&viewer), 1, "a viewer only leaves");
    assert_eq!(actions(&owner), 6, "role, remove, invite, trial, rename, leave");
}

#[test]
fn a_new_role_counts_at_once_and_ends_the_sessions_before_it() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    let token = app.token(owner.org, editor.user, &[Scope::SubmissionsWrite, Scope::OrgRead]);
    editor.get("/portal/org").expect(200);
    let changed = owner.press("/portal/org", "/portal/org/members/role", &[("role", "viewer")]);
    owner.follow(&changed.expect(303)).expect(200);
    assert_eq!(role_of(&app, &editor), Some(OrgRole::Viewer));
    // SECURITY row 55: the cookie from before is dead.
    editor.get("/portal/org").expect(303);
    // What they hold already does only what the new role does.
    let read = app.get_with("/api/v1/org", "authorization", &format!("Bearer {token}"));
    read.expect(200);
    assert!(
        app.events_of("ed@acme.example")
            .contains(&"member_role_changed".to_owned())
    );
}

#[test]
fn whoever_is_removed_is_out_at_once_with_their_tokens() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let second = app.member("ow@acme.example", owner.org, OrgRole::Owner);
    let token = app.token(owner.org, second.user, &[Scope::OrgRead]);
    let bearer = format!("Bearer {token}");
    app.get_with("/api/v1/org", "authorization", &bearer).expect(200);
    owner
        .press("/portal/org", "/portal/org/members/remove", &[])
        .expect(303);
    assert_eq!(role_of(&app, &second), None);
    second.get("/portal/org").expect(303);
    app.get_with("/api/v1/org", "authorization", &bearer)
        .problem(401, "unauthenticated");
    let page = owner.get("/portal/org").expect(200);
    assert!(!page.text().contains("ow@acme.example"));
}

#[test]
fn the_last_owner_stays() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    let before = fingerprint(&app);
    let page = owner.post("/portal/org/leave", &[]).expect(409);
    assert!(page.text().contains("Make somebody else an owner first"));
    let own = owner.user.to_string();
    for (path, fields) in [
        (
            "/portal/org/members/role",
            &[("user", own.as_str()), ("role", "viewer")][..],
        ),
        ("/portal/org/members/remove", &[("user", own.as_str())]),
    ] {
        owner.post(path, fields).expect(403);
    }
    assert_eq!(fingerprint(&app), before);
    // Others leave as they like, and then belong to no org.
    editor.post("/portal/org/leave", &[]).expect(303);
    let lost = editor.get("/portal").expect(303);
    assert_eq!(lost.header("location"), "/portal/org/new?first=true");
    assert!(
        editor
            .follow(&lost)
            .expect(200)
            .text()
            .contains("You belong to no org")
    );
}

/// However many step down at once (SECURITY row 64, for owners).
#[test]
fn two_owners_who_leave_at_once_leave_one() {
    let app = TestApp::start();
    let one = app.publisher("acme");
    let two = app.member("ow@acme.example", one.org, OrgRole::Owner);
    let answers = std::thread::scope(|scope| {
        let leave = |cookie: String| {
            let app = &app;
            scope.spawn(move || {
                let browser = app.browser();
                browser.put_cookie("__Host-oin", &cookie);
                browser.post("/portal/org/leave", &[]).status
            })
        };
        let runs = [&one, &two].map(|person| leave(person.cookie("__Host-oin").unwrap()));
        runs.map(|run| run.join().unwrap())
    });
    let mut answers = answers;
    answers.sort_unstable();
    assert_eq!(answers, [303, 409]);
}

#[test]
fn changes_of_members_need_a_second_factor_that_was_just_proven() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    let before = fingerprint(&app);
    // The same owner at a browser where nothing was proven, and an owner without a factor.
    let plain = app.signed_in(owner.user, &owner.mail, owner.org, SessionPolicy::MEMBER, false);
    let bare = app.person("bare@acme.example");
    let add = app.store().write(async |tx| {
        tx.add_member(owner.org, bare.user, OrgRole::Owner, crate::harness::now())
            .await
    });
    wait(add).unwrap();
    let before_bare = fingerprint(&app);
    assert_ne!(before, before_bare);
    let id = editor.user.to_string();
    for (person, place) in [(&plain, "/account/prove"), (&bare, "/account/second-factor")] {
        for (path, fields) in [
            (
                "/portal/org/members/role",
                &[("user", id.as_str()), ("role", "owner")][..],
            ),
            ("/portal/org/members/remove", &[("user", id.as_str())]),
            (
                "/portal/org/invitations",
                &[("mail", "x@acme.example"), ("role", "owner")],
            ),
            ("/portal/org/leave", &[]),
            (
                "/portal/tokens",
                &[("name", "x"), ("scopes", "org:read"), ("days", "1")],
            ),
        ] {
            let answer = person.post(path, fields).expect(303);
            assert!(answer.header("location").starts_with(place), "{path}");
        }
        // The page offers none of it, and says where to prove it.
        let page = person.get("/portal/org").expect(200);
        assert!(unescaped(page.text()).contains(&format!("{place}?next=%2Fportal%2Forg")));
        assert!(!page.text().contains("/portal/org/members/role"));
    }
    assert_eq!(fingerprint(&app), before_bare);
}

#[test]
fn a_further_org_is_made_and_the_portal_switches() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let before = owner.cookie("__Host-oin").unwrap();
    let empty = owner
        .fill_and_send("/portal/org/new", &[("name", " ")])
        .expect(422);
    assert!(empty.text().contains("must not be empty"));
    let made = owner
        .fill_and_send("/portal/org/new", &[("name", "Second Company")])
        .expect(303);
    // Other rights, another cookie (SECURITY row 55).
    assert_ne!(owner.cookie("__Host-oin").unwrap(), before);
    let page = owner.follow(&made).expect(200);
    assert!(page.text().contains("<h1>Second Company</h1>"));
    let back = owner.press("/portal/org", "/portal/org/choose", &[]).expect(303);
    let page = owner.follow(&back).expect(200);
    assert!(page.text().contains("<h1>acme</h1>"));
    assert!(owner.get("/portal").expect(200).text().contains("acme"));
    let other = app.publisher("other");
    owner
        .post("/portal/org/choose", &[("org", &other.org.to_string())])
        .expect(404);
}

#[test]
fn an_owner_renames_the_org() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    owner
        .fill_and_send("/portal/org", &[("name", "Acme & <b>Sons</b>")])
        .expect(303);
    let page = editor.get("/portal/org").expect(200);
    assert!(
        page.text()
            .contains("<h1>Acme &amp; &lt;b&gt;Sons&lt;/b&gt;</h1>")
    );
    let long = "x".repeat(201);
    let refused = owner.fill_and_send("/portal/org", &[("name", &long)]).expect(422);
    assert!(refused.text().contains("at most 200 are allowed"));
    assert!(refused.text().contains(&long), "what was typed is there");
    editor.post("/portal/org/name", &[("name", "Mine")]).expect(403);
}

fn role_of(app: &TestApp, person: &crate::harness::Person<'_>) -> Option<OrgRole> {
    let (org, user) = (person.org, person.user);
    let found = app.store().read(async |read| read.membership(org, user).await);
    match wait(found) {
        Ok(role) => Some(role),
        Err(StoreError::Absent) => None,
        Err(error) => panic!("{error}"),
    }
}
