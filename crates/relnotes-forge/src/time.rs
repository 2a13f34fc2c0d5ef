//! Moments as services write them.

/// Reads a moment of RFC 3339, as `2026-11-27T08:00:00Z`; in seconds since 1970.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(moment.as_second())
}

/// Writes a moment as RFC 3339 in UTC.
pub(crate) fn rfc3339(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_any_zone() {
        assert_eq!(seconds("2018-09-07T11:16:17.520Z"), Some(1_536_318_977));
        assert_eq!(seconds("2018-09-07T14:16:17.520+03:00"), Some(1_536_318_977));
        assert_eq!(seconds("yesterday"), None);
        assert_eq!(rfc3339(1_536_318_977), "2018-09-07T11:16:17Z");
    }
}
