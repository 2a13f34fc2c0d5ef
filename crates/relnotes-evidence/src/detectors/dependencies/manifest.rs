//! What the manifests beside lock files name as direct dependencies.

use std::collections::BTreeSet;

use serde_json::Value;
use toml::Table;

/// Reads the names of `package.json` or `composer.json`.
pub(super) fn json(text: &str) -> Option<BTreeSet<String>> {
    let document: Value = serde_json::from_str(text).ok()?;
    Some(json_names(&document))
}

/// The names under the keys that hold dependencies.
pub(super) fn json_names(document: &Value) -> BTreeSet<String> {
    let keys = [
        "dependencies",
        "devDependencies",
        "optionalDependencies",
        "peerDependencies",
        "require",
        "require-dev",
    ];
    let groups = keys.iter().filter_map(|key| document.get(*key)?.as_object());
    groups.flat_map(|group| group.keys().cloned()).collect()
}

/// Reads the names of `pyproject.toml`, of Poetry's tables and of the standard ones.
pub(super) fn pyproject(text: &str) -> Option<BTreeSet<String>> {
    let document: Table = text.parse().ok()?;
    let mut names = BTreeSet::new();
    let project = document.get("project");
    let lists = [project.and_then(|it| it.get("dependencies"))];
    let groups =
        [project.and_then(|it| it.get("optional-dependencies")), document.get("dependency-groups")];
    let groups =
        groups.into_iter().flatten().filter_map(|it| it.as_table()).flat_map(|it| it.values());
    for list in lists.into_iter().flatten().chain(groups) {
        let needed = list.as_array().into_iter().flatten().filter_map(|it| it.as_str());
        names.extend(needed.map(|needed| python_name(requirement_name(needed))));
    }
    if let Some(poetry) = document.get("tool").and_then(|tool| tool.get("poetry")) {
        let groups = poetry.get("group").and_then(|it| it.as_table());
        let groups = groups.into_iter().flat_map(|it| it.values()).map(|it| it.get("dependencies"));
        let tables = [poetry.get("dependencies"), poetry.get("dev-dependencies")];
        for table in tables.into_iter().chain(groups).flatten().filter_map(|it| it.as_table()) {
            names.extend(table.keys().map(|name| python_name(name)));
        }
    }
    Some(names)
}

/// The name at the beginning of a requirement: `django[argon2] >=5; python_version > "3"`.
pub(super) fn requirement_name(text: &str) -> &str {
    let is_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let text = text.trim_start();
    &text[..text.find(|char| !is_name(char)).unwrap_or(text.len())]
}

/// A name as Python's index compares it: `Django_X.y` is `django-x-y`.
pub(super) fn python_name(name: &str) -> String {
    let mut out = String::new();
    for char in name.chars() {
        match char {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            _ => out.extend(char.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_manifests() {
        let names =
            json("{\"dependencies\": {\"a\": \"1\"}, \"require-dev\": {\"x/y\": \"2\"}}").unwrap();
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["a", "x/y"]);
        let text = "[project]\ndependencies = [\"Django[argon2] >= 5\"]\n[project.optional-dependencies]\nx = [\"B_c\"]\n\
                    [dependency-groups]\ndev = [\"pytest\"]\n[tool.poetry.group.dev.dependencies]\nruff = \"1\"\n";
        assert_eq!(
            pyproject(text).unwrap().into_iter().collect::<Vec<_>>(),
            ["b-c", "django", "pytest", "ruff"]
        );
        assert_eq!((json("["), pyproject("=")), (None, None));
    }
}
