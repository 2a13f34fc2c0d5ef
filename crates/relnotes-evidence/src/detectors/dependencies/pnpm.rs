//! `pnpm-lock.yaml`, of the versions 5, 6 and 9.

use std::collections::BTreeSet;

use super::lock::Lock;
use crate::yaml::{self, Node};

const GROUPS: [&str; 3] = ["dependencies", "devDependencies", "optionalDependencies"];

/// Reads a lock file of pnpm; it names what each project of the workspace asks for.
pub(super) fn read(text: &str, _: Option<&str>) -> Option<Lock> {
    let documents = yaml::parse(text.as_bytes()).ok()?;
    // One of several documents of a file is the configuration's own.
    let mut lock = Lock::default();
    let mut direct = BTreeSet::new();
    for document in &documents {
        let importers = document.get("importers").map(Node::entries).unwrap_or_default();
        let importers = importers.iter().map(|it| &it.value).chain([document]);
        for group in importers.flat_map(|it| GROUPS.iter().filter_map(|key| it.get(key))) {
            direct.extend(group.entries().iter().map(|it| it.key.clone()));
        }
        for package in document.get("packages").map(Node::entries).unwrap_or_default() {
            if let Some((name, version)) = split(&package.key) {
                lock.add(name, version, u32::try_from(package.line).unwrap_or(u32::MAX));
            }
        }
    }
    lock.name_direct(|name| direct.contains(name));
    Some(lock)
}

/// Reads the packages alone, line by line as pnpm writes them: ten times faster, for the many versions that a file had.
pub(super) fn packages(text: &str) -> Lock {
    let mut lock = Lock::default();
    let mut is_in = false;
    for (at, line) in (1_u32..).zip(text.lines()) {
        if !line.starts_with([' ', '#']) && !line.is_empty() {
            is_in = line == "packages:";
        }
        let key = line.strip_prefix("  ").filter(|key| is_in && !key.starts_with(' '));
        let key =
            key.and_then(|key| key.split_once(": ").map(|(key, _)| key).or(key.strip_suffix(':')));
        if let Some((name, version)) = key.and_then(|key| split(key.trim_matches('\''))) {
            lock.add(name, version, at);
        }
    }
    lock
}

/// `@s/a@1.0.0(b@2)`, `/@s/a@1.0.0`, `/@s/a/1.0.0_b@2`.
fn split(key: &str) -> Option<(&str, &str)> {
    let key = key.split('(').next()?;
    let key = key.trim_start_matches('/');
    let slashes = if key.starts_with('@') { 2 } else { 1 };
    if let Some((at, _)) = key.match_indices('/').nth(slashes - 1) {
        let version = key[at + 1..].split('_').next()?;
        if version.starts_with(|char: char| char.is_ascii_digit()) {
            return Some((&key[..at], version));
        }
    }
    let at = key.char_indices().skip(1).find(|(_, char)| *char == '@').map(|(at, _)| at)?;
    Some((&key[..at], &key[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::dependencies::lock::shown;

    #[test]
    fn packages_and_what_projects_ask_for() {
        let text = "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      '@s/a': {specifier: ^1, version: 1.0.0}\n\
                    packages:\n  '@s/a@1.0.0(b@2.0.0)': {}\n  b@2.0.0: {}\n";
        assert_eq!(shown(read(text, None)), ["@s/a 1.0.0:7 direct", "b 2.0.0:8 indirect"]);
    }

    #[test]
    fn both_readers_see_the_same_packages() {
        let text = "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      a:\n        version: 1.0.0\n\npackages:\n\n  \
                    '@s/a@1.0.0':\n    resolution: {integrity: x}\n\n  b@2.0.0: {}\n\nsnapshots:\n\n  c@1.0.0: {}\n";
        let pins = |lock: Lock| -> Vec<_> {
            lock.packages.into_iter().map(|(name, package)| (name, package.versions)).collect()
        };
        assert_eq!(pins(packages(text)), pins(read(text, None).unwrap()));
        assert_eq!(pins(packages(text)).len(), 2);
    }

    #[test]
    fn keys_of_older_versions() {
        assert_eq!(split("/@s/a@1.0.0"), Some(("@s/a", "1.0.0")));
        assert_eq!(split("/@s/a/1.0.0_b@2"), Some(("@s/a", "1.0.0")));
        assert_eq!(split("/a/1.0.0"), Some(("a", "1.0.0")));
        assert_eq!(split("a"), None);
        assert_eq!(split(""), None);
    }

    #[test]
    fn what_is_no_yaml_says_nothing() {
        assert_eq!(read("packages: [", None), None);
    }
}
