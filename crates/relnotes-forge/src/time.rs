//! Moments as services write them.

/// Reads a moment of RFC 3339, as `2026-11-27T08:00:00Z`; in seconds since 1970.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(moment.as_second())
}
