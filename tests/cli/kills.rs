//! `kill -9` at any moment of a first start: making the cluster, migrating,
//! loading. What is there afterwards is nothing or everything.

use std::time::Duration;

use crate::harness::{Folder, Oin, eventually, exchange};

/// Kills first starts at moments spread by a fixed sequence, `rounds` times,
/// and prints how many were mended by the next start.
fn kill_first_starts(rounds: u32) {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut got_ready = 0;
    for round in 1..=rounds {
        // xorshift64: the same moments in every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let folder = Folder::new();
        let oin = Oin::at(folder.path()).with("OIN_SEED", "facts");
        got_ready += u32::from(oin.serve_and_kill(Duration::from_millis(200 + state % 2_800)));
        let after = oin.run(&["export"]);
        if after.code == 0 {
            let lines = after.out.lines().count();
            assert!(lines == 1 || lines == 4587, "round {round}: {lines} lines");
        }
        let serving = oin.serve();
        eventually(Duration::from_secs(20), "everything is there", || {
            let ask = b"GET /api/v1/integrations?limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            exchange(serving.address, ask).contains("\"total\":4586")
        });
    }
    println!("kill -9 of a first start: passed {rounds}/{rounds} ({got_ready} of them had got ready)");
}

#[test]
fn five_killed_first_starts_leave_nothing_half_done() {
    kill_first_starts(5);
}

mod drills {
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn fifty_killed_first_starts_leave_nothing_half_done() {
        super::kill_first_starts(50);
    }
}
