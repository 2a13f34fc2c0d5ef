//! Files of protocol buffers: what of them is a contract. Options, comments and imports are passed over.

mod parser;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use self::parser::parse;

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct File {
    /// Its package; empty where it has none.
    pub(crate) package: String,
    pub(crate) services: Vec<Service>,
    /// Messages, also those inside of others: `Outer.Inner`.
    pub(crate) messages: Vec<Message>,
    /// Enums, also those inside of messages.
    pub(crate) enums: Vec<Enum>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Service {
    pub(crate) name: String,
    pub(crate) line: u32,
    pub(crate) calls: Vec<Call>,
}

/// An rpc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) line: u32,
    pub(crate) request: Side,
    pub(crate) response: Side,
}

/// What a call takes or returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Side {
    /// The message, as written.
    pub(crate) message: String,
    pub(crate) is_stream: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) name: String,
    pub(crate) line: u32,
    pub(crate) fields: Vec<Field>,
    pub(crate) reserved: Reserved,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) number: i64,
    pub(crate) line: u32,
    /// `optional`, `required`, `repeated`; empty where nothing is written.
    pub(crate) label: String,
    /// As written; of a map `map<string, Order>`.
    pub(crate) kind: String,
    /// The `oneof` that it is in.
    pub(crate) group: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) line: u32,
    pub(crate) values: Vec<Value>,
    pub(crate) reserved: Reserved,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) number: i64,
    pub(crate) line: u32,
}

/// Numbers and names that must not be used again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Reserved {
    /// Ranges, both ends included.
    pub(crate) numbers: Vec<(i64, i64)>,
    pub(crate) names: Vec<String>,
}

impl Reserved {
    /// Returns whether a number must not be used again.
    pub(crate) fn has(&self, number: i64) -> bool {
        self.numbers.iter().any(|(from, to)| (*from..=*to).contains(&number))
    }
}
