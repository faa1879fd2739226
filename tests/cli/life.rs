//! A server's life on its data folder: one at a time, orderly ends and others.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::harness::{Folder, Oin, Serving, eventually, exchange};

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
    assert!(get(&serving, "/readyz").contains("\"status\":\"ready\""));

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

/// SIGTERM: not ready first, then no more connections, and what is under way is finished.
#[test]
fn sigterm_drains() {
    use std::io::{Read as _, Write as _};
    let folder = Folder::new();
    let serving = Oin::at(folder.path()).serve();
    let mut under_way = std::net::TcpStream::connect(serving.address).unwrap();
    under_way.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    under_way
        .write_all(b"GET /integrations HTTP/1.1\r\nHost: x\r\n")
        .unwrap();
    std::thread::sleep(Duration::from_millis(100));
    serving.signal("TERM");
    eventually(Duration::from_millis(280), "it is not ready any more", || {
        get(&serving, "/readyz").contains("stopping")
    });
    under_way.write_all(b"Connection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("</html>\n"),
        "{answer}"
    );
    let started = std::time::Instant::now();
    let (status, log) = serving.ended();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
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
