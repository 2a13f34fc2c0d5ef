//! Who owns the files that changed, as the repository itself says.
//!
//! `CODEOWNERS` is asked, in the places where forges look for it; where there is none, the `OWNERS` files of Kubernetes
//! projects, of which the nearest above a file counts. Handles stand as they are written.

mod rules;

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{Fact, Kind, Place, Side, Verb};

use self::rules::{parse, rules_of};
use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, Range};
use crate::yaml::{self, Node};

pub(super) static DETECTOR: Detector = Detector {
    code: "OWNERS",
    about: "Owners of the files that changed, by CODEOWNERS or OWNERS, with how many files.",
    ground: Ground::Everything,
    picks: |_| false,
    detect: Detect::Range(detect),
};

/// Where forges look, in their order.
const PLACES: [&str; 4] =
    [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// Of how many files somebody is the owner, and the lines that say so.
type Owned = BTreeMap<String, (usize, BTreeMap<Place, usize>)>;

fn detect(range: &Range<'_>, _: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let is_ours = |file: &&FileDiff| file.new.is_some() && !file.path.is_vendored;
    let changed = range.files().filter(is_ours);
    let changed: Vec<&str> = changed.map(|file| file.path.full.as_str()).collect();
    let found = PLACES.iter().find_map(|place| Some((*place, range.text(Side::After, place)?)));
    let owned = match found {
        Some((place, text)) => by_rules(place, &text, &changed),
        None => by_folders(range, &changed),
    };
    for (owner, (count, places)) in owned {
        // The line that speaks for most of the files.
        let place = places.into_iter().max_by_key(|(_, count)| *count).map(|(place, _)| place);
        let Some(place) = place else { continue };
        let id = format!("owner:{owner}");
        let fact = Fact::new(DETECTOR.code, Kind::Owner, Verb::Present, id, &owner, place);
        facts.push(fact.with_values(None, Some(count.to_string())));
    }
}

fn by_rules(place: &str, text: &str, changed: &[&str]) -> Owned {
    let sections = parse(text);
    let mut owned = Owned::new();
    for path in changed {
        let mut seen = BTreeSet::new();
        for rule in rules_of(&sections, path) {
            for owner in &rule.owners {
                let (count, places) = owned.entry(owner.clone()).or_default();
                *count += usize::from(seen.insert(owner));
                *places.entry(Place::after(place, rule.line)).or_default() += 1;
            }
        }
    }
    owned
}

/// The approvers of the nearest `OWNERS` file above each file.
fn by_folders(range: &Range<'_>, changed: &[&str]) -> Owned {
    let tree = range.tree(Side::After).iter().map(|(path, _)| path.as_str());
    let files: BTreeSet<&str> =
        tree.filter(|path| *path == "OWNERS" || path.ends_with("/OWNERS")).collect();
    let mut owned = Owned::new();
    if files.is_empty() {
        return owned;
    }
    let mut known: BTreeMap<String, Vec<(String, u32)>> = BTreeMap::new();
    for path in changed {
        let mut folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        loop {
            let file =
                if folder.is_empty() { "OWNERS".to_owned() } else { format!("{folder}/OWNERS") };
            if files.contains(file.as_str()) {
                let read = || approvers(&range.text(Side::After, &file).unwrap_or_default());
                for (owner, line) in known.entry(file.clone()).or_insert_with(read) {
                    let (count, places) = owned.entry(owner.clone()).or_default();
                    *count += 1;
                    *places.entry(Place::after(&file, *line)).or_default() += 1;
                }
                break;
            }
            let Some(above) = (!folder.is_empty()).then_some(folder) else { break };
            folder = above.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
    }
    owned
}

fn approvers(text: &str) -> Vec<(String, u32)> {
    let documents = yaml::parse(text.as_bytes()).unwrap_or_default();
    let approvers = documents.first().and_then(|it| it.get("approvers"));
    let names = approvers.map(Node::items).unwrap_or_default().iter();
    let named = |node: &Node| Some((node.text()?.to_owned(), u32::try_from(node.line()).ok()?));
    names.filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_facts;

    #[track_caller]
    fn check(files: &[(&str, Option<&str>, Option<&str>)], expected: &[&str]) {
        let found = file_facts(&DETECTOR, files);
        let shown: Vec<String> = found
            .iter()
            .map(|fact| {
                let place = format!("{}:{}", fact.place.path, fact.place.line.unwrap());
                format!("{} {} {place}", fact.subject, fact.after.as_deref().unwrap())
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn owners_are_counted_by_files() {
        let owners = "* @org/all\n/api/ @org/api\n";
        check(
            &[
                (".github/CODEOWNERS", Some(owners), Some(owners)),
                ("api/a.go", None, Some("a")),
                ("api/b.go", None, Some("b")),
                ("api/gone.go", Some("c"), None),
                ("ui/c.ts", None, Some("c")),
            ],
            &["@org/all 2 .github/CODEOWNERS:1", "@org/api 2 .github/CODEOWNERS:2"],
        );
    }

    #[test]
    fn owners_of_folders_are_asked_where_no_rules_are() {
        let top = "approvers:\n- anna\n- boris\n";
        check(
            &[
                ("OWNERS", Some(top), Some(top)),
                ("api/OWNERS", Some("approvers: [carl]\n"), Some("approvers: [carl]\n")),
                ("api/x/a.go", None, Some("a")),
                ("b.go", None, Some("b")),
            ],
            &["anna 2 OWNERS:2", "boris 2 OWNERS:3", "carl 1 api/OWNERS:1"],
        );
    }

    #[test]
    fn owners_of_what_others_wrote_are_not_asked() {
        let owners = "approvers: [carl]\n";
        check(
            &[("vendor/x/OWNERS", Some(owners), Some(owners)), ("vendor/x/a.go", None, Some("a"))],
            &[],
        );
    }

    #[test]
    fn without_owners_there_are_none() {
        check(&[("a.go", None, Some("a"))], &[]);
    }
}
