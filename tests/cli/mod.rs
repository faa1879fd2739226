//! The `oin` command, as those who run it meet it.

mod backup;
mod configuration;
mod kills;
mod life;
mod people;
mod seed;
