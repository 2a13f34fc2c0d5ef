//! Settings of a file: keys with values and lines, compared. What detectors of charts, containers and runtimes share.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{Place, Verb};

/// Keys with their values and lines.
pub(super) type Settings = BTreeMap<String, (String, u32)>;

/// A setting that came, went or has another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct News<'s> {
    /// The key.
    pub(super) key: &'s str,
    /// What happened to it.
    pub(super) verb: Verb,
    /// Where it stands, or stood.
    pub(super) place: Place,
    /// The value that it had.
    pub(super) before: Option<&'s str>,
    /// The value that it has.
    pub(super) after: Option<&'s str>,
}

/// Compares the settings of a file.
pub(super) fn news<'s>(path: &str, before: &'s Settings, after: &'s Settings) -> Vec<News<'s>> {
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        let (old, new) = (before.get(key), after.get(key));
        let (verb, place) = match (old, new) {
            (Some((one, _)), Some((other, _))) if one == other => continue,
            (None, Some((_, line))) => (Verb::Added, Place::after(path, *line)),
            (_, Some((_, line))) => (Verb::Changed, Place::after(path, *line)),
            (_, None) => (Verb::Removed, Place::before(path, old.map(|(_, line)| *line))),
        };
        let value = |setting: &'s (String, u32)| setting.0.as_str();
        found.push(News { key, verb, place, before: old.map(value), after: new.map(value) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_go_and_change() {
        let of = |pairs: &[(&str, &str)]| -> Settings {
            let setting = |(at, (key, value)): (u32, &(&str, &str))| {
                ((*key).to_owned(), ((*value).to_owned(), at))
            };
            (1..).zip(pairs).map(setting).collect()
        };
        let (before, after) =
            (of(&[("a", "1"), ("b", "1"), ("d", "1")]), of(&[("c", "1"), ("d", "1"), ("b", "2")]));
        let shown: Vec<_> = news("x", &before, &after)
            .into_iter()
            .map(|it| (it.key, it.verb, it.place.line))
            .collect();
        assert_eq!(
            shown,
            [
                ("a", Verb::Removed, Some(1)),
                ("b", Verb::Changed, Some(3)),
                ("c", Verb::Added, Some(1)),
            ]
        );
    }
}
