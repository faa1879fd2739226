//! The embedded server walked through its lives, each time with a real PostgreSQL and a real
//! `psql`. Works as root (the server then runs as another user) and as an ordinary user.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::*;

/// A data folder of one test, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "oin-embedded-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        Self(std::env::temp_dir().join(name))
    }

    fn options(&self) -> Options {
        Options {
            data_dir: self.0.clone(),
            bin_dir: None,
            durable: false,
        }
    }

    fn data(&self) -> PathBuf {
        place::existing_data(&self.0.canonicalize().unwrap()).unwrap()
    }

    fn postmaster(&self) -> i32 {
        Note::read(&self.data()).unwrap().pid
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.0.exists()
            && let Some(home) = self.data().parent()
        {
            let _ = std::fs::remove_dir_all(home);
        }
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Asks through the socket with a real client.
fn ask(connection: &Connection, sql: &str) -> Result<String, String> {
    let answer = Command::new("psql")
        .args([
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--command",
            sql,
        ])
        .arg(connection.url(SUPERUSER, "postgres"))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if answer.status.success() {
        Ok(text(&answer.stdout))
    } else {
        Err(text(&answer.stderr))
    }
}

fn within<T>(patience: Duration, mut attempt: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = attempt() {
            return found;
        }
        assert!(
            Instant::now() < deadline,
            "did not happen within {patience:?}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn is_gone(pid: i32, data: &Path) -> bool {
    let note = Note {
        pid,
        socket_folder: PathBuf::new(),
        ready: false,
    };
    !note.is_alive(data)
}

fn shoot(pid: i32) {
    kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
}

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn data_outlive_a_stop_and_a_new_start() {
    let folder = Folder::new();
    let server = start(&folder.options(), "the first").unwrap();
    assert_eq!(
        ask(server.connection(), "create table kept as select 7 as n"),
        Ok("SELECT 1".into())
    );
    let pid = folder.postmaster();
    server.stop().unwrap();
    assert!(is_gone(pid, &folder.data()));
    assert_eq!(
        Note::read(&folder.data()),
        None,
        "an orderly end removes the note"
    );

    let server = start(&folder.options(), "the second").unwrap();
    assert_eq!(
        ask(server.connection(), "select n from kept"),
        Ok("7".into())
    );
    server.stop().unwrap();
}

#[test]
fn the_settings_are_in_force_and_no_port_is_open() {
    let folder = Folder::new();
    let server = start(&folder.options(), "test").unwrap();
    let told = ask(
        server.connection(),
        "select current_setting('listen_addresses'), current_setting('jit'), current_setting('timezone'), \
         current_setting('server_encoding'), current_setting('data_checksums'), current_setting('fsync')",
    );
    assert_eq!(told, Ok("|off|UTC|UTF8|on|off".into()));
}

#[test]
fn a_dropped_server_is_stopped() {
    let folder = Folder::new();
    let server = start(&folder.options(), "test").unwrap();
    let pid = folder.postmaster();
    drop(server);
    assert!(is_gone(pid, &folder.data()));
}

#[test]
fn a_second_owner_is_refused_and_told_who_holds_it() {
    let folder = Folder::new();
    let _server = start(&folder.options(), "oin serve on 127.0.0.1:8080").unwrap();
    let refusal = start(&folder.options(), "oin serve on 127.0.0.1:9090").unwrap_err();
    let Error::Held { pid, what, .. } = &refusal else {
        panic!("refused for another reason: {refusal}");
    };
    assert_eq!(*pid, std::process::id());
    assert_eq!(what, "oin serve on 127.0.0.1:8080");
    assert!(refusal.to_string().contains("--data-dir"), "{refusal}");
}

#[test]
fn a_command_beside_a_running_server_is_its_guest() {
    let folder = Folder::new();
    let server = start(&folder.options(), "oin serve").unwrap();
    let access = attach_or_start(&folder.options(), "oin seed").unwrap();
    assert!(matches!(access, Access::Guest(_)));
    assert_eq!(access.connection(), server.connection());
    assert_eq!(ask(access.connection(), "select 1"), Ok("1".into()));
    access.finish().unwrap();
    assert_eq!(
        ask(server.connection(), "select 1"),
        Ok("1".into()),
        "a guest does not stop it"
    );
}

#[test]
fn a_command_alone_starts_and_stops_its_own() {
    let folder = Folder::new();
    let access = attach_or_start(&folder.options(), "oin seed").unwrap();
    assert!(matches!(access, Access::Owner(_)));
    let pid = folder.postmaster();
    access.finish().unwrap();
    assert!(is_gone(pid, &folder.data()));
}

#[test]
fn a_killed_server_is_started_again() {
    let folder = Folder::new();
    let server = start(&folder.options(), "test").unwrap();
    ask(server.connection(), "create table kept as select 7 as n").unwrap();
    ask(server.connection(), "checkpoint").unwrap();

    for _ in 0..3 {
        let before = folder.postmaster();
        shoot(before);
        within(MINUTE, || {
            let note = Note::read(&folder.data())?;
            (note.ready && note.pid != before).then_some(())
        });
        assert_eq!(
            ask(server.connection(), "select n from kept"),
            Ok("7".into())
        );
    }
    server.stop().unwrap();
}

/// Not a test of its own: the process that another test starts and kills. Run by hand it does
/// nothing.
#[test]
#[ignore = "started by other tests"]
fn hold_a_data_folder() {
    let Some(data_dir) = std::env::var_os("OIN_TEST_HOLD") else {
        return;
    };
    let options = Options {
        data_dir: PathBuf::from(data_dir),
        bin_dir: None,
        durable: true,
    };
    let _server = start(&options, "the one to be killed").unwrap();
    std::thread::sleep(10 * MINUTE);
}

/// Another process that runs the server of `folder`, ready.
fn another_process(folder: &Folder) -> (Child, Connection) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "hold_a_data_folder"])
        .env("OIN_TEST_HOLD", &folder.0)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let connection = within(MINUTE, || {
        let data_dir = folder.0.canonicalize().ok()?;
        running(&data_dir).ok()?
    });
    (child, connection)
}

#[test]
fn after_a_killed_owner_the_server_ends_and_the_data_are_kept() {
    let folder = Folder::new();
    let (mut owner, connection) = another_process(&folder);
    ask(&connection, "create table kept as select 7 as n").unwrap();
    let pid = folder.postmaster();
    owner.kill().unwrap();
    owner.wait().unwrap();
    if cfg!(target_os = "linux") {
        within(MINUTE, || is_gone(pid, &folder.data()).then_some(()));
    }

    let server = start(&folder.options(), "the next").unwrap();
    assert_eq!(
        ask(server.connection(), "select n from kept"),
        Ok("7".into())
    );
}

#[test]
fn after_both_were_killed_with_a_session_at_work_the_data_are_kept() {
    let folder = Folder::new();
    let (mut owner, connection) = another_process(&folder);
    ask(&connection, "create table kept as select 7 as n").unwrap();
    let mut session = Command::new("psql")
        .args(["--no-psqlrc", "--command", "select pg_sleep(600)"])
        .arg(connection.url(SUPERUSER, "postgres"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    within(MINUTE, || {
        let sleeping = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'";
        (ask(&connection, sleeping).ok()? == "1").then_some(())
    });

    let postmaster = folder.postmaster();
    kill(Pid::from_raw(postmaster), Signal::SIGSTOP).unwrap();
    owner.kill().unwrap();
    owner.wait().unwrap();
    shoot(postmaster);

    let server = start(&folder.options(), "the next").unwrap();
    assert_eq!(
        ask(server.connection(), "select n from kept"),
        Ok("7".into())
    );
    session.wait().unwrap();
}

#[test]
fn a_server_left_behind_is_stopped_before_a_new_one_starts() {
    let folder = Folder::new();
    start(&folder.options(), "test").unwrap().stop().unwrap();
    let place = place::find(&folder.0.canonicalize().unwrap()).unwrap();
    let programs = binaries::find(None, &place.data()).unwrap();
    let mut left_behind = place
        .owner
        .command(&programs.postgres(), Signal::SIGINT)
        .arg("-D")
        .arg(place.data())
        .args(["-c", "listen_addresses=", "-k"])
        .arg(place.socket_folder().unwrap())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    within(MINUTE, || {
        Note::read(&place.data()).filter(|note| note.ready)
    });
    let old = folder.postmaster();

    let server = start(&folder.options(), "the next").unwrap();
    assert!(is_gone(old, &folder.data()));
    assert_ne!(folder.postmaster(), old);
    assert_eq!(ask(server.connection(), "select 1"), Ok("1".into()));
    left_behind.wait().unwrap();
}

#[test]
fn a_note_that_names_a_stranger_does_not_stop_a_start() {
    let folder = Folder::new();
    start(&folder.options(), "test").unwrap().stop().unwrap();
    let note = format!(
        "{}\n{}\n1\n5432\n/tmp\n\n 1 1\nready\n",
        std::process::id(),
        folder.data().display()
    );
    std::fs::write(folder.data().join("postmaster.pid"), note).unwrap();
    let server = start(&folder.options(), "the next").unwrap();
    assert_eq!(ask(server.connection(), "select 1"), Ok("1".into()));
}

#[test]
fn a_half_made_cluster_is_made_anew() {
    let folder = Folder::new();
    let data_dir = place::prepare(&folder.0).unwrap();
    let place = place::find(&data_dir).unwrap();
    std::fs::create_dir(place.unfinished()).unwrap();
    std::fs::write(place.unfinished().join("PG_VERSION"), "15").unwrap();
    let server = start(&folder.options(), "test").unwrap();
    assert_eq!(ask(server.connection(), "select 1"), Ok("1".into()));
    assert!(!place.unfinished().exists());
}

#[test]
fn a_very_long_path_works() {
    let outer = Folder::new();
    let folder = Folder(outer.0.join("a long name, with a comma ".repeat(4)));
    let server = start(&folder.options(), "test").unwrap();
    let socket_folder = server.connection().socket_folder().to_path_buf();
    assert!(socket_folder.starts_with("/tmp"));
    assert_eq!(ask(server.connection(), "select 1"), Ok("1".into()));
    drop(server);
    std::fs::remove_dir_all(socket_folder).unwrap();
}

#[test]
fn a_relative_path_works() {
    let folder = Folder::new();
    let up = "../".repeat(std::env::current_dir().unwrap().components().count());
    let relative = Path::new(&up).join(folder.0.strip_prefix("/").unwrap());
    assert!(relative.is_relative());
    let options = Options {
        data_dir: relative,
        ..folder.options()
    };
    let server = start(&options, "test").unwrap();
    assert_eq!(ask(server.connection(), "select 1"), Ok("1".into()));
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let folder = Folder::new();
    start(&folder.options(), "test").unwrap().stop().unwrap();
    std::fs::write(
        folder.data().join("postgresql.conf"),
        "no_such_setting = 1\n",
    )
    .unwrap();
    let refusal = start(&folder.options(), "test").unwrap_err().to_string();
    assert!(
        refusal.contains("no_such_setting") && refusal.contains("pg.log"),
        "{refusal}"
    );
    // The folder is free again.
    std::fs::write(folder.data().join("postgresql.conf"), "").unwrap();
    start(&folder.options(), "test").unwrap().stop().unwrap();
}

#[test]
fn data_of_a_version_that_is_not_installed_name_it() {
    let folder = Folder::new();
    start(&folder.options(), "test").unwrap().stop().unwrap();
    std::fs::write(folder.data().join("PG_VERSION"), "99\n").unwrap();
    let refusal = start(&folder.options(), "test").unwrap_err();
    assert!(
        matches!(refusal, Error::MajorMissing { wanted: 99, .. }),
        "{refusal}"
    );
}

#[test]
fn as_root_a_closed_folder_leads_elsewhere_and_a_deleted_one_does_not_come_back() {
    if !owner::is_root() {
        return;
    }
    let closed = Folder::new();
    place::prepare(&closed.0).unwrap();
    std::os::unix::fs::chown(&closed.0, Some(0), Some(0)).unwrap();
    let folder = Folder(closed.0.join("data"));

    let server = start(&folder.options(), "test").unwrap();
    ask(server.connection(), "create table kept as select 7 as n").unwrap();
    let first = folder.data();
    assert!(first.starts_with("/var/lib/oin"), "{}", first.display());
    server.stop().unwrap();

    let server = start(&folder.options(), "test").unwrap();
    assert_eq!(
        ask(server.connection(), "select n from kept"),
        Ok("7".into())
    );
    server.stop().unwrap();

    std::fs::remove_dir_all(&folder.0).unwrap();
    let server = start(&folder.options(), "test").unwrap();
    assert!(ask(server.connection(), "select n from kept").is_err());
    let name = first
        .parent()
        .and_then(Path::file_name)
        .unwrap()
        .to_string_lossy()
        .into_owned();
    for entry in std::fs::read_dir("/var/lib/oin")
        .unwrap()
        .filter_map(Result::ok)
    {
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with(&format!("{name}.deleted-"))
        {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    drop(server);
}
