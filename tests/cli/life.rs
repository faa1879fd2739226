//! A server's life on its data folder: one at a time, orderly ends and others.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::harness::{Folder, Oin, Serving, eventually, exchange, rows, try_exchange};

/// Whether a PostgreSQL server works on a folder below this one.
fn postgres_runs(folder: &Path) -> bool {
    let listed = Command::new("ps").args(["-eo", "args"]).output().unwrap();
    let folder = folder.to_str().unwrap();
    String::from_utf8_lossy(&listed.stdout)
        .lines()
        .any(|line| line.contains("postgres") && line.contains(folder))
}

fn get(serving: &Serving, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    exchange(serving.address, request.as_bytes())
}

#[test]
fn one_server_at_a_time_and_commands_beside_it() {
    let folder = Folder::new();
    let oin = Oin::at(folder.path());
    let serving = oin.serve();
    eventually(Duration::from_secs(5), "it is ready", || {
        get(&serving, "/readyz").contains("\"status\":\"ready\"")
    });

    let second = oin.run(&["serve", "--listen", "127.0.0.1:0"]).expect(1);
    for part in [
        &serving.pid().to_string(),
        &format!("oin serve on {}", serving.address),
        "--data-dir",
    ] {
        assert!(second.said.contains(part), "{part}: {}", second.said);
    }

    assert!(oin.run(&["migrate", "--pending"]).expect(0).out.is_empty());
    oin.run(&["migrate", "--check-schema"]).expect(0);
    let export = oin.run(&["export"]).expect(0).out;
    assert_eq!(
        export.lines().count(),
        1,
        "an empty catalog and its version: {export}"
    );
    assert!(oin.run(&["reindex"]).expect(0).out.contains("anew"));

    serving.signal("TERM");
    let (status, log) = serving.ended();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("finishing what is under way"), "{log}");
    assert!(!postgres_runs(folder.path()));
    // The commands work without a server as well, and leave none behind.
    oin.run(&["migrate", "--pending"]).expect(0);
    assert!(!postgres_runs(folder.path()));
}

/// `oin serve 2>&1 | head -1`, and a terminal that is closed.
#[test]
fn a_server_whose_output_nobody_reads_serves_on_and_ends_in_order() {
    let folder = Folder::new();
    let serving = Oin::at(folder.path()).with("OIN_LOG", "info").serve_unheard();
    eventually(Duration::from_secs(60), "it is ready", || {
        try_exchange(
            serving.address,
            b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        )
        .is_ok_and(|answer| answer.contains("\"status\":\"ready\""))
    });
    // Each of them is an event of the log.
    for _ in 0..3 {
        let answer = get(&serving, "/integrations");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    serving.signal("TERM");
    let (status, _) = serving.ended();
    assert_eq!(status.code(), Some(0));
    assert!(!postgres_runs(folder.path()));
}

#[test]
fn an_address_that_is_taken_is_said_and_nothing_is_left_behind() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = Oin::at(folder.path())
        .run(&["serve", "--listen", &address])
        .expect(1);
    assert!(
        refused.said.contains(&address) && refused.said.contains("OIN_LISTEN"),
        "{}",
        refused.said
    );
    assert!(!postgres_runs(folder.path()));
}

/// SIGTERM: not ready any more, then no more connections, and what is under way is finished.
#[test]
fn sigterm_drains() {
    let folder = Folder::new();
    let serving = Oin::at(folder.path()).with("OIN_SEED", "demo").serve();
    // More than the buffers between us hold, so that it cannot have been sent already.
    let mut export = TcpStream::connect(serving.address).unwrap();
    export.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    export
        .write_all(b"GET /api/v1/integrations.ndjson HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = vec![0; 64];
    export.read_exact(&mut answer).unwrap();

    serving.signal("TERM");
    let ready = b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let mut last = String::new();
    while let Ok(answer) = try_exchange(serving.address, ready) {
        if !answer.is_empty() {
            last = answer;
        }
    }
    // On a machine that was too busy to ask in time there is nothing to say.
    assert!(
        last.is_empty() || last.contains("\"status\":\"stopping\""),
        "{last}"
    );
    export.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"));
    assert!(
        answer.contains("{\"version\":"),
        "{}",
        &answer[answer.len() - 200..]
    );
    let (status, log) = serving.ended();
    assert_eq!(status.code(), Some(0), "{log}");
}

/// What strangers write into a request stays inside one line of the log.
#[test]
fn the_log_is_one_json_object_a_line() {
    let folder = Folder::new();
    let serving = Oin::at(folder.path())
        .with("OIN_LOG_FORMAT", "json")
        .with("OIN_LOG", "debug")
        .serve();
    let forged = "%0d%0a{%22level%22:%22ERROR%22,%22fields%22:{%22message%22:%22forged%22}}";
    let cases = [
        format!("GET /{forged} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        format!("GET /integrations?q={forged} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        "GET /\x1b[31m HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned(),
        "GET /a HTTP/1.1\r\nHost: x\r\nUser-Agent: \x1b[2J{\"level\":\"ERROR\"}\r\nConnection: close\r\n\r\n"
            .to_owned(),
    ];
    let count = cases.len();
    for request in cases {
        exchange(serving.address, request.as_bytes());
    }
    serving.signal("TERM");
    let (_, log) = serving.ended();
    let lines: Vec<_> = log.lines().filter(|line| !line.starts_with("oin: ")).collect();
    assert!(lines.len() > 5, "{log}");
    for line in lines {
        let event: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(
            event["timestamp"].is_string() && event["fields"]["message"] != "forged",
            "{line}"
        );
        assert!(!line.contains('\x1b'), "{line}");
    }
    assert!(log.contains("\"request_id\""), "{log}");
    rows::passed(76, count);
}

#[test]
fn after_kill_9_everything_committed_is_there() {
    let folder = Folder::new();
    let oin = Oin::at(folder.path()).with("OIN_SEED", "demo");
    let serving = oin.serve();
    let before = get(&serving, "/api/v1/integrations?limit=1");
    assert!(before.contains("\"total\":4594"), "{before}");
    serving.signal("KILL");
    let (status, _) = serving.ended();
    assert_eq!(status.code(), None, "killed");

    let started = std::time::Instant::now();
    let again = oin.serve();
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
    eventually(Duration::from_secs(10), "the catalog", || {
        get(&again, "/api/v1/integrations?limit=1").contains("\"total\":4594")
    });

    // The other way round: its PostgreSQL is killed, the server stays and finds it again.
    let postmaster = std::fs::read_to_string(folder.path().join("pg/data/postmaster.pid")).unwrap();
    let pid = postmaster.lines().next().unwrap();
    assert!(Command::new("kill").args(["-9", pid]).status().unwrap().success());
    eventually(Duration::from_secs(10), "it notices", || {
        !get(&again, "/readyz").contains("\"status\":\"ready\"")
    });
    assert!(get(&again, "/api/v1/integrations/box").starts_with("HTTP/1.1 200"));
    eventually(Duration::from_secs(20), "it is ready again", || {
        get(&again, "/readyz").contains("\"status\":\"ready\"")
    });
    again.signal("TERM");
    let (status, log) = again.ended();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!postgres_runs(folder.path()));
}
