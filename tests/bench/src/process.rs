//! Running `oin serve` and other programs, and what they use.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use nix::sys::signal::{Signal, kill};
use nix::time::{clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;

use crate::client::Client;

/// How long a program may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(300);

/// A program that listens; dropping it ends it.
pub(crate) struct Running {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    started: Instant,
}

/// A program's memory, in MB of 1,000,000 bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// What it uses now.
    pub(crate) now: f64,
    /// The most it ever used.
    pub(crate) peak: f64,
}

/// The `oin` command that was built with this program.
///
/// # Errors
/// It is not there.
pub(crate) fn oin() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("oin");
    if !path.exists() {
        bail!("{} is not built; use `make bench`", path.display());
    }
    Ok(path)
}

/// A port of 127.0.0.1 that is free at this moment.
fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?)
}

impl Running {
    /// Starts `oin serve` on an embedded database.
    ///
    /// # Errors
    /// It cannot be started.
    pub(crate) fn serve(data_dir: &Path, settings: &[(&str, &str)]) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(oin()?);
        command.arg("serve").arg("--data-dir").arg(data_dir);
        Self::start(command, address, settings)
    }

    /// Starts `oin serve` on a database that another process runs.
    ///
    /// # Errors
    /// It cannot be started.
    pub(crate) fn serve_beside(
        url: &str,
        migrate_url: &str,
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(oin()?);
        command.arg("serve").envs([
            ("DATABASE_URL", url),
            ("OIN_MIGRATE_DATABASE_URL", migrate_url),
            ("OIN_MODE", "local"),
        ]);
        Self::start(command, address, settings)
    }

    /// Starts this program's own server of a fixed answer.
    ///
    /// # Errors
    /// It cannot be started.
    pub(crate) fn fixed_answer() -> anyhow::Result<Self> {
        let address = free_address()?;
        // Also when a build has put another file in this program's place.
        let mut command = Command::new("/proc/self/exe");
        command.arg("fixed-answer");
        Self::start(command, address, &[])
    }

    fn start(mut command: Command, address: SocketAddr, settings: &[(&str, &str)]) -> anyhow::Result<Self> {
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("OIN_") && name != "OIN_PG_BIN" && name != "OIN_MODE" {
                command.env_remove(name);
            }
        }
        let child = command
            .arg("--listen")
            .arg(address.to_string())
            .env("OIN_LOG", "warn")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting a server")?;
        Ok(Self {
            child,
            address,
            started: Instant::now(),
        })
    }

    /// A new connection to it.
    ///
    /// # Errors
    /// It does not listen.
    pub(crate) fn client(&self) -> anyhow::Result<Client> {
        Client::connect(self.address)
    }

    /// Waits for the ready line on its output and returns the time since its start.
    ///
    /// # Errors
    /// It ended before.
    pub(crate) fn ready_line(&mut self) -> anyhow::Result<Duration> {
        let output = self
            .child
            .stdout
            .take()
            .context("the ready line was read before")?;
        for line in BufReader::new(output).lines() {
            if line?.contains("ready at") {
                return Ok(self.started.elapsed());
            }
        }
        bail!("the server ended before it was ready");
    }

    /// Asks for all of `targets` until each is answered with success; the time since the start.
    ///
    /// # Errors
    /// The program ended, or it took too long.
    pub(crate) fn first_answers(&mut self, targets: &[&str]) -> anyhow::Result<Duration> {
        let good =
            |client: &mut Client, target: &str| client.get(target).is_ok_and(|answer| answer.status == 200);
        loop {
            if let Ok(mut client) = self.client()
                && targets.iter().all(|target| good(&mut client, target))
            {
                return Ok(self.started.elapsed());
            }
            self.still_starting()?;
        }
    }

    /// Waits until the whole catalog is in memory; the time since the start.
    ///
    /// # Errors
    /// The program ended, or it took too long.
    pub(crate) fn warm(&mut self) -> anyhow::Result<Duration> {
        loop {
            if let Ok(mut client) = self.client()
                && let Ok(answer) = client.get("/metrics")
                && String::from_utf8_lossy(&answer.body).contains("oin_catalog_following 1\n")
            {
                return Ok(self.started.elapsed());
            }
            self.still_starting()?;
        }
    }

    fn still_starting(&mut self) -> anyhow::Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the server ended: {status}");
        }
        if self.started.elapsed() > PATIENCE {
            bail!("the server was not ready after {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(10));
        Ok(())
    }

    /// The processor time that it has used so far.
    ///
    /// # Errors
    /// It ended.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        cpu(self.child.id())
    }

    /// Its memory, that of the database server not included.
    ///
    /// # Errors
    /// It ended.
    pub(crate) fn memory(&self) -> anyhow::Result<Memory> {
        memory(self.child.id())
    }

    /// Ends it in order.
    ///
    /// # Errors
    /// It had failed.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        let status = self.end()?;
        if !status.success() && status.code().is_some() {
            bail!("the server ended with {status}");
        }
        Ok(())
    }

    fn end(&mut self) -> anyhow::Result<std::process::ExitStatus> {
        if let Some(status) = self.child.try_wait()? {
            return Ok(status);
        }
        kill(pid(self.child.id())?, Signal::SIGTERM)?;
        Ok(self.child.wait()?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nobody is left to tell that it could not be ended.
        let _ = self.end();
    }
}

fn pid(id: u32) -> anyhow::Result<Pid> {
    Ok(Pid::from_raw(i32::try_from(id)?))
}

/// The processor time that a process has used so far, ended threads included.
///
/// # Errors
/// There is no such process.
pub(crate) fn cpu(id: u32) -> anyhow::Result<Duration> {
    Ok(clock_gettime(clock_getcpuclockid(pid(id)?)?)?.into())
}

/// The memory of a process.
///
/// # Errors
/// There is no such process.
pub(crate) fn memory(id: u32) -> anyhow::Result<Memory> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", id))?;
    let field = |name: &str| {
        status
            .lines()
            .find_map(|line| {
                line.strip_prefix(name)?
                    .split_whitespace()
                    .next()?
                    .parse::<f64>()
                    .ok()
            })
            .map(|kib| kib * 1024.0 / 1e6)
            .with_context(|| format!("no {name}"))
    };
    Ok(Memory {
        now: field("VmRSS:")?,
        peak: field("VmHWM:")?,
    })
}
