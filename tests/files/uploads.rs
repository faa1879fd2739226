//! Row 43: forms that no browser sends, and more than there is room for.

use super::{Uploader, fingerprint, sound};
use crate::harness::{BOUNDARY, Multipart, TestApp, rows, wait};

#[test]
fn row_43_broken_forms_are_refused_and_leave_nothing() {
    let app = TestApp::start();
    let uploader = Uploader::of(&app, &app.publisher("acme"));
    let before = fingerprint(&app);
    let form = || Multipart::default().text("kind", "logo");
    let many = (0..101).fold(Multipart::default(), |form, n| form.text(&format!("f{n}"), "x"));
    let headers = format!("; name=\"x\"\r\nX-Long: {}", "a".repeat(100_000));
    let cases = [
        ("101 parts", many.end()),
        (
            "no end",
            form().file("file", b"a", "image/png", &sound(1)).unended(),
        ),
        ("nothing", Vec::new()),
        ("no boundary in it", b"kind=logo".to_vec()),
        ("a part without a name", form().part(b"", "", b"x").end()),
        ("an empty name", form().part(b"; name=\"\"", "", b"x").end()),
        ("a name of 10 KB", form().text(&"n".repeat(10_000), "x").end()),
        (
            "headers of 100 KB",
            form().part(headers.as_bytes(), "", b"x").end(),
        ),
        ("no UTF-8", form().part(b"; name=\"x\"", "", b"\xff\xfe").end()),
    ];
    let count = cases.len();
    for (what, body) in cases {
        let answer = uploader.send(body);
        assert_eq!((answer.status, what), (400, what), "{}", answer.text());
        answer.problem(400, "bad_body");
    }
    let whole = || form().file("file", b"a", "image/png", &sound(1)).end();
    let long = "b".repeat(10_000);
    uploader
        .send_as(&format!("multipart/form-data; boundary={long}"), whole())
        .problem(400, "bad_body");
    uploader
        .send_as("multipart/form-data", whole())
        .problem(400, "bad_body");
    for kind in ["application/json", "multipart/mixed; boundary=x", "", "text/html"] {
        uploader
            .send_as(kind, whole())
            .problem(415, "unsupported_media_type");
    }
    assert_eq!(fingerprint(&app), before);
    rows::passed(43, count + 6);
}

#[test]
fn row_43_more_than_fifty_megabytes_are_refused() {
    let app = TestApp::start();
    let uploader = Uploader::of(&app, &app.publisher("acme"));
    let before = fingerprint(&app);
    let empty = Multipart::default().file("file", b"a", "", b"").end().len();
    let body = Multipart::default().file("file", b"a", "", &vec![0; 50 * 1024 * 1024 + 1 - empty]);
    let body = body.end();
    assert_eq!(body.len(), 50 * 1024 * 1024 + 1);
    let problem = uploader.send(body).problem(413, "upload_too_large");
    assert!(problem["detail"].as_str().unwrap().contains("50 MB"), "{problem}");
    let text = Multipart::default().text("kind", &"x".repeat(300 * 1024));
    uploader.send(text.end()).problem(413, "body_too_large");
    assert_eq!(fingerprint(&app), before);
    rows::passed(43, 2);
}

#[test]
fn each_wrong_field_is_named() {
    let app = TestApp::start();
    let uploader = Uploader::of(&app, &app.publisher("acme"));
    let file = |name: &str| Multipart::default().file(name, b"a", "", &sound(1));
    for (form, field, code) in [
        (file("file"), "kind", "bad_value"),
        (file("file").text("kind", "icon"), "kind", "bad_value"),
        (Multipart::default().text("kind", "logo"), "file", "missing"),
        (file("other").text("kind", "logo"), "other", "unknown_field"),
        (
            file("file").text("kind", "logo").text("size", "9"),
            "size",
            "unknown_field",
        ),
        (
            file("file")
                .file("file", b"b", "", &sound(2))
                .text("kind", "logo"),
            "file",
            "upload_too_large",
        ),
    ] {
        let answer = uploader.send(form.end()).json();
        let errors = answer["errors"].as_array().unwrap();
        let named = errors
            .iter()
            .any(|error| error["field"] == field && error["code"] == code);
        assert!(named, "{field} {code}: {answer}");
    }
}

/// Fills an org's room: `count` pictures of `size` bytes each.
fn fill(app: &TestApp, count: i32, size: i32) {
    let raw = app.database().raw();
    wait(raw.execute(
        "INSERT INTO files (id, org_id, kind, sha256, width, height, size, seen_at)
         SELECT encode(sha256(n::text::bytea), 'hex'), (SELECT org_id FROM memberships LIMIT 1), 'logo',
                sha256(n::text::bytea), 1, 1, $2, now()
         FROM generate_series(1, $1) n",
        &[&count, &size],
    ))
    .unwrap();
}

#[test]
fn row_43_the_thousandth_picture_is_the_last() {
    let app = TestApp::start();
    let uploader = Uploader::of(&app, &app.publisher("acme"));
    fill(&app, 999, 1);
    // Of several at once one finds room.
    let taken = std::thread::scope(|scope| {
        let uploader = &uploader;
        let sending: Vec<_> = (1..=4)
            .map(|colour| scope.spawn(move || (colour, uploader.upload("logo", &sound(colour)))))
            .collect();
        let answers = sending.into_iter().map(|one| one.join().unwrap());
        let (taken, refused): (Vec<_>, Vec<_>) = answers.partition(|(_, answer)| answer.status == 201);
        for (_, answer) in &refused {
            let problem = answer.problem(409, "quota");
            assert!(
                problem["detail"].as_str().unwrap().contains("1000 pictures"),
                "{problem}"
            );
        }
        assert_eq!((taken.len(), refused.len()), (1, 3));
        taken[0].0
    });
    let full = fingerprint(&app);
    // The same picture again takes no room.
    uploader.logo(&sound(taken));
    uploader.upload("screenshot", &sound(taken)).problem(409, "quota");
    assert_eq!(full.split(' ').next(), Some("1000"));
    assert_eq!(fingerprint(&app).split(' ').next(), Some("1000"));
    // Another org has its own room.
    Uploader::of(&app, &app.publisher("other")).logo(&sound(9));
    rows::passed(43, 1);
}

#[test]
fn row_43_two_hundred_megabytes_are_all() {
    let app = TestApp::start();
    let uploader = Uploader::of(&app, &app.publisher("acme"));
    fill(&app, 1, 200 * 1024 * 1024 - 10);
    let before = fingerprint(&app);
    let problem = uploader.upload("logo", &sound(1)).problem(409, "quota");
    assert!(
        problem["detail"].as_str().unwrap().contains("200 MB"),
        "{problem}"
    );
    assert_eq!(fingerprint(&app), before);
    rows::passed(43, 1);
}

#[test]
fn a_body_in_small_pieces_is_read_as_well() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let uploader = Uploader::of(&app, &owner);
    let form = Multipart::default()
        .text("kind", "logo")
        .file("file", b"a", "", &sound(1))
        .end();
    let mut request = format!(
        "POST /api/v1/files HTTP/1.1\r\nHost: oin.test\r\nAuthorization: Bearer {}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        uploader.token
    )
    .into_bytes();
    for piece in form.chunks(3) {
        request.extend(format!("{:x}\r\n", piece.len()).bytes());
        request.extend(piece);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    let answer = crate::harness::exchange(app.address(), &request);
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}
