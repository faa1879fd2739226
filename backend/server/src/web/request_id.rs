//! A short name for each request, in its answer and in the log.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A request's name: 16 hexadecimal digits, unique in a process's life and
/// unlikely to repeat across processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(u64);

impl RequestId {
    /// The next one.
    pub fn next() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        static START: std::sync::OnceLock<u64> = std::sync::OnceLock::new();
        let start = START.get_or_init(|| {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            now.as_nanos() as u64 ^ (u64::from(std::process::id()) << 40)
        });
        // An odd multiplier visits every 64-bit value once.
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self(start.wrapping_add(count.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
