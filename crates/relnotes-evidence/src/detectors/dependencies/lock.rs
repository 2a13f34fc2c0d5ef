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
