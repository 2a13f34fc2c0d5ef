//! Placeholder while the crate gets its content.
