//! How facts are kept in PostgreSQL.
