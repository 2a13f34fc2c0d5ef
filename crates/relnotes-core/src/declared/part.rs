//! From TOML as it is written to declared values: sections, lists of sections, single values.

use std::borrow::Cow;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use toml::Spanned;

use super::Declared;
use super::leaf::Leaf;
use crate::config::error::{Error, Problem, Source};
use crate::config::glob::Glob;
use crate::config::section::section;

/// Something that is written in TOML: what it is made of, and what it becomes.
pub(crate) trait Part: Sized {
    /// As it is written.
    type Written: DeserializeOwned + JsonSchema + Default;

    /// Checks what is written and remembers where.
    fn resolve(written: Self::Written, at: &At<'_>) -> Result<Self, Error>;
}

/// A section of which a file may have several.
pub(crate) trait Row: Part + Default + PartialEq {
    /// Returns what is wrong with a row that is not empty.
    fn problem(&self) -> Option<Problem>;
}

/// The place of a part: its file, and its key with the sections around it.
#[derive(Debug, Clone)]
pub(crate) struct At<'a> {
    pub(crate) source: Source<'a>,
    key: String,
}

impl<'a> At<'a> {
    pub(crate) fn top(source: Source<'a>) -> Self {
        Self { source, key: String::new() }
    }

    /// Returns the place of a key within this one; `r#match` is Rust's spelling of `match`.
    pub(crate) fn key(&self, name: &str) -> Self {
        let name = name.trim_start_matches("r#");
        let key =
            if self.key.is_empty() { name.to_owned() } else { format!("{}.{name}", self.key) };
        Self { source: self.source, key }
    }

    pub(crate) fn name(&self) -> &str {
        &self.key
    }

    pub(crate) fn reference(&self, span: &Range<usize>) -> String {
        format!("{}:{}", self.source.path, self.source.line_of(span.start))
    }

    pub(crate) fn bad(&self, problem: Problem, span: &Range<usize>) -> Error {
        self.source.bad_value(&self.key, problem, span)
    }
}

/// A value with its place in the file.
#[derive(Debug)]
pub(crate) struct Placed<T>(pub(crate) Spanned<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Placed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(Self)
    }
}

/// A section that is written as one, never as a list of its values in their order.
#[derive(Debug, Default)]
pub(crate) struct Table<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        section(deserializer).map(Self)
    }
}

/// Gives a wrapper the schema of what it wraps.
macro_rules! schema_of_the_inside {
    ($wrapper:ident) => {
        impl<T: JsonSchema> JsonSchema for $wrapper<T> {
            fn inline_schema() -> bool {
                T::inline_schema()
            }

            fn schema_name() -> Cow<'static, str> {
                T::schema_name()
            }

            fn schema_id() -> Cow<'static, str> {
                T::schema_id()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                T::json_schema(generator)
            }
        }
    };
}

schema_of_the_inside!(Placed);
schema_of_the_inside!(Table);

impl<T: Leaf> Part for Option<Declared<T>> {
    type Written = Option<Placed<T::Raw>>;

    fn resolve(written: Self::Written, at: &At<'_>) -> Result<Self, Error> {
        let Some(Placed(written)) = written else { return Ok(None) };
        let span = written.span();
        let value = T::read(written.into_inner(), at, &span)?;
        Ok(value.map(|value| Declared { value, reference: at.reference(&span) }))
    }
}

/// Lists of values; one implementation for all would be one for lists of sections as well.
macro_rules! lists_of {
    ($($leaf:ty),+) => {$(
        impl Part for Vec<Declared<$leaf>> {
            type Written = Vec<Placed<<$leaf as Leaf>::Raw>>;

            fn resolve(written: Self::Written, at: &At<'_>) -> Result<Self, Error> {
                let one = |value| Option::<Declared<$leaf>>::resolve(Some(value), at).transpose();
                written.into_iter().filter_map(one).collect()
            }
        }
    )+};
}

lists_of!(String, Glob);

/// Sections of one name, each with the place of its header.
pub(crate) type Rows<T> = Vec<Declared<T>>;

impl<T: Row> Part for Rows<T> {
    type Written = Vec<Placed<T::Written>>;

    fn resolve(written: Self::Written, at: &At<'_>) -> Result<Self, Error> {
        let mut rows = Self::new();
        for Placed(row) in written {
            let span = row.span();
            let value = T::resolve(row.into_inner(), at)?;
            // A form has rows that nobody has filled.
            if value == T::default() {
                continue;
            }
            if let Some(problem) = value.problem() {
                return Err(at.bad(problem, &span));
            }
            rows.push(Declared { value, reference: at.reference(&span) });
        }
        Ok(rows)
    }
}

/// Writes sections: of each the plain data, how it is written, and the way from one to the other.
///
/// ```text
/// parts! {
///     /// What the section is.
///     Name as NameFile {
///         /// What the key is.
///         key: Option<Declared>,
///     }
/// }
/// ```
macro_rules! parts {
    ($(
        $(#[$doc:meta])*
        $name:ident as $file:ident { $($(#[$key_doc:meta])* $key:ident: $type:ty,)+ }
    )+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name { $($(#[$key_doc])* pub $key: $type,)+ }

        $(#[$doc])*
        #[derive(Debug, Default, serde::Deserialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct $file {
            $($(#[$key_doc])* $key: <$type as $crate::declared::Part>::Written,)+
        }

        impl $crate::declared::Part for $name {
            type Written = $crate::declared::Table<$file>;

            fn resolve(
                written: Self::Written,
                at: &$crate::declared::At<'_>,
            ) -> Result<Self, $crate::config::Error> {
                Ok(Self {
                    $($key: $crate::declared::Part::resolve(
                        written.0.$key,
                        &at.key(stringify!($key)),
                    )?,)+
                })
            }
        }
    )+};
}

pub(crate) use parts;
