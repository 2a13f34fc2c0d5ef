//! Single values: texts, numbers, yes.

use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::part::At;
use crate::config::error::Error;

/// A single value: how TOML has it, and what it becomes. Nothing comes of one that is empty.
pub(crate) trait Leaf: Sized {
    /// As it is written.
    type Raw: DeserializeOwned + JsonSchema;

    /// Reads and checks it.
    fn read(raw: Self::Raw, at: &At<'_>, span: &Range<usize>) -> Result<Option<Self>, Error>;
}

impl Leaf for String {
    type Raw = Self;

    fn read(raw: Self, _: &At<'_>, _: &Range<usize>) -> Result<Option<Self>, Error> {
        Ok(Some(raw.trim().to_owned()).filter(|text| !text.is_empty()))
    }
}

impl Leaf for u64 {
    type Raw = Self;

    fn read(raw: Self, _: &At<'_>, _: &Range<usize>) -> Result<Option<Self>, Error> {
        Ok(Some(raw).filter(|number| *number > 0))
    }
}

impl Leaf for bool {
    type Raw = Self;

    fn read(raw: Self, _: &At<'_>, _: &Range<usize>) -> Result<Option<Self>, Error> {
        Ok(Some(raw).filter(|is| *is))
    }
}
