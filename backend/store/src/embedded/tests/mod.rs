//! The embedded server walked through its lives, each time with a real PostgreSQL and a real
//! `psql`. Works as root (the server then runs as another user) and as an ordinary user.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::*;

mod deaths;
mod folders;
mod lives;

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
        .args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", sql])
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
        assert!(Instant::now() < deadline, "did not happen within {patience:?}");
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

const MINUTE: Duration = Duration::from_mins(1);

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
        .args(["--ignored", "tests::hold_a_data_folder"])
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
