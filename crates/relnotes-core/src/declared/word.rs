//! Values that are one of a few words.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer};

use super::leaf::Leaf;
use super::part::At;
use crate::config::diagnose::hint_of;
use crate::config::error::Error;

/// One of a few words.
pub(crate) trait Word: Copy + 'static {
    /// Every word and what it stands for.
    const ALL: &'static [(&'static str, Self)];
}

impl<T: Word> Leaf for T {
    type Raw = RawWord<T>;

    fn read(raw: RawWord<T>, at: &At<'_>, span: &Range<usize>) -> Result<Option<Self>, Error> {
        let found = raw.0.trim();
        if found.is_empty() {
            return Ok(None);
        }
        if let Some((_, value)) = T::ALL.iter().find(|(word, _)| *word == found) {
            return Ok(Some(*value));
        }
        let known = T::ALL.iter().map(|(word, _)| (*word).to_owned()).collect();
        Err(Error::UnknownValue {
            key: at.name().to_owned(),
            found: found.to_owned(),
            hint: hint_of(found, known),
            place: at.source.place(span),
        })
    }
}

/// A word as it is written.
#[derive(Debug)]
pub(crate) struct RawWord<T>(String, PhantomData<T>);

impl<'de, T> Deserialize<'de> for RawWord<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text, PhantomData))
    }
}

impl<T: Word> JsonSchema for RawWord<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Word".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = T::ALL.iter().map(|(word, _)| *word).chain([""]).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}
