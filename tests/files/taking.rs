//! What is taken: pictures only, whatever they are called, and drawn anew.

use oin_domain::org::{OrgRole, Scope};

use super::{CALL, Uploader, fingerprint, png, shown, sound, svg};
use crate::harness::{Multipart, TestApp, rows};

#[test]
fn row_39_what_a_drawing_can_do_it_does_not_do() {
    let app = TestApp::start();
    let uploader = Uploader::of(&app, &app.publisher("acme"));
    let plain = uploader.logo(&svg(""))["key"].clone();
    let cases = [
        "<script>alert(1)</script>",
        "<g onload=\"alert(1)\"/>",
        "<use href=\"https://evil.test/a.svg#a\"/>",
        "<animate href=\"#a\" attributeName=\"href\" values=\"javascript:alert(1)\"/>",
        "<style>@import url(https://evil.test/a.css);</style>",
        "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\" onload=\"alert(1)\"/></foreignObject>",
        "<image href=\"https://evil.test/a.png\" width=\"9\" height=\"9\"/>",
    ];
    let count = cases.len();
    for inside in cases {
        let taken = uploader.logo(&svg(inside));
        // The same pixels are the same picture.
        assert_eq!(taken["key"], plain, "{inside}");
        let said = taken["notes"].as_array().unwrap().len();
        let left_out = inside.contains("foreignObject") || inside.contains("<image");
        assert_eq!(said, usize::from(left_out), "{inside}");
        for size in taken["sizes"].as_array().unwrap() {
            let answer = shown(&app, size["url"].as_str().unwrap()).expect(200);
            assert_eq!(answer.header("content-type"), "image/png");
            assert!(answer.body.starts_with(b"\x89PNG"));
        }
    }
    let before = fingerprint(&app);
    let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><desc>&b;</desc></svg>";
    let problem = uploader
        .upload("logo", bomb.as_bytes())
        .problem(422, "picture_too_complex");
    assert_eq!(problem["errors"][0]["field"], "file");
    assert_eq!(fingerprint(&app), before);
    rows::passed(39, count + 1);
}

#[test]
fn row_40_floods_and_damage_are_refused() {
    let app = TestApp::start();
    let uploader = Uploader::of(&app, &app.publisher("acme"));
    let whole = sound(1);
    let before = fingerprint(&app);
    for kind in ["logo", "screenshot"] {
        let flood = png([1, 2, 3], (30_000, 30_000));
        let problem = uploader.upload(kind, &flood).problem(422, "picture_too_large");
        assert!(problem["detail"].as_str().unwrap().contains("8192"), "{problem}");
        let half = &whole[..whole.len() / 2];
        uploader.upload(kind, half).problem(422, "picture_broken");
    }
    let long = vec![0; 1024 * 1024 + 1];
    let problem = uploader.upload("logo", &long).problem(413, "upload_too_large");
    assert!(problem["detail"].as_str().unwrap().contains("1 MB"), "{problem}");
    let long = vec![0; 5 * 1024 * 1024 + 1];
    let problem = uploader
        .upload("screenshot", &long)
        .problem(413, "upload_too_large");
    assert!(problem["detail"].as_str().unwrap().contains("5 MB"), "{problem}");
    let clear = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>";
    uploader.upload("logo", clear).problem(422, "picture_empty");
    assert_eq!(fingerprint(&app), before);
    rows::passed(40, 7);
}

#[test]
fn row_41_a_picture_is_known_by_its_content() {
    let app = TestApp::start();
    let uploader = Uploader::of(&app, &app.publisher("acme"));
    let send = |name: &str, kind: &str, bytes: &[u8]| {
        let form = Multipart::default().text("kind", "logo");
        uploader.send(form.file("file", name.as_bytes(), kind, bytes).end())
    };
    let before = fingerprint(&app);
    let cases = [
        (
            "logo.png",
            "image/png",
            &b"<!doctype html><script>alert(1)</script>"[..],
        ),
        ("logo.png", "image/png", b"%PDF-1.7\n"),
        ("logo.png", "image/png", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
        ("logo.png", "image/png", b""),
        ("logo.png.exe", "image/png", b"MZ\x90\0"),
        (
            "logo.svg",
            "image/svg+xml",
            b"<html><svg xmlns='http://www.w3.org/2000/svg'/></html>",
        ),
        ("logo.gif", "image/gif", b"GIF89a/*\0\0\0\0\0\0*/=1;alert(1)//;"),
    ];
    let count = cases.len();
    for (name, kind, bytes) in cases {
        let problem = send(name, kind, bytes).problem(415, "upload_type");
        assert_eq!(problem["errors"][0]["field"], "file", "{name}");
    }
    assert_eq!(fingerprint(&app), before);
    for (name, kind) in [
        ("page.html", "text/html"),
        ("logo.png.exe", "application/x-msdownload"),
        ("logo", ""),
    ] {
        send(name, kind, &sound(1)).expect(201);
    }
    // A drawing is no screenshot.
    uploader
        .upload("screenshot", &svg(""))
        .problem(415, "upload_type");
    rows::passed(41, count + 1);
}

#[test]
fn row_42_the_uploaders_name_is_not_kept() {
    let app = TestApp::start();
    let uploader = Uploader::of(&app, &app.publisher("acme"));
    let long = vec![b'a'; 4 * 1024];
    let names: [&[u8]; 10] = [
        b"../../x.png",
        b"..\\\\x.png",
        b"/etc/passwd",
        b"x\0.png",
        &long,
        b"x%0d%0aSet-Cookie: a=b",
        "\u{202e}gnp.x".as_bytes(),
        b"con",
        b"-rf",
        b".htaccess",
    ];
    let mut keys = Vec::new();
    for (name, colour) in names.iter().zip(1..) {
        let form = Multipart::default().text("kind", "logo");
        let answer = uploader.send(form.file("file", name, "image/png", &sound(colour)).end());
        let shown_as = String::from_utf8_lossy(name);
        if name.contains(&0) {
            // No header holds a NUL: the form is refused as a whole.
            answer.problem(400, "bad_body");
            continue;
        }
        let taken = answer.expect(201).json();
        let key = taken["key"].as_str().unwrap().to_owned();
        assert_eq!(key.len(), 64, "{shown_as}");
        let url = taken["sizes"][1]["url"].as_str().unwrap();
        assert_eq!(url, format!("https://files.oin.test/files/{key}/128"));
        let disposition = shown(&app, url).expect(200);
        let disposition = disposition.header("content-disposition");
        assert_eq!(disposition, "inline; filename=\"picture-128.png\"", "{shown_as}");
        keys.push(key);
    }
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 9);
    rows::passed(42, names.len());
}

#[test]
fn the_same_picture_is_kept_once_an_org() {
    let app = TestApp::start();
    let acme = Uploader::of(&app, &app.publisher("acme"));
    let other = Uploader::of(&app, &app.publisher("other"));
    let first = acme.logo(&sound(7));
    assert_eq!((&first["width"], &first["height"]), (&32.into(), &32.into()));
    let kept = fingerprint(&app);
    assert_eq!(acme.logo(&sound(7)), first);
    assert_eq!(fingerprint(&app), kept);
    // Nobody learns by uploading a picture that another org has it.
    assert_ne!(other.logo(&sound(7))["key"], first["key"]);
    assert_ne!(
        acme.upload("screenshot", &sound(7)).expect(201).json()["key"],
        first["key"]
    );
}

#[test]
fn only_editors_tokens_upload() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let viewer = app.member("viewer@acme.example", owner.org, OrgRole::Viewer);
    let before = fingerprint(&app);
    let form = || {
        Multipart::default()
            .text("kind", "logo")
            .file("file", b"a", "", &sound(1))
            .end()
    };
    Uploader::of(&app, &viewer).send(form()).problem(403, "forbidden");
    let token = app.token(owner.org, owner.user, &[Scope::SubmissionsRead]);
    Uploader { app: &app, token }
        .send(form())
        .problem(403, "forbidden");
    let token = format!("oin_{}", "a".repeat(43));
    Uploader { app: &app, token }
        .send(form())
        .problem(401, "unauthenticated");
    app.send(app.request(reqwest::Method::POST, CALL).body(form()))
        .problem(401, "unauthenticated");
    assert_eq!(fingerprint(&app), before);
}
