//! Descriptions of HTTP interfaces, `OpenAPI` 3 and its predecessor Swagger 2, as far as clients rely on them.
//!
//! References are followed within the file, and only so many of them: what another file describes is unknown.

mod read;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use self::read::read;
pub(crate) use self::schema::{LOWER, UPPER};

/// A description.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Api {
    /// By method and path; what a path calls its parameters makes no difference.
    pub(crate) operations: BTreeMap<(String, String), Operation>,
    /// Schemas with names of their own.
    pub(crate) schemas: BTreeMap<String, Schema>,
    /// The names that clients send, also within others.
    pub(crate) sent: BTreeSet<String>,
    /// The names that clients get.
    pub(crate) got: BTreeSet<String>,
}

/// What a method of a path takes and returns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Operation {
    /// As written: `GET /orders/{id}`.
    pub(crate) name: String,
    pub(crate) line: u32,
    /// By place and name: `query`, `limit`.
    pub(crate) parameters: BTreeMap<(String, String), Parameter>,
    pub(crate) body: Option<Parameter>,
    /// By status; none where nothing is returned, or nothing that this module reads.
    pub(crate) responses: BTreeMap<String, Option<Schema>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parameter {
    pub(crate) is_required: bool,
    pub(crate) schema: Schema,
    pub(crate) line: u32,
}

/// The form of a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Schema {
    pub(crate) line: u32,
    /// The schema that it refers to: then nothing else counts.
    pub(crate) reference: Option<String>,
    /// `string`, `object`; of several `string|null`; empty where anything goes.
    pub(crate) kind: String,
    /// The only values, where they are listed.
    pub(crate) values: Option<Vec<String>>,
    pub(crate) properties: BTreeMap<String, Self>,
    pub(crate) required: BTreeSet<String>,
    /// What a list holds, or a map.
    pub(crate) items: Option<Box<Self>>,
    /// Names of alternatives and of parts that could not be merged.
    pub(crate) others: BTreeSet<String>,
    /// `maxLength` and the like, as numbers.
    pub(crate) limits: BTreeMap<&'static str, i64>,
}

impl Api {
    /// Returns the schema itself, or the one that it refers to; itself again where that is unknown.
    pub(crate) fn resolved<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        let mut schema = schema;
        for _ in 0..8 {
            let next = schema.reference.as_ref().and_then(|name| self.schemas.get(name));
            let Some(next) = next else { break };
            schema = next;
        }
        schema
    }
}
