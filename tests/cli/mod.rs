//! The `oin` command, as those who run it meet it.

mod backup;
mod configuration;
mod life;
mod seed;
