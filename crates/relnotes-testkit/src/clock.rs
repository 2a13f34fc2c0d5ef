//! Instants with the offset they were written in, and the clock of a fixture. Nothing here asks the machine.

/// A moment, in seconds since 1970, with an offset from UTC in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) seconds: i64,
    pub(crate) offset: i32,
}

/// What `clock` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ClockMove {
    To(Time),
    Forward(i64),
}

/// The clock of one fixture.
#[derive(Debug)]
pub(crate) struct Clock {
    now: i64,
    next_commit: i64,
    offset: i32,
}

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;
/// 2024-01-01T00:00:00Z
pub(crate) const START: i64 = 1_704_067_200;

impl Clock {
    pub(crate) fn new() -> Self {
        Self { now: START - MINUTE, next_commit: START, offset: 0 }
    }

    /// Returns the time of the next commit and moves on. A time in the past counts for this commit only.
    pub(crate) fn commit(&mut self, at: Option<Time>) -> Time {
        let time = at.unwrap_or(Time { seconds: self.next_commit, offset: self.offset });
        if time.seconds >= self.now {
            self.now = time.seconds;
            self.next_commit = time.seconds + HOUR;
        }
        time
    }

    /// Returns the time of the next tag and moves on.
    pub(crate) fn tag(&mut self, at: Option<Time>) -> Time {
        let time = at.unwrap_or(Time { seconds: self.now + MINUTE, offset: self.offset });
        self.now = self.now.max(time.seconds);
        self.next_commit = self.next_commit.max(self.now + MINUTE);
        time
    }

    pub(crate) fn set(&mut self, to: &ClockMove) {
        match to {
            ClockMove::To(time) => {
                self.next_commit = time.seconds;
                self.offset = time.offset;
            }
            ClockMove::Forward(seconds) => self.next_commit = self.now + seconds,
        }
        self.now = self.next_commit - MINUTE;
    }
}

/// Parses `2024-02-03T10:00:00+03:00` or `…Z`.
pub(crate) fn parse_time(text: &str) -> Result<Time, String> {
    let bad = || format!("`{text}` is not a time like 2024-02-03T10:00:00+03:00");
    if !text.is_ascii() || text.len() < 20 {
        return Err(bad());
    }
    let (date_time, zone) = text.split_at(19);
    let number = |from: usize, to: usize| date_time[from..to].parse::<u32>().map_err(|_| bad());
    let separators: String =
        [4, 7, 10, 13, 16].iter().map(|&i| char::from(text.as_bytes()[i])).collect();
    if separators != "--T::" {
        return Err(bad());
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return Err(bad());
    }
    let offset = parse_offset(zone).ok_or_else(bad)?;
    let local = days_since_1970(i64::from(year), i64::from(month), i64::from(day)) * 24 * HOUR
        + i64::from(hour) * HOUR
        + i64::from(minute) * MINUTE
        + i64::from(second);
    Ok(Time { seconds: local - i64::from(offset) * MINUTE, offset })
}

/// Parses the argument of `clock`: a time, or `+2d`, `+3h`, `+10m`.
pub(crate) fn parse_move(text: &str) -> Result<ClockMove, String> {
    let Some(amount) = text.strip_prefix('+') else {
        return parse_time(text).map(ClockMove::To);
    };
    let unit = match amount.chars().last() {
        Some('d') => 24 * HOUR,
        Some('h') => HOUR,
        Some('m') => MINUTE,
        _ => return Err(format!("`{text}` needs a unit: d, h or m")),
    };
    let number: u32 = amount[..amount.len() - 1]
        .parse()
        .map_err(|_| format!("`{text}` is not an amount like +2d"))?;
    Ok(ClockMove::Forward(i64::from(number) * unit))
}

fn parse_offset(zone: &str) -> Option<i32> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = match zone.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone[1..].split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    Some(sign * (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?))
}

/// Howard Hinnant's `days_from_civil`.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Option<(i64, i32)>) {
        assert_eq!(
            parse_time(input).ok().map(|time| (time.seconds, time.offset)),
            expected,
            "{input}"
        );
    }

    #[test]
    fn times_are_read_with_their_offset() {
        check("2024-01-01T00:00:00Z", Some((START, 0)));
        check("2024-02-29T12:00:00Z", Some((1_709_208_000, 0)));
        check("2024-02-03T10:00:00+03:00", Some((1_706_943_600, 180)));
        check("1970-01-01T00:00:00-03:30", Some((12_600, -210)));
        check("2024-02-03 10:00:00Z", None);
        check("2024-13-03T10:00:00Z", None);
        check("2024-02-03T10:00:00", None);
        check("2024-02-03T10:00:00+3", None);
    }

    #[test]
    fn a_time_in_the_past_does_not_turn_the_clock_back() {
        let mut clock = Clock::new();
        assert_eq!(clock.commit(None).seconds, START);
        assert_eq!(clock.tag(None).seconds, START + 60);
        assert_eq!(clock.commit(Some(Time { seconds: 5, offset: 0 })).seconds, 5);
        assert_eq!(clock.commit(None).seconds, START + 3600);
        clock.set(&ClockMove::Forward(86_400));
        assert_eq!(clock.commit(None).seconds, START + 3600 + 86_400);
    }
}
