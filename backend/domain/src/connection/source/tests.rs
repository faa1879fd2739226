use super::*;
use proptest::prelude::*;

fn ada(field: &str) -> Option<String> {
    match field {
        "user.email" => Some("Ada@Acme.example".to_owned()),
        "user.firstName" => Some("Ada".to_owned()),
        "user.lastName" => Some("Lovelace".to_owned()),
        "appuser.plan" => Some("pro".to_owned()),
        _ => None,
    }
}

#[test]
fn sources_give_a_persons_value() {
    for (source, value) in [
        ("user.email", "Ada@Acme.example"),
        ("User_FirstName", "Ada"),
        ("appuser.plan", "pro"),
        ("\"staff\"", "staff"),
        ("lower(before(user.email, \"@\"))", "ada"),
        ("after(user.email,\"@\")", "Acme.example"),
        ("join(user.firstName, \" \", user.lastName)", "Ada Lovelace"),
        ("first(user.nickName, user.firstName)", "Ada"),
        ("upper(user.nickName)", ""),
    ] {
        assert_eq!(Source::parse(source).unwrap().value(&ada), value, "{source}");
    }
}

#[test]
fn nothing_else_is_read() {
    for (source, error) in [
        ("", SourceError::Length),
        ("user.shoeSize", SourceError::UnknownField("user.shoeSize".into())),
        ("appuser.Plan", SourceError::UnknownField("appuser.Plan".into())),
        ("exec(user.email)", SourceError::UnknownFunction("exec".into())),
        ("before(user.email)", SourceError::Arguments("before")),
        ("join(user.email)", SourceError::Arguments("join")),
        (
            "lower(lower(lower(lower(lower(user.email)))))",
            SourceError::Depth,
        ),
        ("user.email)", SourceError::Syntax(")".into())),
        ("\"open", SourceError::Syntax("\"open".into())),
        ("${jndi:x}", SourceError::Syntax("${jndi:x}".into())),
    ] {
        assert_eq!(Source::parse(source), Err(error), "{source}");
    }
}

#[test]
fn only_the_four_bare_fields_are_standard() {
    assert!(Source::parse("user.login").unwrap().is_standard());
    assert!(!Source::parse("lower(user.login)").unwrap().is_standard());
    assert!(!Source::parse("user.department").unwrap().is_standard());
}

fn sources() -> impl Strategy<Value = Source> {
    let leaf = prop_oneof![
        prop::sample::select(UserField::ALL).prop_map(Source::User),
        "[a-z][a-z0-9_]{0,8}".prop_map(|name| Source::AppUser(VariableName::parse(&name).unwrap())),
        "[a-zé ,()@-]{1,9}".prop_map(Source::Constant),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|s| Source::Lower(Box::new(s))),
            (inner.clone(), "[@a-z(),]{1,3}").prop_map(|(s, m)| Source::Before(Box::new(s), m)),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Source::Join),
            prop::collection::vec(inner, 2..4).prop_map(Source::First),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(source in sources()) {
        let text = source.to_string();
        prop_assume!(text.chars().count() <= Source::LIMIT);
        prop_assert_eq!(Source::parse(&text), Ok(source));
    }

    #[test]
    fn no_text_panics(text in ".{0,80}") {
        let _ = Source::parse(&text);
    }

    #[test]
    fn no_text_of_the_grammars_own_signs_panics(text in "[a-z.(),\" ]{0,60}") {
        let _ = Source::parse(&text);
    }
}
