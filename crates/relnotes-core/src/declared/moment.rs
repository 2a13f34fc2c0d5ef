//! Dates and moments, kept as they were written.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use toml::value::Datetime;

use super::leaf::Leaf;
use super::part::At;
use crate::config::error::{Error, Problem};
use crate::person::Time;

/// A date, or a moment with its offset from UTC, as RFC 3339 has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// As it was written.
    pub text: String,
    /// What it stands for; a date alone is its first moment in UTC.
    pub time: Time,
}

impl Moment {
    /// Reads a date or a moment; a moment without an offset is none, for it may be anybody's.
    ///
    /// ```
    /// use relnotes_core::declared::Moment;
    ///
    /// assert!(Moment::parse("2026-11-22").is_some_and(|it| it.is_date()));
    /// assert!(Moment::parse("2026-11-22T10:00:00+03:00").is_some_and(|it| !it.is_date()));
    /// assert!(Moment::parse("2026-11-22T10:00:00").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        // Seconds since 1970 are a `Time`, but nothing that a person would write down.
        let begins_with_a_year = text.as_bytes().get(4) == Some(&b'-');
        let time = Time::parse(text).filter(|_| begins_with_a_year)?;
        Some(Self { text: text.to_owned(), time })
    }

    /// Returns whether it is a date without a time of day.
    pub fn is_date(&self) -> bool {
        !self.text.contains(':')
    }
}

impl Leaf for Moment {
    type Raw = RawMoment;

    fn read(raw: RawMoment, at: &At<'_>, span: &Range<usize>) -> Result<Option<Self>, Error> {
        let text = raw.0.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let moment = Self::parse(text);
        moment.map(Some).ok_or_else(|| at.bad(Problem::Moment(text.to_owned()), span))
    }
}

/// A moment in quotes, or as TOML has them without.
#[derive(Debug)]
pub(crate) struct RawMoment(String);

impl<'de> Deserialize<'de> for RawMoment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrDatetime)
    }
}

struct TextOrDatetime;

impl<'de> Visitor<'de> for TextOrDatetime {
    type Value = RawMoment;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date or a moment")
    }

    fn visit_str<E>(self, text: &str) -> Result<RawMoment, E> {
        Ok(RawMoment(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawMoment, A::Error> {
        Datetime::deserialize(MapAccessDeserializer::new(map)).map(|it| RawMoment(it.to_string()))
    }
}

impl JsonSchema for RawMoment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}
