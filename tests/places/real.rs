//! Ten real cases.
