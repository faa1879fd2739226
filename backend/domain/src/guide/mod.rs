//! The setup guide, made from an integration's data.
