//! `package-lock.json` and `npm-shrinkwrap.json`, of all versions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::lock::Lock;
use super::manifest;
use crate::text::key_lines;

/// Reads a lock file of npm; that of its first version asks the manifest what is direct.
pub(super) fn read(text: &str, manifest: Option<&str>) -> Option<Lock> {
    let document: Value = serde_json::from_str(text).ok()?;
    let lines = key_lines(text);
    let mut lock = Lock::default();
    if let Some(packages) = document.get("packages").and_then(Value::as_object) {
        let mut direct = BTreeSet::new();
        for (path, package) in packages {
            let Some((_, name)) = path.rsplit_once("node_modules/") else {
                // The project, or a part of its workspace.
                direct.extend(manifest::json_names(package));
                continue;
            };
            if let Some(version) = package.get("version").and_then(Value::as_str) {
                lock.add(name, version, lines.get(path.as_str()).copied().unwrap_or(1));
            }
        }
        lock.name_direct(|name| direct.contains(name));
    } else {
        tree(document.get("dependencies"), &lines, &mut lock);
        if let Some(direct) = manifest.and_then(manifest::json) {
            lock.name_direct(|name| direct.contains(name));
        }
    }
    Some(lock)
}

/// Dependencies within dependencies; their depth is bounded by that of JSON.
fn tree(dependencies: Option<&Value>, lines: &BTreeMap<&str, u32>, lock: &mut Lock) {
    for (name, package) in dependencies.and_then(Value::as_object).into_iter().flatten() {
        if let Some(version) = package.get("version").and_then(Value::as_str) {
            lock.add(name, version, lines.get(name.as_str()).copied().unwrap_or(1));
        }
        tree(package.get("dependencies"), lines, lock);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::dependencies::lock::shown;

    #[test]
    fn packages_stand_by_their_folders() {
        let text = "{\n\"packages\": {\n\"\": {\"dependencies\": {\"a\": \"^1\"}},\n\"node_modules/a\": {\"version\": \"1.0.0\"},\n\
                    \"node_modules/a/node_modules/@s/b\": {\"version\": \"2.0.0\"},\n\"node_modules/own\": {\"link\": true}\n}}";
        assert_eq!(shown(read(text, None)), ["@s/b 2.0.0:5 indirect", "a 1.0.0:4 direct"]);
    }

    #[test]
    fn the_first_version_is_a_tree() {
        let text = "{\"dependencies\": {\n\"a\": {\"version\": \"1.0.0\",\n\"dependencies\": {\n\"b\": {\"version\": \"2.0.0\"}}}}}";
        assert_eq!(shown(read(text, None)), ["a 1.0.0:2", "b 2.0.0:4"]);
        let manifest = "{\"devDependencies\": {\"a\": \"1\"}}";
        assert_eq!(shown(read(text, Some(manifest))), ["a 1.0.0:2 direct", "b 2.0.0:4 indirect"]);
    }

    #[test]
    fn what_is_no_json_says_nothing() {
        assert_eq!(read("{", None), None);
        assert_eq!(read(&"[".repeat(100_000), None), None);
    }
}
