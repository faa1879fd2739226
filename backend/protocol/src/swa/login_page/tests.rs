use std::time::{Duration, Instant};

use scraper::{Html, Selector};

use super::*;

const BLOG: &str = include_str!("../../../fixtures/login/blog.html");
const ERP: &str = include_str!("../../../fixtures/login/erp.html");
const SIGN_UP_TOO: &str = include_str!("../../../fixtures/login/sign-up-too.html");
const SCRIPT_BUILT: &str = include_str!("../../../fixtures/login/script-built.html");
const TWO_STEP: &str = include_str!("../../../fixtures/login/two-step.html");
const ELSEWHERE: &str = include_str!("../../../fixtures/login/elsewhere.html");

fn analysed(html: &str, url: &str) -> LoginPage {
    analyse(html.as_bytes(), &Url::parse(url).expect("a URL")).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn form(page: &LoginPage) -> &LoginForm {
    page.form.as_ref().expect("a form")
}

fn codes(page: &LoginPage) -> Vec<&'static str> {
    page.findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

/// The name of the element that a selector finds first, by a tree builder that is not ours.
fn found(html: &str, selector: &str) -> Option<String> {
    let page = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"));
    let element = page.select(&selector).next()?;
    Some(
        element
            .value()
            .attr("name")
            .or(element.value().attr("type"))
            .unwrap_or("?")
            .to_owned(),
    )
}

#[test]
fn reads_an_ordinary_login_form() {
    let page = analysed(BLOG, "https://blog.example.com/wp-login.php");
    assert_eq!(page.title.as_deref(), Some("Log In ‹ Example Blog — Site"));
    let form = form(&page);
    assert_eq!(form.selector.as_deref(), Some("#loginform"));
    assert_eq!(
        form.action.as_deref(),
        Some("https://blog.example.com/wp-login.php")
    );
    assert_eq!(form.method, Method::Post);
    let user = form.user_name.as_ref().expect("a user name");
    assert_eq!(
        (user.selector.as_str(), user.name.as_deref(), user.required),
        ("#user_login", Some("log"), true)
    );
    assert_eq!(user.label.as_deref(), Some("Username or Email Address"));
    assert_eq!(form.password.selector, "#user_pass");
    assert_eq!(form.extra.len(), 1);
    assert_eq!(
        (form.extra[0].kind, form.extra[0].label.as_deref()),
        (FieldKind::Checkbox, Some("Remember Me"))
    );
    assert_eq!(form.hidden, ["redirect_to", "testcookie"]);
    let button = form.button.as_ref().expect("a button");
    assert_eq!(
        (button.selector.as_str(), button.label.as_deref()),
        ("#wp-submit", Some("Log In"))
    );
    assert!(page.findings.is_empty(), "{:?}", page.findings);
}

#[test]
fn reads_old_markup_with_extra_fields() {
    let page = analysed(ERP, "https://erp.example.com/start?x=1");
    let form = form(&page);
    assert_eq!(
        form.action.as_deref(),
        Some("https://erp.example.com/app/logon.do?client=100&lang=EN")
    );
    assert_eq!(
        form.user_name.as_ref().and_then(|field| field.name.as_deref()),
        Some("usr")
    );
    let extra: Vec<(&str, FieldKind)> = form
        .extra
        .iter()
        .map(|field| (field.name.as_deref().unwrap_or_default(), field.kind))
        .collect();
    assert_eq!(
        extra,
        [
            ("company", FieldKind::Text),
            ("lang", FieldKind::Select),
            ("realm", FieldKind::Select)
        ]
    );
    assert_eq!(
        form.extra[1].choices,
        [("EN".into(), "English".into()), ("DE".into(), "Deutsch".into())]
    );
    assert_eq!(
        form.extra[2].choices,
        [("a".into(), "Realm A".into()), ("b".into(), "Realm B".into())]
    );
    assert_eq!(form.hidden, ["__VIEWSTATE"]);
    assert!(codes(&page).contains(&"swa_extra_fields"));
}

#[test]
fn prefers_the_login_form_to_the_sign_up_form() {
    let page = analysed(SIGN_UP_TOO, "https://app.example.com/");
    let form = form(&page);
    assert_eq!(form.action.as_deref(), Some("https://app.example.com/session"));
    assert_eq!(
        form.button.as_ref().and_then(|button| button.label.as_deref()),
        Some("Sign in")
    );
    for expected in ["swa_several_forms", "swa_captcha", "swa_other_sign_on"] {
        assert!(
            codes(&page).contains(&expected),
            "{expected} in {:?}",
            codes(&page)
        );
    }
}

#[test]
fn says_when_the_html_does_not_hold_the_form() {
    let page = analysed(SCRIPT_BUILT, "https://app.example.com/");
    assert!(page.form.is_none());
    assert_eq!(codes(&page), ["swa_no_password_field", "swa_script_rendered"]);
    let page = analysed(TWO_STEP, "https://app.example.com/");
    assert!(page.form.is_none());
    assert_eq!(
        codes(&page),
        ["swa_no_password_field", "swa_two_step", "swa_iframe"]
    );
    assert_eq!(page.frames, ["https://auth.example.net/frame?x=1"]);
}

#[test]
fn finds_forms_that_send_elsewhere() {
    let page = analysed(ELSEWHERE, "https://app.example.com/");
    // The button's own target wins over the form's.
    assert_eq!(form(&page).action.as_deref(), Some("http://app.example.com/go"));
    for expected in [
        "swa_action_other_origin",
        "swa_not_https",
        "swa_two_step",
        "swa_extra_fields",
    ] {
        assert!(
            codes(&page).contains(&expected),
            "{expected} in {:?}",
            codes(&page)
        );
    }
    let target = |action: &str| {
        let html = format!(
            "<form method=post action=\"{action}\"><input name=u><input type=password name=p><button>Go</button></form>"
        );
        codes(&analysed(&html, "https://app.example.com/in"))
    };
    assert!(target("").is_empty());
    assert!(target("//app.example.com/x").is_empty());
    for other in [
        "//evil.example/",
        "\\\\evil.example/",
        "https://app.example.com:8443/",
        "ht\ntps://evil.example/",
        "https://app.example.com@evil.example/",
    ] {
        assert_eq!(target(other), ["swa_action_other_origin"], "{other:?}");
    }
    let by_button = "<form method=post><input name=u><input type=password name=p><button>Go</button>\
                     <button formaction=https://evil.example/>Help</button></form>";
    assert_eq!(
        codes(&analysed(by_button, "https://app.example.com/in")),
        ["swa_action_other_origin"]
    );
    assert_eq!(target("javascript:void(0)"), ["swa_script_sends"]);
    assert_eq!(target("mailto:x@y.test"), ["swa_action_invalid"]);
}

#[test]
fn gives_selectors_that_another_parser_follows_to_the_same_fields() {
    let odd = "<form id=a><input name='x\"y\\z' type=password><input id='4711' name='user[name]'><input id='u:1' name=gen12345></form>";
    for html in [BLOG, ERP, SIGN_UP_TOO, ELSEWHERE, odd] {
        let page = analysed(html, "https://app.example.com/");
        let form = form(&page);
        let fields = form.user_name.iter().chain([&form.password]).chain(&form.extra);
        for field in fields {
            assert!(!field.selector.is_empty(), "{field:?}");
            assert_eq!(
                found(html, &field.selector),
                field.name.clone(),
                "{}",
                field.selector
            );
        }
    }
}

#[test]
fn follows_html_where_naive_readers_stumble() {
    let one = |html: &str| analysed(html, "https://app.example.com/").form;
    assert!(one("<!--><form><input type=password>-->").is_some());
    assert!(one("<!-- --!><form><input type=password>").is_some());
    assert!(one("<!-- <input type=password> -->").is_none());
    assert!(one("<textarea><input type=password></textarea>").is_none());
    assert!(one("<script>'</scripty><input type=password>'</script>").is_none());
    assert!(one("<style></style ><input type=password>").is_some());
    assert!(one("<INPUT/TYPE='PassWord'/name=p>").is_some());
    assert!(one("<input type=password type=text>").is_some());
    assert!(one("<input type=text type=password>").is_none());
    assert!(one("<input title=\"<input type=password>\">").is_none());
    assert!(one("< input type=password>").is_none());
    let tied =
        one("<form id=f action=/t method=post></form><input form=f type=password name=p>").expect("a form");
    assert_eq!(tied.action.as_deref(), Some("https://app.example.com/t"));
    let nested = one("<form action=/outer method=post><form action=/inner><input type=password></form>")
        .expect("a form");
    assert_eq!(nested.action.as_deref(), Some("https://app.example.com/outer"));
}

#[test]
fn is_bounded_on_hostile_pages() {
    let url = Url::parse("https://app.example.com/").expect("a URL");
    let attributes: String = (0..300_000).map(|n| format!(" a{n:x}")).collect();
    let fields: String = (0..20_000)
        .map(|n| format!("<input name=n{n} form=f><label for=x>y</label>"))
        .collect();
    for (name, html) in [
        ("attributes", format!("<input type=password{attributes}>")),
        ("deep", "<b>".repeat(600_000)),
        (
            "open formatting",
            format!("<p>{}{}", "<b c=1>".repeat(20_000), "<p>x".repeat(20_000)),
        ),
        ("fields", format!("<form id=f><input type=password>{fields}")),
        ("comments", "<!--".repeat(500_000)),
        ("odd comments", "<!----!".repeat(280_000)),
        ("raw text", format!("<script>{}", "</scrip".repeat(280_000))),
        ("quotes", "<a b='".repeat(340_000)),
        (
            "references",
            format!("<input type=password name='{}'>", "&#".repeat(1_000_000)),
        ),
        ("less than", "<".repeat(2_000_000)),
        (
            "label",
            format!("<label>{}<input type=password>", "word ".repeat(400_000)),
        ),
        (
            "options",
            format!("<input type=password><select>{}", "<option>".repeat(20_000)),
        ),
    ] {
        assert!(html.len() <= MAX_BYTES, "{name} has {} bytes", html.len());
        let begun = Instant::now();
        let _ = analyse(html.as_bytes(), &url);
        assert!(
            begun.elapsed() < Duration::from_secs(3),
            "{name} took {:?}",
            begun.elapsed()
        );
    }
    assert_eq!(
        analyse(&vec![b'<'; MAX_BYTES + 1], &url)
            .expect_err("too large")
            .code(),
        Code::HtmlTooLarge
    );
    assert_eq!(
        analyse(b"\x89PNG\r\n\0<", &url).expect_err("no HTML").code(),
        Code::HtmlNotHtml
    );
    assert_eq!(
        analyse(b"hello", &url).expect_err("no HTML").code(),
        Code::HtmlNotHtml
    );
}

#[test]
fn a_forms_only_button_is_found_without_anything_of_its_own() {
    let login =
        "<form method=post><input name=u><input type=password name=p><button>Anmelden</button></form>";
    let selector = |html: &str| {
        let form = analysed(html, "https://app.example.com/in").form.expect("a form");
        form.button.map(|button| button.selector)
    };
    assert_eq!(selector(login).as_deref(), Some("form button"));
    let two = format!("<form action=/find><input name=q><button>Find</button></form>{login}")
        .replace("<form method=post>", "<form method=post action=\"/login\">");
    assert_eq!(selector(&two).as_deref(), Some("form[action=\"/login\"] button"));
    // The first button of the form shows the password.
    let shows = login.replace("<button>", "<button type=button>Show</button><button>");
    assert_eq!(selector(&shows).as_deref(), Some(""));
}
