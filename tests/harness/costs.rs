//! What something costs: statements of the database, and time.

use std::time::Duration;

use super::TestApp;

impl TestApp {
    /// How many statements were made so far.
    pub(crate) fn statements(&self) -> i64 {
        let text = self.get("/metrics").expect(200).text().to_owned();
        let line = text
            .lines()
            .find(|line| line.starts_with("oin_database_statements "));
        line.unwrap().rsplit(' ').next().unwrap().parse().unwrap()
    }

    /// How many statements `run` makes. Other work may look at the database meanwhile: the least of
    /// some tries counts.
    pub(crate) fn statements_of(&self, mut run: impl FnMut(usize)) -> i64 {
        let tries = (0..5).map(|n| {
            let before = self.statements();
            run(n);
            self.statements() - before
        });
        tries.min().unwrap()
    }
}

/// The middle and the slowest but one in a hundred of some times, in milliseconds.
pub(crate) fn figures(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    (at(50), at(99))
}
