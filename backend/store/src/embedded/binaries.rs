//! Finding PostgreSQL's server programs, which many systems install outside the search path.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::Error;

/// The lowest major version that oin supports.
pub(super) const LOWEST_MAJOR: u32 = 14;

/// Folders of the common packages; `*` stands for one path element's rest (a version).
const LAYOUTS: [&str; 8] = [
    "/usr/lib/postgresql/*/bin",                          // Debian, Ubuntu
    "/usr/pgsql-*/bin",                                   // PGDG packages for Red Hat's family
    "/usr/lib/postgresql*/bin",                           // SUSE
    "/usr/libexec/postgresql*",                           // Alpine
    "/opt/homebrew/opt/postgresql@*/bin",                 // Homebrew on Apple silicon
    "/usr/local/opt/postgresql@*/bin",                    // Homebrew on Intel
    "/Applications/Postgres.app/Contents/Versions/*/bin", // Postgres.app
    "/usr/local/pgsql/bin",                               // built from source
];

/// A folder with PostgreSQL's server programs, all of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    folder: PathBuf,
    pub(super) major: u32,
}

impl Binaries {
    pub(super) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    /// Another program of the same version, when it is there.
    pub(super) fn program(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.join(name)).filter(|program| program.is_file())
    }

    /// What `folder` holds, or nothing when the programs are not both there and answering.
    fn inspect(folder: PathBuf) -> Option<Self> {
        let postgres = folder.join("postgres");
        if !postgres.is_file() || !folder.join("initdb").is_file() {
            return None;
        }
        let answer = Command::new(postgres).arg("--version").output().ok()?;
        let major = major_of(&String::from_utf8_lossy(&answer.stdout))?;
        Some(Self { folder, major })
    }
}

/// Chooses the programs: of exactly the major version that wrote `data`, when there are data
/// already, else the newest. `explicit` (`OIN_PG_BIN`) is the only place searched when it is
/// given.
pub(super) fn find(explicit: Option<&Path>, data: &Path) -> Result<Binaries, Error> {
    let folders = match explicit {
        Some(folder) => vec![folder.to_path_buf()],
        None => usual_folders(),
    };
    let mut found: Vec<Binaries> = folders.into_iter().filter_map(Binaries::inspect).collect();
    if found.is_empty() {
        return Err(Error::NoBinaries {
            looked_in: match explicit {
                Some(folder) => format!("{} (OIN_PG_BIN)", folder.display()),
                None => format!("PATH, {}", LAYOUTS.join(", ")),
            },
        });
    }
    found.sort_by_key(|binaries| std::cmp::Reverse(binaries.major));
    choose(found, written_by(data)?, data)
}

fn choose(found: Vec<Binaries>, wanted: Option<u32>, data: &Path) -> Result<Binaries, Error> {
    let versions = found
        .iter()
        .map(|binaries| binaries.major.to_string())
        .collect::<Vec<_>>()
        .join(", ");
    let fitting = found
        .into_iter()
        .find(|binaries| wanted.map_or(binaries.major >= LOWEST_MAJOR, |major| binaries.major == major));
    match (fitting, wanted) {
        (Some(binaries), _) => Ok(binaries),
        (None, Some(wanted)) => Err(Error::MajorMissing {
            data: data.to_path_buf(),
            wanted,
            found: versions,
        }),
        (None, None) => Err(Error::TooOld { found: versions }),
    }
}

/// The major version in a cluster's `PG_VERSION`, or nothing when there is no cluster yet.
fn written_by(data: &Path) -> Result<Option<u32>, Error> {
    let path = data.join("PG_VERSION");
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text.trim().parse().ok()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::files("read", &path)(error)),
    }
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` is 15; `… 18beta1` is 18.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    let end = number.find(|c: char| !c.is_ascii_digit())?;
    number[..end].parse().ok()
}

fn usual_folders() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    for layout in LAYOUTS {
        folders.extend(expand(layout));
    }
    folders
}

/// The existing folders that a layout stands for.
fn expand(layout: &str) -> Vec<PathBuf> {
    let Some((before, after)) = layout.split_once('*') else {
        return vec![PathBuf::from(layout)];
    };
    let Some((parent, prefix)) = before.rsplit_once('/') else {
        return Vec::new();
    };
    let Ok(entries) = std::fs::read_dir(parent) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path().join(after.trim_start_matches('/')))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(majors: &[u32]) -> Vec<Binaries> {
        majors
            .iter()
            .map(|&major| Binaries {
                folder: PathBuf::from(format!("/pg/{major}")),
                major,
            })
            .collect()
    }

    #[test]
    fn the_major_version_is_read_from_every_kind_of_answer() {
        assert_eq!(
            major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(major_of("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major_of("something else"), None);
    }

    #[test]
    fn existing_data_ask_for_exactly_their_own_version() {
        let chosen = choose(installed(&[17, 15]), Some(15), Path::new("/data"));
        assert_eq!(chosen.map(|binaries| binaries.major).ok(), Some(15));

        let refused = choose(installed(&[17]), Some(15), Path::new("/data"));
        assert!(matches!(refused, Err(Error::MajorMissing { wanted: 15, .. })));
    }

    #[test]
    fn a_new_cluster_takes_the_newest_that_is_not_too_old() {
        let chosen = choose(installed(&[17, 15]), None, Path::new("/data"));
        assert_eq!(chosen.map(|binaries| binaries.major).ok(), Some(17));
        assert!(matches!(
            choose(installed(&[13]), None, Path::new("/data")),
            Err(Error::TooOld { .. })
        ));
    }

    #[test]
    fn an_explicit_folder_without_programs_is_named_in_the_refusal() {
        let refusal =
            find(Some(Path::new("/nowhere")), Path::new("/data")).map_err(|error| error.to_string());
        assert!(matches!(refusal, Err(text) if text.contains("/nowhere (OIN_PG_BIN)")));
    }
}
