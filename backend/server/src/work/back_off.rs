//! When to try again.

use chrono::TimeDelta;

/// The longest wait.
const LONGEST: f64 = 4.0 * 60.0 * 60.0;

/// How long to wait after the attempt of this number, the first being 1: 10 seconds, then twice as
/// long each time, at most four hours; half to one and a half of that by `chance` (0 to 1), so that
/// what failed together does not come back together.
pub(super) fn delay(attempts: i32, chance: f64) -> TimeDelta {
    let doubled = 10.0 * 2_f64.powi((attempts - 1).clamp(0, 20));
    let seconds = doubled.min(LONGEST) * (0.5 + chance.clamp(0.0, 1.0));
    TimeDelta::milliseconds((seconds * 1000.0) as i64)
}

/// A number from 0 to 1.
pub(super) fn chance() -> f64 {
    let mut bytes = [0; 4];
    // Without randomness everything waits equally long, which is no fault.
    if getrandom::fill(&mut bytes).is_err() {
        return 0.5;
    }
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_four_hours() {
        let seconds = |attempts| delay(attempts, 0.5).num_seconds();
        assert_eq!([1, 2, 3].map(seconds), [10, 20, 40]);
        assert_eq!(seconds(30), 4 * 60 * 60);
        assert_eq!(delay(1, 0.0).num_seconds(), 5);
        assert_eq!(delay(1, 1.0).num_seconds(), 15);
        assert_eq!(seconds(i32::MIN + 1), 10);
    }
}
