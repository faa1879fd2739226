//! Whoever dies, the data are kept and the next start works.

use super::*;

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
        assert_eq!(ask(server.connection(), "select n from kept"), Ok("7".into()));
    }
    server.stop().unwrap();
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
    assert_eq!(ask(server.connection(), "select n from kept"), Ok("7".into()));
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
    assert_eq!(ask(server.connection(), "select n from kept"), Ok("7".into()));
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
    within(MINUTE, || Note::read(&place.data()).filter(|note| note.ready));
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
