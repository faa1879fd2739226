//! Starts, stops, owners and guests.

use super::*;

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
    assert_eq!(ask(server.connection(), "select n from kept"), Ok("7".into()));
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
