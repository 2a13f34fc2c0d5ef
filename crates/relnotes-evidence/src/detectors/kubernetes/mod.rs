//! Manifests of Kubernetes, compared object by object.
//!
//! A rendered copy of the same change (`install.yaml` beside `base/`) tells nothing new: of equal changes the one in the
//! file that people write stands for all.

mod class;
mod moves;
mod object;

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{
    Confidence, Fact, Infrastructure, InfrastructureClass as Class, Kind, Place, Verb,
};

use super::ids::Ids;
use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, Range};
use crate::yaml::{Difference, differences};

use self::moves::{Move, moves};
pub(crate) use self::object::{Object, Sides};
pub(super) use self::object::{is_manifest, objects, sides};

pub(super) static DETECTOR: Detector = Detector {
    code: "INFRA-K8S",
    about: "Objects of Kubernetes that came, went or changed: images, variables, resources, replicas, probes, volumes, rights.",
    ground: Ground::ProductAndGenerated,
    picks: is_manifest,
    detect: Detect::Prepared(prepare, detect),
};

/// What tells an object of a file: kind, namespace, name, and a number where a file has several such.
type Key = (String, Option<String>, String, usize);

/// A manifest that differs.
struct Manifest<'f> {
    file: &'f FileDiff,
    before: BTreeMap<Key, Object>,
    after: BTreeMap<Key, Object>,
}

/// A change of one class of one object.
struct Change {
    object: String,
    name: String,
    class: Class,
    verb: Verb,
    values: (Option<String>, Option<String>),
    place: Place,
    /// The lower, the more likely people write this file.
    rank: (bool, usize),
}

fn prepare(file: &FileDiff) {
    sides(file);
}

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let mut manifests = Vec::new();
    for file in range.picked(detector).filter(|file| file.is_read()) {
        match sides(file) {
            [Ok(before), Ok(after)] => {
                let (before, after) = (by_key(before), by_key(after));
                manifests.push(Manifest { file, before, after });
            }
            _ => facts.extend(unparsed(file)),
        }
    }
    let mut changes = Vec::new();
    let were = names(manifests.iter().flat_map(|it| it.before.keys()));
    let are = names(manifests.iter().flat_map(|it| it.after.keys()));
    for Move { before, after, place, rank } in moves(&mut manifests) {
        compare(&before, &after, &place, rank, &mut changes);
    }
    for manifest in &manifests {
        changes_of(manifest, &mut changes);
    }
    // Another copy of what is there already, in a folder for another cluster, brings nothing new.
    changes.retain(|change| match change.verb {
        Verb::Added => !were.contains(&(change.object.clone(), change.name.clone())),
        Verb::Removed => !are.contains(&(change.object.clone(), change.name.clone())),
        Verb::Changed | Verb::Renamed | Verb::Present => true,
    });
    let mut ids = Ids::default();
    for mut fact in folded(changes).into_iter().map(fact) {
        fact.id = ids.unique(fact.id);
        facts.push(fact);
    }
}

fn by_key(objects: &[Object]) -> BTreeMap<Key, Object> {
    let mut found = BTreeMap::new();
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for object in objects {
        let name = (object.kind.clone(), object.namespace.clone(), object.name.clone());
        let count = counts.entry(name.clone()).or_default();
        found.insert((name.0, name.1, name.2, *count), object.clone());
        *count += 1;
    }
    found
}

/// A manifest that is no YAML, on either side; templates of charts are another detector's.
fn unparsed(file: &FileDiff) -> Option<Fact> {
    let is_template = |text: &str| text.contains("{{") || text.contains("<%");
    let is_object = |text: &str| text.contains("\nkind:") && text.contains("apiVersion:");
    let texts = [file.before(), file.after()];
    if texts.iter().any(|text| is_template(text)) || !texts.iter().any(|text| is_object(text)) {
        return None;
    }
    let path = &file.path.full;
    let kind = Kind::Infrastructure(Infrastructure { class: Class::Shape, object: String::new() });
    let place =
        if file.new.is_some() { Place::after(path, None) } else { Place::before(path, None) };
    let fact = Fact::new(DETECTOR.code, kind, Verb::Changed, format!("infra:{path}"), path, place);
    Some(fact.as_sure_as(Confidence::Likely))
}

/// Kinds and names of objects.
fn names<'k>(keys: impl Iterator<Item = &'k Key>) -> BTreeSet<(String, String)> {
    keys.map(|(kind, _, name, _)| (kind.clone(), name.clone())).collect()
}

impl Manifest<'_> {
    /// The lower, the more likely people write this file.
    fn rank(&self) -> (bool, usize) {
        (self.file.path.is_generated, self.after.len().max(self.before.len()))
    }
}

fn changes_of(manifest: &Manifest<'_>, changes: &mut Vec<Change>) {
    let path = &manifest.file.path.full;
    let whole = |object: &Object, verb, place| Change {
        object: object.kind.clone(),
        name: object.name.clone(),
        class: class::of_object(&object.kind),
        verb,
        values: (None, None),
        place,
        rank: manifest.rank(),
    };
    for (key, before) in &manifest.before {
        match manifest.after.get(key) {
            Some(after) => {
                let place = Place::after(path, after.line());
                compare(before, after, &place, manifest.rank(), changes);
            }
            None => {
                changes.push(whole(before, Verb::Removed, Place::before(path, before.line())));
            }
        }
    }
    let came = manifest.after.iter().filter(|(key, _)| !manifest.before.contains_key(*key));
    changes
        .extend(came.map(|(_, after)| whole(after, Verb::Added, Place::after(path, after.line()))));
}

/// Tells two versions of an object apart, class by class.
fn compare(
    before: &Object,
    after: &Object,
    place: &Place,
    rank: (bool, usize),
    changes: &mut Vec<Change>,
) {
    let found = differences(&before.node, &after.node);
    let mut classes: BTreeMap<Class, Vec<&Difference<'_>>> = BTreeMap::new();
    for difference in found.iter().filter(|it| !class::is_noise(&after.kind, it)) {
        let class = class::of_difference(&after.kind, difference);
        classes.entry(class).or_default().push(difference);
    }
    for (class, differences) in classes {
        let line = differences.iter().find_map(|it| it.after).map(|node| node.line());
        let line = line.and_then(|line| u32::try_from(line).ok());
        changes.push(Change {
            object: after.kind.clone(),
            name: after.name.clone(),
            class,
            verb: Verb::Changed,
            values: class::words(&after.kind, &differences),
            place: Place { line: line.or(place.line), ..place.clone() },
            rank,
        });
    }
}

/// Leaves one of equal changes. A tag of an image is one change, however many objects run it.
fn folded(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by(|a, b| (a.rank, &a.place).cmp(&(b.rank, &b.place)));
    let mut seen = BTreeSet::new();
    changes.retain(|change| {
        let is_tag = change.class == Class::ImageTag;
        let object = (!is_tag).then(|| (change.object.clone(), change.name.clone()));
        seen.insert((object, change.class, change.verb, change.values.clone()))
    });
    changes
}

fn fact(change: Change) -> Fact {
    let Change { object, name, class, verb, values: (before, after), place, .. } = change;
    let id = match verb {
        Verb::Changed => format!("infra:{}#{object}/{name}:{}", place.path, word(class)),
        _ => format!("infra:{}#{object}/{name}", place.path),
    };
    let subject = format!("{object}/{name}");
    let kind = Kind::Infrastructure(Infrastructure { class, object });
    Fact::new(DETECTOR.code, kind, verb, id, &subject, place).with_values(before, after)
}

/// The word of a class in ids.
fn word(class: Class) -> &'static str {
    match class {
        Class::ImageTag => "image",
        Class::Environment => "env",
        Class::Resources => "resources",
        Class::Replicas => "replicas",
        Class::Probes => "probes",
        Class::Volumes => "volumes",
        Class::Rights => "rights",
        Class::Network => "network",
        Class::Definition => "definition",
        Class::Values => "values",
        Class::Resource => "resource",
        Class::Shape => "shape",
    }
}

#[cfg(test)]
mod tests;
