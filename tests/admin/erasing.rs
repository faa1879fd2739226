//! Erased people: who they were is gone, what they did stays and its chain holds (row 79).

use oin_domain::account::StaffRole;

use super::trail::trail;
use crate::harness::{Oin, TestApp, keys, rows, wait};

#[test]
fn an_erased_person_is_found_nowhere_and_the_chain_holds() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let person = app.publisher("zanzibar-umbrellas");
    let url = format!("/admin/users/{}", person.user);
    for what in ["grant", "revoke"] {
        admin
            .press(
                &url,
                &format!("{url}/role"),
                &[("role", "reviewer"), ("do", what)],
            )
            .expect(303);
    }
    admin
        .press(
            &url,
            &format!("{url}/disable"),
            &[("reason", "they asked for it")],
        )
        .expect(303);
    let letters = app.received("owner@zanzibar-umbrellas.example");
    assert!(!letters.is_empty());
    let oin = Oin::bare()
        .with("DATABASE_URL", &app.database().url("oin_app"))
        .with("OIN_MODE", "local")
        .with("OIN_KEYS", keys());
    let head = oin.run(&["audit", "head"]).expect(0).out.trim().to_owned();
    oin.run(&["user", "erase", "--mail", "owner@zanzibar-umbrellas.example"])
        .expect(0);
    app.work_until_idle();
    // Every text of every table, as a dump has it.
    let client = app.database().raw();
    let tables = wait(client.query(
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
        &[],
    ))
    .unwrap();
    assert!(tables.len() > 40);
    for row in tables {
        let table: String = row.get(0);
        let found = wait(client.query(
            &format!("SELECT t::text FROM {table} t WHERE t::text ILIKE '%owner@zanzibar-umbrellas%'"),
            &[],
        ))
        .unwrap();
        assert!(found.is_empty(), "{table}");
    }
    let holds = oin.run(&["audit", "verify", "--anchor", &head]).expect(0);
    assert!(holds.out.contains("0 wait"), "{}", holds.out);
    let entries = trail(&app);
    let mut theirs = entries.iter().filter(|entry| entry.user == Some(person.user));
    assert!(theirs.clone().count() >= 4);
    assert!(theirs.clone().all(|entry| entry.user_said.is_none()));
    assert_eq!(theirs.next_back().unwrap().act, "erased");
    let shown = admin
        .get(&format!("/admin/audit?about=&who={}", person.user))
        .expect(200);
    assert!(!shown.text().contains("zanzibar"), "{}", shown.text());
    rows::passed(79, 1);
}

#[test]
fn an_open_account_is_not_erased_and_nothing_of_it_is_taken_from_the_trail() {
    let app = TestApp::start();
    let person = app.staff("ada@network.test", &[StaffRole::Admin]);
    let oin = Oin::bare()
        .with("DATABASE_URL", &app.database().url("oin_app"))
        .with("OIN_MODE", "local")
        .with("OIN_KEYS", keys());
    let refused = oin
        .run(&["user", "erase", "--mail", "ada@network.test"])
        .expect(1);
    assert!(refused.said.contains("The account is open"), "{}", refused.said);
    let gone = wait(
        app.store()
            .write(async |tx| tx.forget_in_audit(person.user).await),
    )
    .unwrap();
    assert_eq!(gone, 0);
}
