//! The real `oin` command.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::{Database, keys};

/// How long the command may take to get ready or to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// The command on a data folder, with nothing configured but what a test says.
pub(crate) struct Oin {
    settings: Vec<(String, String)>,
}

impl Oin {
    /// On the embedded database of a folder, which a first start leaves empty.
    pub(crate) fn at(folder: &Path) -> Self {
        Self::bare()
            .with("OIN_DATA_DIR", folder.to_str().unwrap())
            .with("OIN_SEED", "none")
    }

    /// On a test's database, with the clock on the wall and nothing outside.
    pub(crate) fn on(database: &Database) -> Self {
        Self::bare()
            .with("DATABASE_URL", &database.url("oin_app"))
            .with("OIN_MIGRATE_DATABASE_URL", &database.url("oin_migrate"))
            .with("OIN_KEYS", keys())
            .with("OIN_MODE", "local")
            .with("OIN_SEED", "none")
            .with("OIN_WORLD", "off")
    }

    /// With no settings at all.
    pub(crate) fn bare() -> Self {
        Self { settings: Vec::new() }
    }

    /// The same with one more setting.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OIN_") && name != "OIN_PG_BIN")
        {
            command.env_remove(name);
        }
        command.env_remove("DATABASE_URL");
        let settings = self.settings.iter().map(|(name, value)| (name, value));
        command.envs(settings).args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        let output = self.command(arguments).output().unwrap();
        Done::of(arguments, output)
    }

    /// Runs it to its end with something at its standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Done {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that ends early leaves the rest unread.
        let _ = child.stdin.take().unwrap().write_all(input);
        Done::of(arguments, child.wait_with_output().unwrap())
    }

    /// Starts `oin serve` on a free port, kills it with -9 after `delay`, and
    /// says whether it had got ready by then.
    pub(crate) fn serve_and_kill(&self, delay: Duration) -> bool {
        let mut child = self
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        said.contains("oin is ready")
    }

    /// Starts `oin work`.
    pub(crate) fn work(&self) -> Working {
        let mut command = self.command(&["work"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Working(command.spawn().unwrap())
    }

    fn start_serving(&self) -> (Child, SocketAddr) {
        // Free at this moment; the kernel does not give a port out again soon.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = self
            .command(&["serve", "--listen", &address.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        (child, address)
    }

    /// Starts `oin serve` with nobody who reads what it prints and logs.
    pub(crate) fn serve_unheard(&self) -> Serving {
        let (mut child, address) = self.start_serving();
        drop((child.stdout.take(), child.stderr.take()));
        Serving {
            child,
            address,
            log: None,
        }
    }

    /// Starts `oin serve` on a free port and waits for its ready line.
    pub(crate) fn serve(&self) -> Serving {
        let (mut child, address) = self.start_serving();
        let (ready, is_ready) = mpsc::channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let _ = ready.send(line);
            }
        });
        let mut log = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = log.read_to_string(&mut text);
            text
        });
        let mut serving = Serving {
            child,
            address,
            log: Some(log),
        };
        match is_ready.recv_timeout(PATIENCE) {
            Ok(line) => assert_eq!(
                line,
                format!("oin is ready at http://localhost:{}", address.port())
            ),
            Err(_) => {
                let _ = serving.child.kill();
                panic!("oin serve did not get ready: {}", serving.log());
            }
        }
        serving
    }
}

/// The binary that `scripts/test` built and names, else the one beside this test.
fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("OIN_TEST_BINARY") {
        return PathBuf::from(path);
    }
    let own = std::env::current_exe().unwrap();
    let beside = own.parent().and_then(Path::parent).unwrap().join("oin");
    assert!(
        beside.exists(),
        "{} is missing: run `make test`, or `cargo build --bin oin` before `cargo test`",
        beside.display()
    );
    beside
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Done {
    asked: String,
    /// Its exit code.
    pub(crate) code: i32,
    /// Its result.
    pub(crate) out: String,
    /// What it told the person at the terminal.
    pub(crate) said: String,
}

impl Done {
    fn of(arguments: &[&str], output: Output) -> Self {
        Self {
            asked: arguments.join(" "),
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            said: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The same when it ended with this code.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "oin {}: {}{}", self.asked, self.out, self.said);
        self
    }
}

/// A running `oin work`; killed with -9 when it is dropped.
pub(crate) struct Working(Child);

impl Drop for Working {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running `oin serve`; killed when it is dropped.
pub(crate) struct Serving {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    log: Option<std::thread::JoinHandle<String>>,
}

impl Serving {
    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.pid().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end, and returns how it ended and its log.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let end = std::time::Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, self.log());
            }
            assert!(std::time::Instant::now() < end, "oin serve does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn log(&mut self) -> String {
        self.log
            .take()
            .map_or_else(String::new, |log| log.join().unwrap_or_default())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
