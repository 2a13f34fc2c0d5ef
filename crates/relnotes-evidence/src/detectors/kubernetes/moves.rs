//! Objects that stand in another file, or in another namespace, than they did.

use std::collections::BTreeMap;

use relnotes_core::evidence::Place;

use super::{Key, Manifest, Object};

/// An object that moved.
pub(super) struct Move {
    /// How it was.
    pub(super) before: Object,
    /// How it is.
    pub(super) after: Object,
    /// Where it stands.
    pub(super) place: Place,
    /// The rank of its file.
    pub(super) rank: (bool, usize),
}

/// Takes out the objects that moved: first those that differ in the file alone, then those in another namespace.
pub(super) fn moves(manifests: &mut [Manifest<'_>]) -> Vec<Move> {
    let mut found = Vec::new();
    pair(manifests, Key::clone, &mut found);
    pair(manifests, |(kind, _, name, at)| (kind.clone(), None, name.clone(), *at), &mut found);
    found
}

fn pair(manifests: &mut [Manifest<'_>], same: fn(&Key) -> Key, found: &mut Vec<Move>) {
    let mut gone: BTreeMap<Key, Vec<(usize, Key)>> = BTreeMap::new();
    let mut came = Vec::new();
    for (at, Manifest { before, after, .. }) in manifests.iter().enumerate() {
        for key in before.keys().filter(|key| !after.contains_key(*key)) {
            gone.entry(same(key)).or_default().push((at, key.clone()));
        }
        came.extend(
            after.keys().filter(|key| !before.contains_key(*key)).map(|key| (at, key.clone())),
        );
    }
    for (to, key) in came {
        let Some((from, old)) = gone.get_mut(&same(&key)).and_then(Vec::pop) else { continue };
        let rank = manifests[to].rank();
        let (Some(before), Some(after)) =
            (manifests[from].before.remove(&old), manifests[to].after.remove(&key))
        else {
            continue;
        };
        let place = Place::after(&manifests[to].file.path.full, after.line());
        found.push(Move { before, after, place, rank });
    }
}
