//! What a caller hands over to be run inside a transaction.
//!
//! These traits say nothing that `AsyncFn` does not, except that the future may cross threads:
//! stable Rust has no other way to ask that of an async closure, and without it no task could be
//! spawned that uses the store. They are implemented for every closure that fits.

/// Work that may run several times.
pub trait Work<T, R>: AsyncFn(T) -> R + Fn(T) -> <Self as Work<T, R>>::Running {
    /// The work while it runs.
    type Running: Future<Output = R>;
}

impl<F, T, Running, R> Work<T, R> for F
where
    F: AsyncFn(T) -> R + Fn(T) -> Running,
    Running: Future<Output = R>,
{
    type Running = Running;
}

/// Work that runs once.
pub trait WorkOnce<T, R>: AsyncFnOnce(T) -> R + FnOnce(T) -> <Self as WorkOnce<T, R>>::Running {
    /// The work while it runs.
    type Running: Future<Output = R>;
}

impl<F, T, Running, R> WorkOnce<T, R> for F
where
    F: AsyncFnOnce(T) -> R + FnOnce(T) -> Running,
    Running: Future<Output = R>,
{
    type Running = Running;
}
