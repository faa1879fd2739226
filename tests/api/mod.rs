//! What programs see.

mod changes;
mod envelope;
mod errors;
mod export;
mod facets;
mod guide;
mod http;
mod kinds_of_tokens;
mod limits;
mod openapi;
mod paging;
mod settings_schema;
mod submissions;
mod svg;
mod syndication;
