//! Which part of a product a file belongs to.
//!
//! A part is the nearest folder that is a package of its own (`Cargo.toml`, `package.json`, `go.mod`), else the first
//! two folders of the path; a file at the top belongs to `.`.

use std::collections::BTreeSet;

use relnotes_core::evidence::Side;

use crate::range::Range;

/// Files that make a folder a package.
const MANIFESTS: [&str; 3] = ["Cargo.toml", "package.json", "go.mod"];
/// Folders that say what is in them and not what for: `src/main`, `src/test`.
const KINDS: [&str; 6] = ["main", "test", "tests", "__tests__", "spec", "testdata"];

/// The packages of a repository.
#[derive(Debug)]
pub(crate) struct Components {
    packages: BTreeSet<String>,
}

impl Components {
    /// Finds the packages of the newer tree.
    pub(crate) fn of(range: &Range<'_>) -> Self {
        let paths = range.tree(Side::After).iter().map(|(path, _)| path.as_str());
        Self::among(paths)
    }

    fn among<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        let package = |path: &'p str| {
            let (folder, name) = path.rsplit_once('/')?;
            MANIFESTS.contains(&name).then(|| folder.to_owned())
        };
        Self { packages: paths.filter_map(package).collect() }
    }

    /// Returns the part that a file belongs to.
    pub(crate) fn component(&self, path: &str) -> String {
        let mut folder = path.rsplit_once('/').map(|(folder, _)| folder);
        while let Some(at) = folder {
            if self.packages.contains(at) {
                return at.to_owned();
            }
            folder = at.rsplit_once('/').map(|(above, _)| above);
        }
        let mut folders: Vec<&str> = path.split('/').collect();
        folders.pop();
        folders.truncate(2);
        if folders.len() == 2 && KINDS.contains(&folders[1]) {
            folders.pop();
        }
        if folders.is_empty() { ".".to_owned() } else { folders.join("/") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_a_package_or_two_folders() {
        let tree =
            ["Cargo.toml", "crates/api/Cargo.toml", "crates/api/src/a.rs", "ui/package.json"];
        let components = Components::among(tree.into_iter());
        for (path, expected) in [
            ("crates/api/src/routes/a.rs", "crates/api"),
            ("ui/src/app/cart/b.ts", "ui"),
            ("pkg/server/http/a.go", "pkg/server"),
            ("netbox/dcim/tests/test_api.py", "netbox/dcim"),
            ("src/main/java/A.java", "src"),
            ("src/test/java/ATest.java", "src"),
            ("cmd/main.go", "cmd"),
            ("main.go", "."),
        ] {
            assert_eq!(components.component(path), expected, "{path}");
        }
    }
}
