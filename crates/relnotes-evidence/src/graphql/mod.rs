//! Schemas of `GraphQL`, in its own language: types with their fields. Queries and fragments are passed over.

mod parser;
mod token;

use std::collections::BTreeMap;

pub(crate) use self::parser::parse;

/// Types by name, with what extensions add to them.
pub(crate) type Schema = BTreeMap<String, Type>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Type {
    pub(crate) kind: TypeKind,
    pub(crate) line: u32,
    /// Whether the file only adds to it, with `extend`.
    pub(crate) is_extension: bool,
    /// Fields of an object, an interface or an input.
    pub(crate) fields: BTreeMap<String, Field>,
    /// Values of an enum, members of a union, with their lines.
    pub(crate) members: BTreeMap<String, u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeKind {
    Object,
    Interface,
    Input,
    Enum,
    Union,
    Scalar,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// As written, without spaces: `[Order!]!`.
    pub(crate) kind: String,
    pub(crate) line: u32,
    pub(crate) arguments: BTreeMap<String, Argument>,
    pub(crate) has_default: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Argument {
    pub(crate) kind: String,
    pub(crate) line: u32,
    pub(crate) has_default: bool,
}

impl TypeKind {
    /// Returns the word that declares it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Object => "type",
            Self::Interface => "interface",
            Self::Input => "input",
            Self::Enum => "enum",
            Self::Union => "union",
            Self::Scalar => "scalar",
        }
    }
}
