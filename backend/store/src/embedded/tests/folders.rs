//! Unusual folders, and folders in a bad state.

use std::fs::DirBuilder;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};

use super::*;

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
    let settings = folder.data().join("postgresql.conf");
    let good = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, format!("{good}\nno_such_setting = 1\n")).unwrap();
    let refusal = start(&folder.options(), "test").unwrap_err().to_string();
    assert!(refusal.contains("no_such_setting"), "{refusal}");
    assert!(refusal.contains("pg.log"), "{refusal}");

    // The folder is free again.
    std::fs::write(&settings, good).unwrap();
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
    let folder = Folder(closed.0.join("data"));

    let server = start(&folder.options(), "test").unwrap();
    ask(server.connection(), "create table kept as select 7 as n").unwrap();
    let first = folder.data();
    assert!(first.starts_with("/var/lib/oin"), "{}", first.display());
    server.stop().unwrap();

    let server = start(&folder.options(), "test").unwrap();
    assert_eq!(ask(server.connection(), "select n from kept"), Ok("7".into()));
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
    for entry in std::fs::read_dir("/var/lib/oin").unwrap().filter_map(Result::ok) {
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

#[test]
fn as_root_a_private_folder_that_exists_is_opened_no_further_than_needed() {
    if !owner::is_root() {
        return;
    }
    let folder = Folder::new();
    DirBuilder::new().mode(0o700).create(&folder.0).unwrap();
    let server = start(&folder.options(), "test").unwrap();
    assert!(folder.data().starts_with(folder.0.canonicalize().unwrap()));
    let mode = folder.0.metadata().unwrap().mode() & 0o777;
    assert_eq!(mode, 0o710, "{mode:o}");
    server.stop().unwrap();
}
