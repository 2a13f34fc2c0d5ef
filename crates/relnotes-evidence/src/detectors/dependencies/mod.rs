//! Dependencies, by what lock files pin: one reader a format, one fact a package.
//!
//! All lock files of one ecosystem that changed are compared together: a package that only moved to the lock file of
//! another tool, or of another folder, is no news, and one that many of them have is told once. Of several versions of
//! a package those count that came and went.

mod composer;
mod gem;
mod go;
mod leap;
mod lock;
mod manifest;
mod npm;
mod pip;
mod pnpm;
mod toml_lock;
mod yarn;

use std::collections::BTreeMap;

use relnotes_core::evidence::{Dependency, Fact, Kind, Place, Side, Verb};

use self::leap::{leap, order};
use self::lock::Lock;
use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, FilePath, Range};

pub(super) static DETECTOR: Detector = Detector {
    code: "DEP-LOCK",
    about: "Packages of lock files and go.mod that came, went or have another version, and how far it went.",
    ground: Ground::Everything,
    picks: |path| {
        let is_beside = path.is_below("examples") || path.is_below("example");
        let is_product = !(path.is_test || path.is_below_documentation() || is_beside);
        is_product && format_of(path).is_some()
    },
    detect: Detect::Range(detect),
};

/// A format of lock files.
struct Format {
    /// Whose packages these are.
    ecosystem: &'static str,
    /// The name of the file.
    name: &'static str,
    /// The file beside it that may say what is direct.
    manifest: Option<&'static str>,
    /// Reads it; none where it is damaged.
    read: fn(&str, Option<&str>) -> Option<Lock>,
}

static FORMATS: [Format; 11] = [
    format("cargo", "cargo.lock", None, toml_lock::cargo),
    format("npm", "package-lock.json", Some("package.json"), npm::read),
    format("npm", "npm-shrinkwrap.json", Some("package.json"), npm::read),
    format("npm", "yarn.lock", Some("package.json"), yarn::read),
    format("npm", "pnpm-lock.yaml", None, pnpm::read),
    format("go", "go.mod", None, go::read),
    format("pypi", "poetry.lock", Some("pyproject.toml"), toml_lock::poetry),
    format("pypi", "uv.lock", None, toml_lock::uv),
    format("gem", "gemfile.lock", None, gem::read),
    format("composer", "composer.lock", Some("composer.json"), composer::read),
    format("pypi", "requirements.txt", None, pip::read),
];

const fn format(
    ecosystem: &'static str,
    name: &'static str,
    manifest: Option<&'static str>,
    read: fn(&str, Option<&str>) -> Option<Lock>,
) -> Format {
    Format { ecosystem, name, manifest, read }
}

fn format_of(path: &FilePath) -> Option<&'static Format> {
    let name = path.name();
    let is_requirements = name.ends_with(".txt")
        && (name.starts_with("requirements") || path.is_below("requirements"));
    let name = if is_requirements { "requirements.txt" } else { name };
    FORMATS.iter().find(|format| format.name == name)
}

/// The versions that a lock file pins, by package.
pub(crate) type Pins = BTreeMap<String, Vec<String>>;

/// Reads what a lock file pins; none where it is damaged, or is none.
pub(crate) fn pins(path: &str, text: &str) -> Option<Pins> {
    let format = format_of(&FilePath::new(path, &[]))?;
    let lock = match format.name {
        "pnpm-lock.yaml" => pnpm::packages(text),
        _ => (format.read)(text, None)?,
    };
    let versions = |package: lock::Package| package.versions.into_keys().collect();
    Some(lock.packages.into_iter().map(|(name, package)| (name, versions(package))).collect())
}

/// A version of a package: where it stands.
type Versions<'f> = BTreeMap<String, (&'f str, u32)>;

/// A package of one side, from all lock files of its ecosystem.
#[derive(Default)]
struct Pinned<'f> {
    versions: Versions<'f>,
    direct: Option<bool>,
    is_known: bool,
}

type Packages<'f> = BTreeMap<(&'static str, String), Pinned<'f>>;

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let mut files: Vec<&FileDiff> =
        range.picked(detector).filter(|it| it.moved_from.is_none()).collect();
    // The one nearest to the top stands for the others.
    files.sort_by_key(|file| (file.path.full.matches('/').count(), &file.path.full));
    let (mut before, mut after) = (Packages::new(), Packages::new());
    for file in files {
        let Some(format) = format_of(&file.path).filter(|_| file.is_read()) else { continue };
        let lock = |side: Side, text: &str| {
            let manifest = format.manifest.and_then(|name| {
                let folder = file.path.full.rsplit_once('/').map_or("", |(folder, _)| folder);
                let path =
                    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
                range.text(side, &path)
            });
            if text.is_empty() {
                Some(Lock::default())
            } else {
                (format.read)(text, manifest.as_deref())
            }
        };
        let old = lock(Side::Before, file.before());
        let new = lock(Side::After, file.after());
        // Of a damaged side nothing can be told, so neither can be of the difference.
        if let (Some(old), Some(new)) = (old, new) {
            add(&mut before, format.ecosystem, &file.path.full, old);
            add(&mut after, format.ecosystem, &file.path.full, new);
        }
    }
    let none = Pinned::default();
    for (key, new) in &after {
        let old = before.get(key).unwrap_or(&none);
        facts.extend(fact(key, old, new));
    }
    for (key, old) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
        facts.extend(fact(key, old, &none));
    }
}

fn add<'f>(side: &mut Packages<'f>, ecosystem: &'static str, path: &'f str, lock: Lock) {
    for (name, package) in lock.packages {
        let pinned = side.entry((ecosystem, name)).or_default();
        for (version, line) in package.versions {
            pinned.versions.entry(version).or_insert((path, line));
        }
        // Direct if any file says so; unknown if any does not say.
        pinned.direct = match (pinned.direct, package.direct) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, other) if !pinned.is_known => other,
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
        pinned.is_known = true;
    }
}

fn fact(
    (ecosystem, name): &(&'static str, String),
    old: &Pinned<'_>,
    new: &Pinned<'_>,
) -> Option<Fact> {
    let gone = without(&old.versions, &new.versions);
    let came = without(&new.versions, &old.versions);
    let (verb, before, after) = match (highest(&old.versions), highest(&new.versions)) {
        (None, _) => (Verb::Added, Vec::new(), came),
        (_, None) => (Verb::Removed, gone, Vec::new()),
        (Some(was), Some(is)) => {
            // Another copy of an older version came or went: what counts is still there.
            if (gone.is_empty() || came.is_empty()) && was == is {
                return None;
            }
            let or = |versions: Vec<_>, other: &str| {
                if versions.is_empty() { vec![other.to_owned()] } else { versions }
            };
            (Verb::Changed, or(gone, was), or(came, is))
        }
    };
    let leap = before.last().zip(after.last()).map(|(old, new)| leap(old, new));
    let place = match after.last().and_then(|version| new.versions.get(version)) {
        Some((path, line)) => Place::after(path, *line),
        None => {
            let (path, line) = old.versions.get(before.last()?)?;
            Place::before(path, *line)
        }
    };
    let direct = if verb == Verb::Removed { old.direct } else { new.direct };
    let kind = Kind::Dependency(Dependency { ecosystem, leap, direct });
    let id = format!("dep:{ecosystem}/{name}");
    let join = |versions: Vec<String>| (!versions.is_empty()).then(|| versions.join(", "));
    let fact = Fact::new(DETECTOR.code, kind, verb, id, name, place);
    Some(fact.with_values(join(before), join(after)))
}

/// The versions of one side that the other lacks, lowest first.
fn without(these: &Versions<'_>, those: &Versions<'_>) -> Vec<String> {
    let mut found: Vec<String> =
        these.keys().filter(|version| !those.contains_key(*version)).cloned().collect();
    found.sort_by(|a, b| order(a, b));
    found
}

fn highest<'v>(versions: &'v Versions<'_>) -> Option<&'v str> {
    versions.keys().map(String::as_str).max_by(|a, b| order(a, b))
}

#[cfg(test)]
mod tests;
