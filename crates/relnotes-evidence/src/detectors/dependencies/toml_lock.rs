//! Lock files of Cargo, Poetry and uv: lists of `[[package]]` in TOML.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};

use super::lock::Lock;
use super::manifest;
use crate::text::Lines;

/// Reads `Cargo.lock`. Packages without a source are of the workspace: what they need is direct, and they are no
/// dependencies.
pub(super) fn cargo(text: &str, _: Option<&str>) -> Option<Lock> {
    read(text, |package| !package.contains_key("source"), |name| name.to_owned())
}

/// Reads `uv.lock`; packages of the project are editable or virtual.
pub(super) fn uv(text: &str, _: Option<&str>) -> Option<Lock> {
    let is_own = |package: &DeTable<'_>| {
        let source = package.get("source").and_then(|it| it.get_ref().as_table());
        source.is_some_and(|source| {
            ["editable", "virtual", "directory", "workspace"]
                .iter()
                .any(|key| source.contains_key(*key))
        })
    };
    read(text, is_own, manifest::python_name)
}

/// Reads `poetry.lock`; the manifest says what is direct.
pub(super) fn poetry(text: &str, manifest: Option<&str>) -> Option<Lock> {
    let mut lock = read(text, |_| false, manifest::python_name)?;
    match manifest.and_then(manifest::pyproject) {
        Some(direct) => lock.name_direct(|name| direct.contains(name)),
        None => lock.packages.values_mut().for_each(|package| package.direct = None),
    }
    Some(lock)
}

fn read(
    text: &str,
    is_own: impl Fn(&DeTable<'_>) -> bool,
    name_of: impl Fn(&str) -> String,
) -> Option<Lock> {
    let document = DeTable::parse(text).ok()?;
    let lines = Lines::of(text);
    let mut lock = Lock::default();
    let mut direct = BTreeSet::new();
    let packages = document.get_ref().get("package").and_then(|it| it.get_ref().as_array());
    for package in packages.into_iter().flatten() {
        let Some(package) = package.get_ref().as_table() else { continue };
        let text =
            |key: &str| package.get(key).and_then(|it| Some((it.get_ref().as_str()?, it.span())));
        let Some((name, place)) = text("name") else { continue };
        if is_own(package) {
            named(package, &name_of, &mut direct);
        } else {
            let version = text("version").map_or("", |(version, _)| version);
            lock.add(&name_of(name), version, lines.at(place.start));
        }
    }
    lock.name_direct(|name| direct.contains(name));
    Some(lock)
}

/// The names in `dependencies` and in the groups of optional and development ones.
fn named(package: &DeTable<'_>, name_of: &impl Fn(&str) -> String, names: &mut BTreeSet<String>) {
    for key in ["dependencies", "optional-dependencies", "dev-dependencies"] {
        let Some(value) = package.get(key) else { continue };
        let lists: Vec<&DeValue<'_>> = match value.get_ref().as_table() {
            Some(groups) => groups.values().map(toml::Spanned::get_ref).collect(),
            None => vec![value.get_ref()],
        };
        for needed in lists.iter().filter_map(|list| list.as_array()).flatten() {
            let needed = needed.get_ref();
            let name = match needed.as_table() {
                Some(table) => table.get("name").and_then(|it| it.get_ref().as_str()),
                // `name`, `name 1.2.3`, `name 1.2.3 (registry+…)`.
                None => needed.as_str().and_then(|it| it.split(' ').next()),
            };
            names.extend(name.map(name_of));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::dependencies::lock::shown;

    #[test]
    fn cargo_knows_what_the_workspace_needs() {
        let text = "version = 3\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\ndependencies = [\n \"serde\",\n \"syn 2.0.1\",\n]\n\n\
                    [[package]]\nname = \"serde\"\nversion = \"1.0.1\"\nsource = \"registry+x\"\ndependencies = [\"itoa\"]\n\n\
                    [[package]]\nname = \"itoa\"\nversion = \"1.0.0\"\nsource = \"r\"\n\n\
                    [[package]]\nname = \"syn\"\nversion = \"1.0.0\"\nsource = \"r\"\n[[package]]\nname = \"syn\"\nversion = \"2.0.1\"\nsource = \"r\"\n";
        assert_eq!(
            shown(cargo(text, None)),
            ["itoa 1.0.0:18 indirect", "serde 1.0.1:12 direct", "syn 1.0.0:23 2.0.1:27 direct",]
        );
    }

    #[test]
    fn uv_knows_what_the_project_needs() {
        let text = "[[package]]\nname = \"shop\"\nsource = { editable = \".\" }\ndependencies = [{ name = \"Django\" }]\n\
                    [package.dev-dependencies]\ndev = [{ name = \"pytest\" }]\n\
                    [[package]]\nname = \"django\"\nversion = \"5.0\"\nsource = { registry = \"x\" }\n\
                    [[package]]\nname = \"pytest\"\nversion = \"8.0\"\n[[package]]\nname = \"sqlparse\"\nversion = \"0.5\"\n";
        assert_eq!(
            shown(uv(text, None)),
            ["django 5.0:8 direct", "pytest 8.0:12 direct", "sqlparse 0.5:15 indirect"]
        );
    }

    #[test]
    fn poetry_asks_the_manifest() {
        let text = "[[package]]\nname = \"Django_X\"\nversion = \"5.0\"\n";
        assert_eq!(shown(poetry(text, None)), ["django-x 5.0:2"]);
        let manifest = "[tool.poetry.dependencies]\ndjango-x = \"^5\"\n";
        assert_eq!(shown(poetry(text, Some(manifest))), ["django-x 5.0:2 direct"]);
    }

    #[test]
    fn what_is_no_toml_says_nothing() {
        assert_eq!(cargo("[[package]\n", None), None);
        assert!(shown(cargo("package = 1\n", None)).is_empty());
        assert!(shown(cargo("[[package]]\nname = 1\n", None)).is_empty());
    }
}
