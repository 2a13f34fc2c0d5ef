//! `yarn.lock`, of the first version and of Berry.

use std::collections::BTreeSet;

use super::lock::Lock;
use super::manifest;

/// Reads a lock file of yarn.
///
/// A block begins with what was asked for (`"a@^1", "a@^2":`), its lines are indented. Berry has the project's own
/// packages among them, with what they need; the first version asks the manifest.
pub(super) fn read(text: &str, manifest: Option<&str>) -> Option<Lock> {
    let mut lock = Lock::default();
    let mut direct = BTreeSet::new();
    let mut name: Option<&str> = None;
    let (mut is_own, mut is_needed) = (false, false);
    for (at, line) in (1_u32..).zip(text.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let depth = line.len() - line.trim_start_matches(' ').len();
        let line = line.trim();
        match depth {
            0 => {
                name = name_of(line);
                is_own = line.contains("@workspace:");
                is_needed = false;
            }
            2 => {
                let version =
                    line.strip_prefix("version").map(|it| it.trim_start_matches(':').trim());
                if let (Some(name), Some(version), false) = (name, version, is_own) {
                    lock.add(name, version.trim_matches('"'), at);
                }
                is_needed = is_own && line.ends_with("ependencies:");
            }
            _ if is_needed => {
                let needed = line.split(':').next().unwrap_or_default();
                direct.insert(needed.trim_matches('"').to_owned());
            }
            _ => {}
        }
    }
    if direct.is_empty() {
        direct = manifest.and_then(manifest::json).unwrap_or_default();
    }
    if !direct.is_empty() {
        lock.name_direct(|name| direct.contains(name));
    }
    Some(lock)
}

/// `"@babel/core@npm:^7", "@babel/core@^7.1":` is `@babel/core`.
fn name_of(line: &str) -> Option<&str> {
    let asked = line.strip_suffix(':')?.split(", ").next()?.trim_matches('"');
    let end = asked.char_indices().skip(1).find(|(_, char)| *char == '@').map(|(at, _)| at)?;
    Some(&asked[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::dependencies::lock::shown;

    #[test]
    fn the_first_version() {
        let text = "# yarn lockfile v1\n\n\"@s/a@^1.0.0\", \"@s/a@^1.1\":\n  version \"1.1.0\"\n  dependencies:\n    b \"^2\"\n\n\
                    b@^2:\n  version \"2.0.0\"\n";
        assert_eq!(shown(read(text, None)), ["@s/a 1.1.0:4", "b 2.0.0:9"]);
        let manifest = "{\"dependencies\": {\"@s/a\": \"^1\"}}";
        assert_eq!(
            shown(read(text, Some(manifest))),
            ["@s/a 1.1.0:4 direct", "b 2.0.0:9 indirect"]
        );
    }

    #[test]
    fn berry() {
        let text = "__metadata:\n  version: 8\n\n\"@s/a@npm:^1.0.0\":\n  version: 1.1.0\n  resolution: \"@s/a@npm:1.1.0\"\n\n\
                    \"own@workspace:.\":\n  version: 0.0.0-use.local\n  dependencies:\n    \"@s/a\": \"npm:^1.0.0\"\n  languageName: unknown\n";
        assert_eq!(shown(read(text, None)), ["@s/a 1.1.0:5 direct"]);
    }

    #[test]
    fn nonsense_says_nothing() {
        assert!(shown(read("@:\n  version\nx\n@\n\":\n", None)).is_empty());
    }
}
