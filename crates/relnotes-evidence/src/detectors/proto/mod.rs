//! Contracts in protocol buffers, compared over all files of the range: what only moved to another file is no news.
//!
//! The rules have the names that buf gives them, so that people can look them up.

mod compare;
mod messages;
mod services;

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{Fact, Side};

use self::compare::{Found, Tree};
use super::{Detect, Detector, Ground};
use crate::proto::parse;
use crate::range::{FileDiff, Range};

pub(super) static DETECTOR: Detector = Detector {
    code: "API-PROTO",
    about: "Services, calls, messages, fields and enums of .proto files that came, went or changed, by the rules of buf.",
    ground: Ground::ProductAndGenerated,
    picks: |path| path.extension() == "proto",
    detect: Detect::Range(detect),
};

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let files: Vec<&FileDiff> = range.picked(detector).filter(|file| file.is_read()).collect();
    let copies = copies(range, &files);
    facts.extend(compared(&files, &copies));
}

/// The files that are gone and whose package an unchanged file of the same name has: they were copies.
fn copies<'r>(range: &Range<'_>, files: &[&'r FileDiff]) -> BTreeSet<&'r str> {
    let gone: Vec<&FileDiff> = files.iter().copied().filter(|file| file.new.is_none()).collect();
    if gone.is_empty() {
        return BTreeSet::new();
    }
    let differ: BTreeSet<&str> = range.files().map(|it| it.path.full.as_str()).collect();
    let tree = range.tree(Side::After).iter().map(|(path, _)| path.as_str());
    let unchanged: Vec<&str> =
        tree.filter(|path| path.ends_with(".proto") && !differ.contains(path)).collect();
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let package = |text: &str| parse(text).map(|file| file.package);
    let is_copy = |file: &&FileDiff| {
        let mut same_name = unchanged.iter().filter(|path| name(path) == file.path.name());
        same_name.any(|path| {
            let text = range.text(Side::After, path);
            text.is_some_and(|text| package(&text) == package(file.before()))
        })
    };
    gone.into_iter().filter(is_copy).map(|file| file.path.full.as_str()).collect()
}

/// Compares both sides of some files; copies of what stands elsewhere are not missed.
fn compared(files: &[&FileDiff], copies: &BTreeSet<&str>) -> Vec<Fact> {
    let (mut before, mut after) = (Tree::default(), Tree::default());
    let mut found = Found::default();
    for file in files {
        let old = file.old.is_some().then(|| parse(file.before()));
        let new = file.new.is_some().then(|| parse(file.after()));
        // A side that cannot be understood says nothing about what came or went.
        if old == Some(None) || new == Some(None) {
            continue;
        }
        let (old, new) = (old.flatten(), new.flatten());
        let path = &file.path.full;
        let mut package = String::new();
        if let Some(only) = old.as_ref().or(new.as_ref()) {
            package.clone_from(&only.package);
        }
        if let (Some(old), Some(new)) = (&old, &new)
            && old.package != new.package
        {
            // With another package everything would be gone and new: that is told once, and the rest compared.
            found.package(path, &old.package, &new.package);
        }
        let is_copy = copies.contains(path.as_str());
        if let Some(old) = old.filter(|_| !is_copy) {
            before.add(file.moved_from.as_ref().unwrap_or(path), &package, old);
        }
        if let Some(new) = new {
            after.add(path, &package, new);
        }
    }
    files_gone(&before, &after, files, &mut found);
    services::compare(&before, &after, &mut found);
    messages::compare(&before, &after, &mut found);
    found.facts
}

/// A file whose whole content is gone is told once, and not message by message.
fn files_gone(before: &Tree, after: &Tree, files: &[&FileDiff], found: &mut Found) {
    let mut content: BTreeMap<&str, bool> = BTreeMap::new();
    let names = before
        .names()
        .filter(|(_, path)| files.iter().any(|it| it.new.is_none() && it.path.full == **path));
    for (name, path) in names {
        *content.entry(path).or_insert(true) &= !after.has(name);
    }
    for (path, is_gone) in content {
        if is_gone {
            found.file(path);
        }
    }
}

#[cfg(test)]
mod tests;
