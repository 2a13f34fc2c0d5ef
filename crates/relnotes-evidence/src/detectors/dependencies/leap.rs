//! How far a version went.

use std::cmp::Ordering;

use relnotes_core::evidence::Leap;

/// A version as far as any of the many schemes has it: numbers, and what follows them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Version {
    numbers: Vec<u64>,
    /// What makes it earlier than its numbers: `rc.1`, `20240101-abc`; empty where nothing does.
    before: Vec<Part>,
}

/// A part of what follows the numbers; numbers come before words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Word(String),
}

/// Returns how far it is from one version to another.
pub(super) fn leap(before: &str, after: &str) -> Leap {
    let (Some(old), Some(new)) = (Version::parse(before), Version::parse(after)) else {
        return Leap::Other;
    };
    match old.order(&new) {
        Ordering::Equal => return Leap::Other,
        Ordering::Greater => return Leap::Back,
        Ordering::Less => {}
    }
    let number = |version: &Version, at: usize| version.numbers.get(at).copied().unwrap_or(0);
    let length = old.numbers.len().max(new.numbers.len());
    let differs = (0..length).find(|at| number(&old, *at) != number(&new, *at));
    // The first number that is not zero in either breaks, as Cargo and npm have it.
    let first = (0..length).find(|at| number(&old, *at) + number(&new, *at) > 0);
    match (differs, first) {
        (None, _) | (_, None) => Leap::Patch,
        (Some(at), Some(first)) if at <= first => Leap::Major,
        (Some(1), _) => Leap::Minor,
        _ => Leap::Patch,
    }
}

/// Compares two versions; those that are none come first, by their letters.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    match (Version::parse(a), Version::parse(b)) {
        (Some(one), Some(other)) => one.order(&other).then_with(|| a.cmp(b)),
        (one, other) => one.is_some().cmp(&other.is_some()).then_with(|| a.cmp(b)),
    }
}

impl Version {
    /// `v1.2.3-rc.1+build`, `2.9.0.post0`, `1.0rc1`, `1!2.0`.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', '=']);
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let end = text.find(|char: char| !char.is_ascii_digit() && char != '.');
        let (numbers, rest) = text.split_at(end.unwrap_or(text.len()));
        let numbers: Option<Vec<u64>> =
            numbers.split('.').filter(|it| !it.is_empty()).map(|it| it.parse().ok()).collect();
        let numbers = numbers.filter(|numbers| !numbers.is_empty())?;
        let part = |part: &str| match part.parse() {
            Ok(number) => Part::Number(number),
            Err(_) => Part::Word(part.to_lowercase()),
        };
        let parts = rest.split(['-', '.', '_']).filter(|it| !it.is_empty());
        Some(Self { numbers, before: parts.map(part).collect() })
    }

    fn order(&self, other: &Self) -> Ordering {
        let length = self.numbers.len().max(other.numbers.len());
        let padded = |version: &Self| {
            let mut numbers = version.numbers.clone();
            numbers.resize(length, 0);
            numbers
        };
        let is_final = |version: &Self| match version.before.first() {
            None => true,
            // What comes after a release: `post1`, Go's `incompatible` is cut with the plus.
            Some(Part::Word(word)) => word.starts_with("post") || word == "final",
            Some(Part::Number(_)) => false,
        };
        padded(self)
            .cmp(&padded(other))
            .then_with(|| is_final(self).cmp(&is_final(other)))
            .then_with(|| self.before.cmp(&other.before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaps_follow_the_first_number_that_is_not_zero() {
        for (before, after, expected) in [
            ("1.2.3", "2.0.0", Leap::Major),
            ("1.2.3", "1.3.0", Leap::Minor),
            ("1.2.3", "1.2.4", Leap::Patch),
            ("0.12.1", "0.13.0", Leap::Major),
            ("0.12.1", "0.12.2", Leap::Patch),
            ("0.0.3", "0.0.4", Leap::Major),
            ("0.9.9", "1.0.0", Leap::Major),
            ("v1.2", "v1.2.1", Leap::Patch),
            ("2.0.0-rc.1", "2.0.0", Leap::Patch),
            ("2.0.0-rc.2", "2.0.0-rc.10", Leap::Patch),
            (
                "v0.0.0-20240101000000-aaaaaaaaaaaa",
                "v0.0.0-20250101000000-bbbbbbbbbbbb",
                Leap::Patch,
            ),
            ("1.0", "1.0.post1", Leap::Patch),
            ("2.0.0", "1.9.9", Leap::Back),
            ("2.0.0", "2.0.0-rc.1", Leap::Back),
            ("2024.1.1", "2025.1.1", Leap::Major),
            ("1.0.0+a", "1.0.0+b", Leap::Other),
            ("main", "1.0", Leap::Other),
            ("99999999999999999999999.1", "1.0", Leap::Other),
        ] {
            assert_eq!(leap(before, after), expected, "{before} {after}");
        }
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(order("1.10.0", "1.9.0"), Ordering::Greater);
        assert_eq!(order("main", "0.1"), Ordering::Less);
    }
}
