//! Who wrote or committed something, as plain data.

use serde::{Deserialize, Serialize};

/// A name and an e-mail address as git stores them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Person {
    /// The name, decoded to UTF-8.
    pub name: String,
    /// The e-mail address, decoded to UTF-8.
    pub email: String,
}

/// A person and the moment at which they did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub person: Person,
    /// When: seconds since 1970-01-01T00:00Z, and the offset that was written.
    pub time: Time,
}

/// A moment with the offset from UTC that its author's clock had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// Seconds since 1970-01-01T00:00Z.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub offset: i32,
}
