//! Row 44: how pictures are shown.

use oin_domain::integration::FileKey;
use reqwest::Method;

use super::{Uploader, shown, sound};
use crate::harness::{TestApp, listing, rows};

#[test]
fn row_44_a_picture_opened_directly_can_do_nothing() {
    let app = TestApp::start();
    let uploader = Uploader::of(&app, &app.publisher("acme"));
    let logo = uploader.logo(&sound(1));
    let screenshot = uploader.upload("screenshot", &sound(1)).expect(201).json();
    let sizes = |taken: &serde_json::Value| -> Vec<String> {
        let sizes = taken["sizes"].as_array().unwrap().iter();
        sizes
            .map(|size| size["url"].as_str().unwrap().to_owned())
            .collect()
    };
    let urls = [sizes(&logo), sizes(&screenshot)].concat();
    assert_eq!(urls.len(), 5);
    for url in &urls {
        let answer = shown(&app, url).expect(200);
        for (name, value) in [
            (
                "content-security-policy",
                "sandbox; default-src 'none'; frame-ancestors 'none'",
            ),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
            ("set-cookie", ""),
        ] {
            assert_eq!(answer.header(name), value, "{url} {name}");
        }
        assert!(answer.header("content-type").starts_with("image/"), "{url}");
        assert!(
            answer
                .header("content-disposition")
                .starts_with("inline; filename=\"picture-")
        );

        let path = url.strip_prefix("https://files.oin.test").unwrap();
        let on_files = |method: Method| app.request(method, path).header("host", "files.oin.test");
        let tag = answer.header("etag").to_owned();
        let again = app
            .send(on_files(Method::GET).header("if-none-match", &tag))
            .expect(304);
        assert_eq!((again.body.len(), again.header("etag")), (0, tag.as_str()));
        let head = app.send(on_files(Method::HEAD)).expect(200);
        assert_eq!(head.body.len(), 0);
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            assert_eq!(
                app.send(on_files(method)).expect(405).header("allow"),
                "GET, HEAD"
            );
        }
        // The pages' host does not show it.
        app.get_with(path, "host", "oin.test").expect(404);
    }
    rows::passed(44, urls.len());
}

#[test]
fn the_pictures_host_shows_nothing_else() {
    let app = TestApp::start();
    let person = app.publisher("acme");
    let cookie = oin_server::web::cookies::SESSION;
    let session = format!("{cookie}={}", person.browser.cookie(cookie).unwrap());
    for path in [
        "/",
        "/sign-in",
        "/portal",
        "/integrations/box",
        "/api/v1/integrations",
        "/assets/app.css",
        "/logos/box.svg",
        "/healthz",
        "/files",
        "/no-such",
    ] {
        for host in ["files.oin.test", "FILES.OIN.TEST", "files.oin.test:443"] {
            let request = app.request(Method::GET, path).header("host", host);
            let answer = app.send(request.header("cookie", &session)).expect(404);
            assert_eq!(
                answer.header("content-type"),
                "text/plain; charset=utf-8",
                "{path}"
            );
            assert_eq!(answer.header("set-cookie"), "", "{path}");
        }
    }
    for path in [
        format!("/files/{}/64", "0".repeat(64)),
        format!("/files/{}/65", "0".repeat(64)),
        "/files/no-such/64".to_owned(),
        "/files/..%2f..%2fetc/passwd".to_owned(),
    ] {
        app.get_with(&path, "host", "files.oin.test")
            .problem(404, "not_found");
    }
}

#[test]
fn pages_may_show_pictures_from_that_host_and_no_other() {
    let app = TestApp::reading();
    let page = app.get("/").expect(200);
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("img-src 'self' data: https://files.oin.test;"),
        "{policy}"
    );
    let own = TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_BASE_URL", "http://127.0.0.1:8080"),
        ("OIN_FILES_URL", ""),
    ]);
    let page = own.get("/").expect(200);
    assert!(
        page.header("content-security-policy")
            .contains("img-src 'self' data:;")
    );
    let taken = Uploader::of(&own, &own.publisher("acme")).logo(&sound(1));
    let path = taken["sizes"][0]["url"].as_str().unwrap();
    let shown = own.get(path).expect(200);
    assert!(shown.header("content-security-policy").starts_with("sandbox;"));
}

#[test]
fn a_listings_own_logo_is_shown() {
    let mut app = TestApp::start();
    let key = {
        let taken = Uploader::of(&app, &app.publisher("acme")).logo(&sound(1));
        taken["key"].as_str().unwrap().to_owned()
    };
    let mut new = listing("acme-desk", "Acme Desk");
    new.content.logo = Some(FileKey::parse(&key).unwrap());
    app.publish(new);
    app.shows("acme-desk");
    let answer = app.get("/logos/acme-desk.svg").expect(307);
    let place = answer.header("location");
    assert_eq!(place, format!("https://files.oin.test/files/{key}/128"));
    shown(&app, place).expect(200);
}
