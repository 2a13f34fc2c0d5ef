//! What people declare in files: every value with the place where it can be read.
//!
//! Sections of `relnotes.toml` and of `release.toml` are written down once with `parts!`, which makes
//! of each list of keys how it is written in TOML, its JSON Schema, and the plain data that comes of it. An
//! empty text, 0 and `false` say nothing, so that a form with every key in it declares nothing.

mod leaf;
mod moment;
mod part;
mod word;

pub use self::moment::Moment;

pub(crate) use self::leaf::Leaf;
pub(crate) use self::part::{At, Part, Placed, Row, Rows, Table, parts};
pub(crate) use self::word::Word;

/// A value that somebody declared, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared<T = String> {
    /// The value; a text has no spaces around it and is never empty.
    pub value: T,
    /// Where it stands: `releases/v1.3.0/release.toml:12`.
    pub reference: String,
}

/// Returns what was declared of a value that may not be.
pub fn value_of<T>(declared: &Option<Declared<T>>) -> Option<&T> {
    declared.as_ref().map(|declared| &declared.value)
}

/// Returns whether somebody declared that something is so.
pub fn is_declared(declared: &Option<Declared<bool>>) -> bool {
    value_of(declared).is_some_and(|is| *is)
}

#[cfg(test)]
pub(crate) mod testing;
