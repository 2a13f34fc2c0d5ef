//! What every lock file says: packages, their versions, and whether the project names them itself.

use std::collections::BTreeMap;

/// The packages of a lock file.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Lock {
    /// By name.
    pub(super) packages: BTreeMap<String, Package>,
}

/// A package.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Package {
    /// Its versions, each with the line where it stands first.
    pub(super) versions: BTreeMap<String, u32>,
    /// Whether the project names it itself; none where the files do not say.
    pub(super) direct: Option<bool>,
}

impl Lock {
    /// Adds a version of a package.
    pub(super) fn add(&mut self, name: &str, version: &str, line: u32) {
        let package = self.packages.entry(name.to_owned()).or_default();
        package.versions.entry(version.to_owned()).or_insert(line);
    }

    /// Says which of all packages the project names itself.
    pub(super) fn name_direct(&mut self, is_direct: impl Fn(&str) -> bool) {
        for (name, package) in &mut self.packages {
            package.direct = Some(is_direct(name));
        }
    }
}

/// Where the lines of a text begin.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    /// Returns the line of a byte, from 1.
    pub(super) fn at(&self, offset: usize) -> u32 {
        u32::try_from(self.0.partition_point(|start| *start <= offset) + 1).unwrap_or(u32::MAX)
    }
}

/// Returns the lines of the keys of a JSON text that is written one key a line: `"name": {`.
pub(super) fn key_lines(text: &str) -> BTreeMap<&str, u32> {
    let mut lines = BTreeMap::new();
    for (at, line) in (1..).zip(text.lines()) {
        let key = line.trim_start().strip_prefix('"').and_then(|rest| rest.split_once("\": {"));
        if let Some((key, _)) = key {
            lines.entry(key).or_insert(at);
        }
    }
    lines
}

/// Shows a lock as lines, for tests of readers.
#[cfg(test)]
pub(super) fn shown(lock: Option<Lock>) -> Vec<String> {
    let packages = lock.expect("it can be read").packages;
    let show = |(name, package): (String, Package)| {
        let versions: Vec<String> =
            package.versions.iter().map(|(version, line)| format!("{version}:{line}")).collect();
        let direct = match package.direct {
            Some(true) => " direct",
            Some(false) => " indirect",
            None => "",
        };
        format!("{name} {}{direct}", versions.join(" "))
    };
    packages.into_iter().map(show).collect()
}
