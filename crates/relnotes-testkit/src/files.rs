//! The files of a commit as a flat map: writing them as trees, comparing, merging by whole files.

use std::collections::{BTreeMap, BTreeSet};

use git2::{ObjectType, Oid};

use crate::store::Store;

/// Path to blob. All files are plain ones.
pub(crate) type Files = BTreeMap<String, Oid>;

/// Path to its new blob, or none where the file goes away.
pub(crate) type Changes = BTreeMap<String, Option<Oid>>;

/// Writes the tree of a commit and returns its id.
pub(crate) fn write_tree(store: &Store<'_>, files: &Files) -> Result<Oid, git2::Error> {
    let paths: Vec<(&str, Oid)> = files.iter().map(|(path, &blob)| (path.as_str(), blob)).collect();
    write_folder(store, &paths)
}

/// Returns what turns `old` into `new`.
pub(crate) fn changes_between(old: &Files, new: &Files) -> Changes {
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    paths
        .into_iter()
        .filter(|&path| old.get(path) != new.get(path))
        .map(|path| (path.clone(), new.get(path).copied()))
        .collect()
}

/// Applies changes, whatever the files were before.
pub(crate) fn apply(files: &mut Files, changes: &Changes) {
    for (path, blob) in changes {
        match blob {
            Some(blob) => files.insert(path.clone(), *blob),
            None => files.remove(path),
        };
    }
}

/// Merges two sides by whole files. Conflicts are settled by `settled`; the paths of the others are the error.
pub(crate) fn merge(
    base: &Files,
    ours: &Files,
    theirs: &Files,
    settled: &Changes,
) -> Result<Files, Vec<String>> {
    let mut merged = ours.clone();
    let mut conflicts = Vec::new();
    for (path, blob) in changes_between(base, theirs) {
        let ours_now = ours.get(&path).copied();
        let untouched = ours_now == base.get(&path).copied();
        if untouched || ours_now == blob || settled.contains_key(&path) {
            apply(&mut merged, &Changes::from([(path, blob)]));
        } else {
            conflicts.push(path);
        }
    }
    if conflicts.is_empty() { Ok(merged) } else { Err(conflicts) }
}

fn write_folder(store: &Store<'_>, mut paths: &[(&str, Oid)]) -> Result<Oid, git2::Error> {
    // git sorts a folder as if its name ended with a slash.
    let mut entries: BTreeMap<String, (&str, &str, Oid)> = BTreeMap::new();
    while let Some(&(path, blob)) = paths.first() {
        let Some((folder, _)) = path.split_once('/') else {
            entries.insert(path.to_owned(), ("100644", path, blob));
            paths = &paths[1..];
            continue;
        };
        let prefix = format!("{folder}/");
        let count = paths.iter().take_while(|(path, _)| path.starts_with(&prefix)).count();
        let (inside, rest) = paths.split_at(count);
        let inside: Vec<_> =
            inside.iter().map(|&(path, blob)| (&path[prefix.len()..], blob)).collect();
        let tree = write_folder(store, &inside)?;
        entries.insert(prefix, ("40000", folder, tree));
        paths = rest;
    }
    let mut bytes = Vec::new();
    for (mode, name, id) in entries.values() {
        bytes.extend(format!("{mode} {name}\0").bytes());
        bytes.extend(id.as_bytes());
    }
    store.write(ObjectType::Tree, &bytes)
}
