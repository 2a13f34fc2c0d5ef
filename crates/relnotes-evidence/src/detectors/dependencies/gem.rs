//! `Gemfile.lock`.

use std::collections::BTreeSet;

use super::lock::Lock;

/// Reads a lock file of Bundler: gems stand four spaces deep below `specs:`, what they need six; `DEPENDENCIES` are
/// direct. Gems of a path are the project's own.
pub(super) fn read(text: &str, _: Option<&str>) -> Option<Lock> {
    let mut lock = Lock::default();
    let mut direct = BTreeSet::new();
    let mut section = "";
    for (at, line) in (1_u32..).zip(text.lines()) {
        let depth = line.len() - line.trim_start_matches(' ').len();
        let line = line.trim();
        match (section, depth) {
            (_, 0) => section = line,
            ("GEM" | "GIT", 4) => {
                if let Some((name, version)) = line.split_once(" (") {
                    lock.add(name, version.trim_end_matches(')'), at);
                }
            }
            ("DEPENDENCIES", 2) => {
                direct.extend(line.split([' ', '!']).next().map(str::to_owned));
            }
            _ => {}
        }
    }
    lock.name_direct(|name| direct.contains(name));
    Some(lock)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::dependencies::lock::shown;

    #[test]
    fn gems_are_direct_or_not() {
        let text = "PATH\n  remote: .\n  specs:\n    own (1.0)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    rack (3.0.1)\n    rails (7.1.0)\n      rack (>= 2)\n\n\
                    DEPENDENCIES\n  rails (~> 7)\n  own!\n\nBUNDLED WITH\n   2.5\n";
        assert_eq!(shown(read(text, None)), ["rack 3.0.1:9 indirect", "rails 7.1.0:10 direct"]);
    }
}
