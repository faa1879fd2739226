//! SECURITY row 32: answers without end, too slow, too large or packed; and
//! how addresses answer to a look.

use std::io::Write;
use std::time::{Duration, Instant};

use oin_domain::check::Answer;
use oin_server::outbound::{FetchLimits, Method, OidcClient, Outbound, Request};

use crate::client::{client, fetch, hasty, world};
use crate::rows;
use crate::site::{Asked, Authority, Wrong, plain, serve};

fn answer(asked: &Asked, out: &mut dyn Write) {
    let head = |out: &mut dyn Write, fields: &str| {
        let _ = write!(out, "HTTP/1.1 200 OK\r\n{fields}Connection: close\r\n\r\n");
    };
    let zeros = [0_u8; 16 * 1024];
    match asked.path.as_str() {
        "/endless" => {
            head(out, "");
            while out.write_all(&zeros).is_ok() {}
        }
        "/endless-head" => {
            let _ = out.write_all(b"HTTP/1.1 200 OK\r\nX-A: ");
            while out.write_all(&[b'a'; 16 * 1024]).is_ok() {}
        }
        "/slow" => {
            head(out, "");
            while out.write_all(b"x").and_then(|()| out.flush()).is_ok() {
                std::thread::sleep(Duration::from_millis(200));
            }
        }
        "/slow-head" => {
            let _ = out.write_all(b"HTTP/1.1 200 OK\r\n");
            while out.write_all(b"X-A: 1\r\n").and_then(|()| out.flush()).is_ok() {
                std::thread::sleep(Duration::from_millis(200));
            }
        }
        "/packed" => plain(
            out,
            "200 OK",
            "Content-Encoding: gzip\r\n",
            "small, and a gigabyte when unpacked",
        ),
        "/declared" => head(out, "Content-Length: 99999999999\r\n"),
        "/100-kb-head" => plain(
            out,
            "200 OK",
            &format!("X-A: {}\r\n", "a".repeat(100 * 1024)),
            "x",
        ),
        "/many-fields" => plain(out, "200 OK", &"X-A: 1\r\n".repeat(5_000), "x"),
        "/short" => {
            head(out, "Content-Length: 10\r\n");
            let _ = out.write_all(b"short");
        }
        "/long" => {
            head(out, "Content-Length: 5\r\n");
            let _ = out.write_all(b"12345678");
        }
        "/bad-chunks" => {
            head(out, "Transfer-Encoding: chunked\r\n");
            let _ = out.write_all(b"zz\r\nhello\r\n0\r\n\r\n");
        }
        "/two-lengths" => {
            head(out, "Content-Length: 5\r\nContent-Length: 6\r\n");
            let _ = out.write_all(b"123456");
        }
        "/ssh" => {
            let _ = out.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
        }
        "/nothing" => {}
        "/2-mib" => plain(out, "200 OK", "", &"x".repeat(2 * 1024 * 1024)),
        "/2-mib-and-1" => plain(out, "200 OK", "", &"x".repeat(2 * 1024 * 1024 + 1)),
        "/no-head" if asked.method == "HEAD" => plain(out, "405 Method Not Allowed", "", ""),
        "/no-head-501" if asked.method == "HEAD" => plain(out, "501 Not Implemented", "", ""),
        "/only-post" if asked.method != "POST" => plain(out, "404 Not Found", "", ""),
        "/only-post" => plain(out, "400 Bad Request", "", "no SAMLResponse"),
        "/gone" => plain(out, "410 Gone", "", ""),
        "/away" => plain(out, "302 Found", "Location: https://app.example/gone\r\n", ""),
        "/echo" => plain(out, "200 OK", "Content-Type: text/plain\r\n", &asked.head),
        _ => plain(out, "200 OK", "Content-Type: text/html\r\n", "<p>here"),
    }
}

fn app() -> Outbound {
    let authority = Authority::new();
    let at = serve(Some(authority.tls("app.example", Wrong::Nothing)), answer);
    client(&[], Some(world(&[("app.example", at)], &authority.root)))
}

#[tokio::test]
async fn row_32_bodies_and_heads_that_are_bounded() {
    let client = hasty(&app());
    let cases = [
        ("/endless", "url_too_large"),
        ("/endless-head", "url_answer"),
        ("/slow", "url_silent"),
        ("/slow-head", "url_silent"),
        ("/packed", "url_answer"),
        ("/declared", "url_too_large"),
        ("/100-kb-head", "url_too_large"),
        ("/many-fields", "url_answer"),
        ("/short", "url_answer"),
        ("/bad-chunks", "url_answer"),
        ("/two-lengths", "url_answer"),
        ("/ssh", "url_answer"),
        ("/nothing", "url_answer"),
        ("/2-mib-and-1", "url_too_large"),
    ];
    for (path, code) in cases {
        let started = Instant::now();
        let error = fetch(&client, &format!("https://app.example{path}"))
            .await
            .unwrap_err();
        assert_eq!(error.code(), code, "{path}: {error}");
        assert!(started.elapsed() < Duration::from_secs(4), "{path}");
    }
    rows::passed(32, cases.len());
    let long = fetch(&client, "https://app.example/long").await.unwrap();
    assert_eq!(long.body, b"12345");
    let full = fetch(&client, "https://app.example/2-mib").await.unwrap();
    assert_eq!(full.body.len(), FetchLimits::default().max_bytes);
    let small = FetchLimits {
        max_bytes: 6,
        ..FetchLimits::default()
    };
    let error = client
        .fetch(&"https://app.example/".parse().unwrap(), small)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Its body is larger than 6 bytes. Serve a smaller one."
    );
}

#[test]
fn row_32_calls_take_fifteen_seconds_at_most() {
    let times = oin_server::outbound::Times::default();
    let seconds = [times.names, times.connect, times.total].map(|time| time.as_secs());
    assert_eq!(seconds, [5, 5, 15]);
}

#[tokio::test]
async fn a_look_asks_again_where_head_is_not_known() {
    let client = hasty(&app());
    let url = |path: &str| format!("https://app.example{path}").parse().unwrap();
    for (path, status) in [
        ("/", 200),
        ("/no-head", 200),
        ("/no-head-501", 200),
        ("/gone", 410),
        ("/away", 410),
    ] {
        assert_eq!(client.probe(&url(path)).await, Answer::Status(status), "{path}");
    }
    assert_eq!(client.probe(&url("/only-post")).await, Answer::Status(404));
    assert_eq!(
        client.probe_receiver(&url("/only-post")).await,
        Answer::Status(400)
    );
    assert_eq!(client.probe_receiver(&url("/gone")).await, Answer::Status(410));
    // The body of what is only looked at is not read.
    assert_eq!(client.probe(&url("/declared")).await, Answer::Status(200));
}

#[tokio::test]
async fn what_is_sent_is_what_was_meant_and_redirects_are_not_followed() {
    let client = hasty(&app());
    let request = |path: &str| Request {
        method: Method::POST,
        url: format!("https://app.example:8443{path}").parse().unwrap(),
        headers: [("authorization".parse().unwrap(), "Bearer t".parse().unwrap())]
            .into_iter()
            .collect(),
        body: b"a=b".to_vec(),
    };
    let echoed = client
        .send(request("/echo"), FetchLimits::default())
        .await
        .unwrap();
    let head = String::from_utf8(echoed.body).unwrap().to_ascii_lowercase();
    for line in [
        "post /echo http/1.1",
        "host: app.example:8443",
        "authorization: bearer t",
        "accept-encoding: identity",
        "content-length: 3",
        "user-agent: oin/",
    ] {
        assert!(head.contains(line), "{line}: {head}");
    }
    let away = client
        .send(request("/away"), FetchLimits::default())
        .await
        .unwrap();
    assert_eq!((away.status, away.hops.len()), (302, 1));
}

#[tokio::test]
async fn openid_connect_calls_go_the_same_way() {
    use openidconnect::AsyncHttpClient as _;
    let client = OidcClient(hasty(&app()));
    let ask = async |address: &str| {
        let request = openidconnect::http::Request::post(address)
            .body(b"grant_type=x".to_vec())
            .unwrap();
        client.call(request).await
    };
    let answer = ask("https://app.example/echo").await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/plain");
    assert_eq!(ask("https://app.example/away").await.unwrap().status(), 302);
    assert_eq!(
        ask("https://127.83.0.1:8443/").await.unwrap_err().code(),
        "url_not_public"
    );
}
