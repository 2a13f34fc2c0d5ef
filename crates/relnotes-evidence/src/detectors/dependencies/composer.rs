//! `composer.lock`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::lock::Lock;
use super::manifest;

/// Reads a lock file of Composer; the manifest says what is direct.
pub(super) fn read(text: &str, manifest: Option<&str>) -> Option<Lock> {
    let document: Value = serde_json::from_str(text).ok()?;
    let mut lines = BTreeMap::new();
    for (at, line) in (1..).zip(text.lines()) {
        let name = line.trim().strip_prefix("\"name\": \"").and_then(|it| it.split('"').next());
        if let Some(name) = name {
            // Authors have names as well, further down.
            lines.entry(name).or_insert(at);
        }
    }
    let mut lock = Lock::default();
    for key in ["packages", "packages-dev"] {
        for package in document.get(key).and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| package.get(key).and_then(Value::as_str);
            if let (Some(name), Some(version)) = (text("name"), text("version")) {
                lock.add(name, version, lines.get(name).copied().unwrap_or(1));
            }
        }
    }
    if let Some(direct) = manifest.and_then(manifest::json) {
        lock.name_direct(|name| direct.contains(name));
    }
    Some(lock)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::dependencies::lock::shown;

    #[test]
    fn packages_and_what_the_manifest_names() {
        let text = "{\n\"packages\": [{\n\"name\": \"a/b\",\n\"version\": \"v1.0.0\"}],\n\"packages-dev\": [{\"name\": \"c/d\", \"version\": \"2.0\"}]}";
        assert_eq!(shown(read(text, None)), ["a/b v1.0.0:3", "c/d 2.0:1"]);
        let manifest = "{\"require\": {\"a/b\": \"^1\"}}";
        assert_eq!(
            shown(read(text, Some(manifest))),
            ["a/b v1.0.0:3 direct", "c/d 2.0:1 indirect"]
        );
        assert_eq!(read("[", None), None);
    }
}
