//! For feed readers and search engines: Atom feeds, the sitemap, robots.txt.

pub mod feeds;
pub mod sitemap;
