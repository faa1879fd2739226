//! SECURITY row 29: redirects stop at the rule, and the way is shown.

use oin_domain::check::Answer;

use crate::client::{client, fetch, world};
use crate::rows;
use crate::site::{Authority, Wrong, plain, serve};
use crate::trap::traps;

#[tokio::test]
async fn row_29_redirects() {
    let traps = traps();
    let before = traps.hits();
    let authority = Authority::new();
    let at = serve(
        Some(authority.tls("app.example", Wrong::Nothing)),
        |asked, out| {
            let to = |location: &str| format!("Location: {location}\r\n");
            let location = match asked.path.as_str() {
                "/inner" => to("https://127.83.0.1:8443/"),
                "/inner-name" => to("https://localhost:8443/"),
                "/file" => to("file:///etc/passwd"),
                "/loop" => to("/loop"),
                "/circle" => to("/circle2"),
                "/circle2" => to("/circle"),
                "/4" => to("/3"),
                "/3" => to("/2"),
                "/2" => to("/1"),
                "/1" => to("/0"),
                "/down" => to("http://app.example/0"),
                "/userinfo" => to("https://a@127.83.0.1:8443/"),
                "/port" => to("https://other.example:22/"),
                "/split" => to("https://app.example/0\r\nX-Injected: 1"),
                "/folded" => to("https://app.example/0\r\n https://127.83.0.1:8443/"),
                "/encoded" => to("/0%0d%0aX-Injected:%201"),
                "/none" => String::new(),
                "/broken" => to("https://["),
                _ => return plain(out, "200 OK", "", &asked.path),
            };
            plain(out, "302 Found", &location, "moved");
        },
    );
    let client = client(&[], Some(world(&[("app.example", at)], &authority.root)));
    let stopped = [
        ("/inner", "url_not_public", 2),
        ("/inner-name", "url_not_public", 2),
        ("/file", "url_scheme", 2),
        ("/loop", "url_redirects", 2),
        ("/circle", "url_redirects", 3),
        ("/4", "url_redirects", 4),
        ("/down", "url_redirects", 2),
        ("/userinfo", "url_userinfo", 2),
        ("/port", "url_port", 2),
        ("/folded", "url_answer", 1),
        ("/broken", "url_redirects", 1),
    ];
    for (path, code, hops) in stopped {
        let error = fetch(&client, &format!("https://app.example{path}"))
            .await
            .unwrap_err();
        assert_eq!((error.code(), error.hops.len()), (code, hops), "{path}: {error}");
        assert!(
            hops == 1 || error.to_string().contains("The way there: https://app.example/"),
            "{error}"
        );
    }
    for (path, end) in [
        ("/3", "/0"),
        ("/split", "/0"),
        ("/encoded", "/0%0d%0aX-Injected:%201"),
        ("/0", "/0"),
    ] {
        let fetched = fetch(&client, &format!("https://app.example{path}"))
            .await
            .unwrap();
        assert_eq!((fetched.status, fetched.final_url.path()), (200, end), "{path}");
        assert_eq!(fetched.hops.last(), Some(&fetched.final_url));
    }
    let none = fetch(&client, "https://app.example/none").await.unwrap();
    assert_eq!((none.status, none.hops.len()), (302, 1));
    assert_eq!(traps.hits(), before, "a trap was reached");
    rows::passed(29, stopped.len() + 3);

    let look = async |path: &str| {
        client
            .probe(&format!("https://app.example{path}").parse().unwrap())
            .await
    };
    assert_eq!(look("/inner").await, Answer::Private);
    assert_eq!(look("/3").await, Answer::Status(200));
    assert_eq!(
        look("/loop").await,
        Answer::Unchecked("it redirects in a circle".to_owned())
    );
    assert_eq!(traps.hits(), before, "a trap was reached");
}
