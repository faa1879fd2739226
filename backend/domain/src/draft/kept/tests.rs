use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap()
}

fn ada() -> UserId {
    UserId(Uuid::from_u128(1))
}

fn bob() -> UserId {
    UserId(Uuid::from_u128(2))
}

fn save(kept: &mut Kept, by: UserId, base: i32, reach: Reach, fields: &[(&str, &str)]) -> Merged {
    let fields: Vec<(String, String)> = fields
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    let edit = Edit {
        reach,
        fields: &fields,
        base,
        by,
        at: at(i64::from(base)),
    };
    kept.edit(&edit).unwrap()
}

#[test]
fn two_people_who_edit_different_fields_both_win() {
    let mut kept = Kept::new(Draft::default());
    save(
        &mut kept,
        ada(),
        1,
        Reach::Any,
        &[("name", "Acme"), ("summary", "Old")],
    );
    let merged = save(&mut kept, ada(), 2, Reach::Any, &[("name", "Acme Pay")]);
    assert_eq!(merged.saved, ["name"]);
    // Bob's whole form still shows the old name, which he left as it was.
    let whole = Reach::Whole(Step::General);
    let merged = save(
        &mut kept,
        bob(),
        2,
        whole,
        &[("name", "Acme"), ("summary", "New")],
    );
    assert_eq!(
        (merged.saved, merged.conflicts),
        (vec!["summary".to_owned()], vec![])
    );
    assert_eq!(kept.draft.get("name"), Some("Acme Pay"));
}

#[test]
fn the_same_field_is_a_conflict_and_the_rest_is_saved() {
    let mut kept = Kept::new(Draft::default());
    save(&mut kept, ada(), 1, Reach::Any, &[("name", "Acme")]);
    save(&mut kept, ada(), 2, Reach::Any, &[("name", "Acme Pay")]);
    let merged = save(
        &mut kept,
        bob(),
        2,
        Reach::Any,
        &[("name", "Acme Bank"), ("summary", "x")],
    );
    assert_eq!(merged.saved, ["summary"]);
    let conflict = &merged.conflicts[0];
    assert_eq!(
        (conflict.mine.as_str(), conflict.theirs.as_str()),
        ("Acme Bank", "Acme Pay")
    );
    assert_eq!(conflict.by, Some((ada(), at(2))));
    // Saying the same is no conflict; having seen it settles it.
    assert_eq!(
        save(&mut kept, bob(), 2, Reach::Any, &[("name", "Acme Pay")]).conflicts,
        []
    );
    assert_eq!(
        save(&mut kept, bob(), 4, Reach::Any, &[("name", "Acme Bank")]).saved,
        ["name"]
    );
}

#[test]
fn a_field_that_was_taken_away_meanwhile_is_not_brought_back_unseen() {
    let mut kept = Kept::new(Draft::default());
    save(&mut kept, ada(), 1, Reach::Any, &[("name", "Acme")]);
    save(&mut kept, ada(), 2, Reach::Any, &[("name", "")]);
    let merged = save(&mut kept, bob(), 2, Reach::Any, &[("name", "Acme Bank")]);
    assert_eq!(merged.conflicts[0].theirs, "");
    // A form that was made before the field came does not take it away.
    save(&mut kept, ada(), 3, Reach::Any, &[("summary", "x")]);
    let merged = save(&mut kept, bob(), 3, Reach::Whole(Step::General), &[]);
    assert_eq!((merged.saved.len(), merged.conflicts.len()), (0, 0));
    assert_eq!(kept.draft.get("summary"), Some("x"));
}

#[test]
fn a_revision_that_never_was_has_seen_nothing() {
    let mut kept = Kept::new(Draft::default());
    save(&mut kept, ada(), 1, Reach::Any, &[("name", "Acme")]);
    let merged = save(&mut kept, bob(), 99, Reach::Any, &[("name", "Other")]);
    assert_eq!(merged.conflicts.len(), 1);
}

#[test]
fn an_edit_that_changes_nothing_counts_nothing() {
    let mut kept = Kept::new(Draft::default());
    save(&mut kept, ada(), 1, Reach::Any, &[("name", "Acme")]);
    save(
        &mut kept,
        ada(),
        2,
        Reach::Any,
        &[("name", "Acme"), ("summary", "")],
    );
    assert_eq!(kept.revision, 2);
}

#[test]
fn entries_move_up_with_what_stands_beside_them() {
    let mut kept = Kept::new(Draft::default());
    for place in 0..3 {
        let url = format!("testing.logins.{place}.url");
        let value = format!("https://{place}.acme.example/login");
        let base = kept.revision;
        save(&mut kept, ada(), base, Reach::Any, &[(&url, &value)]);
        let secret = SealedField {
            name: Uuid::from_u128(place),
            target: format!("https://{place}.acme.example"),
            by: ada(),
            since: at(0),
        };
        kept.put_secret(&format!("testing.logins.{place}.password"), secret);
    }
    let before = kept.clone();
    let gone = kept
        .remove_entry("testing.logins", 1, kept.revision, ada(), at(9))
        .unwrap();
    assert_eq!(gone[0].name, Uuid::from_u128(1));
    assert_eq!(
        kept.secrets()["testing.logins.1.password"].name,
        Uuid::from_u128(2)
    );
    assert!(kept.loose_secrets().is_empty());
    // Whoever saw the list before cannot change what has moved.
    let stale = save(
        &mut kept,
        bob(),
        before.revision,
        Reach::Any,
        &[("testing.logins.1.url", "https://x.example")],
    );
    assert_eq!(stale.conflicts.len(), 1);
    assert_eq!(
        kept.remove_entry("testing.logins", 1, before.revision, bob(), at(9)),
        Err(RemoveError::Changed)
    );
    assert_eq!(
        kept.remove_entry("testing.logins", 7, kept.revision, bob(), at(9)),
        Err(RemoveError::NoEntry)
    );
    assert_eq!(
        kept.remove_entry("name", 0, kept.revision, bob(), at(9)),
        Err(RemoveError::NoEntry)
    );
}

#[test]
fn a_secret_whose_address_leads_elsewhere_is_let_go() {
    let mut kept = Kept::new(Draft::default());
    let url = "testing.logins.0.url";
    save(
        &mut kept,
        ada(),
        1,
        Reach::Any,
        &[
            (url, "https://${sub}.acme.example/login"),
            ("testing.sandbox.values.sub", "demo"),
        ],
    );
    let path = "testing.logins.0.password";
    assert_eq!(
        kept.draft.target_of(path).as_deref(),
        Some("https://demo.acme.example")
    );
    let secret = SealedField {
        name: Uuid::from_u128(7),
        target: "https://demo.acme.example".to_owned(),
        by: ada(),
        since: at(0),
    };
    kept.put_secret(path, secret);
    save(
        &mut kept,
        ada(),
        2,
        Reach::Any,
        &[(url, "https://${sub}.acme.example/sign-in")],
    );
    assert!(kept.loose_secrets().is_empty());
    save(
        &mut kept,
        ada(),
        3,
        Reach::Any,
        &[("testing.sandbox.values.sub", "evil.example/")],
    );
    assert_eq!(kept.loose_secrets().len(), 1);
    assert!(kept.secrets().is_empty());
    assert_eq!(kept.draft.target_of("name"), None);
}

#[test]
fn an_imported_value_is_marked_until_somebody_changes_it() {
    let mut kept = Kept::new(Draft::default());
    let origin = Origin {
        source: "saml".to_owned(),
        url: None,
        line: Some(12),
        value: "https://acme.example/acs".to_owned(),
        at: at(0),
    };
    let path = "connections.0.acs.0.url";
    kept.fill(&[(path.to_owned(), origin)], ada(), at(0)).unwrap();
    assert_eq!(kept.origin(path).and_then(|origin| origin.line), Some(12));
    save(
        &mut kept,
        ada(),
        2,
        Reach::Any,
        &[(path, "https://acme.example/other")],
    );
    assert_eq!(kept.origin(path), None);
    assert_eq!(kept.imported()[path], "https://acme.example/acs");
}

#[test]
fn what_is_remembered_is_bounded() {
    let mut kept = Kept::new(Draft::default());
    for round in 0..3 {
        let path = |n: usize| format!("testing.sandbox.values.v{round}_{n}");
        let names: Vec<String> = (0..1900).map(path).collect();
        for text in ["x", ""] {
            let fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), text)).collect();
            let base = kept.revision;
            save(&mut kept, ada(), base, Reach::Any, &fields);
        }
    }
    assert!(kept.beside.touched.len() <= Kept::TOUCHES);
    // What is forgotten is a conflict rather than a silent loss.
    let merged = save(
        &mut kept,
        bob(),
        1,
        Reach::Any,
        &[("testing.sandbox.values.v0_1", "y")],
    );
    assert_eq!(merged.conflicts.len(), 1);
    let fields: Vec<(String, String)> = (0..30)
        .map(|n| (format!("testing.sandbox.values.w{n}"), "x".repeat(20_000)))
        .collect();
    let edit = Edit {
        reach: Reach::Any,
        fields: &fields,
        base: kept.revision,
        by: ada(),
        at: at(0),
    };
    assert_eq!(kept.edit(&edit), Err(vec![SetError::TooLarge]));
}

proptest! {
    /// Whatever two people do: what an edit called saved is there, and nothing
    /// that its author had not seen was overwritten by it.
    #[test]
    fn no_edit_overwrites_what_its_author_has_not_seen(
        edits in prop::collection::vec((0usize..3, "[ab]?", 0i32..6, any::<bool>()), 1..30)
    ) {
        let names = ["name", "summary", "website"];
        let mut kept = Kept::new(Draft::default());
        let mut seen = vec![kept.clone()];
        for (field, text, back, first) in edits {
            let base = (kept.revision - back).max(1);
            let before = kept.clone();
            let by = if first { ada() } else { bob() };
            let merged = save(&mut kept, by, base, Reach::Any, &[(names[field], &text)]);
            let base_text = seen[usize::try_from(base - 1).unwrap()].draft.get(names[field]);
            if merged.saved.is_empty() {
                prop_assert_eq!(&kept, &before);
            } else {
                prop_assert_eq!(kept.draft.get(names[field]).unwrap_or(""), text.as_str());
                // Back and forth to the same text counts as seen only by its revision.
                prop_assert_eq!(before.draft.get(names[field]), base_text);
                seen.push(kept.clone());
            }
        }
    }
}
