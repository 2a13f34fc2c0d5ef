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

impl Time {
    /// Reads `2026-11-22`, an RFC 3339 moment, or seconds since 1970; a date alone is its first
    /// moment in UTC.
    ///
    /// ```
    /// use relnotes_core::person::Time;
    ///
    /// assert_eq!(Time::parse("1970-01-02"), Some(Time { seconds: 86_400, offset: 0 }));
    /// assert_eq!(
    ///     Time::parse("1970-01-01T03:00:00+03:00"),
    ///     Some(Time { seconds: 0, offset: 180 })
    /// );
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(seconds) = text.parse() {
            return Some(Self { seconds, offset: 0 });
        }
        if let Ok(date) = text.parse::<jiff::civil::Date>()
            && text.len() <= 10
        {
            let zoned = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
            return Some(Self { seconds: zoned.timestamp().as_second(), offset: 0 });
        }
        let moment: jiff::Timestamp = text.parse().ok()?;
        let offset = jiff::fmt::temporal::Pieces::parse(text).ok()?.to_numeric_offset();
        let offset = offset.map_or(0, |offset| offset.seconds() / 60);
        Some(Self { seconds: moment.as_second(), offset })
    }

    /// Writes the moment as RFC 3339, in its own offset.
    pub fn to_rfc3339(self) -> String {
        let zoned = self.to_zoned();
        let zone = match self.offset {
            0 => "Z".to_owned(),
            minutes => {
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        };
        format!("{}{zone}", zoned.strftime("%Y-%m-%dT%H:%M:%S"))
    }

    /// Returns the moment on the clock of whoever wrote it.
    pub fn to_zoned(self) -> jiff::Zoned {
        // Dates beyond what calendars hold come from damaged commits: the epoch says as much.
        let moment =
            jiff::Timestamp::from_second(self.seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let offset =
            jiff::tz::Offset::from_seconds(self.offset * 60).unwrap_or(jiff::tz::Offset::UTC);
        moment.to_zoned(offset.to_time_zone())
    }
}
