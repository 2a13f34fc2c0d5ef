//! Liquibase: change sets in changelogs of XML, YAML, JSON or SQL, each known by its file, author and id.

mod change;
mod formatted;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{Confidence, Framework};

use self::tree::Node;
use super::dialect;
use super::script::{Edit, Script, Survey};
use super::sql;
use super::step::{Act, Step};
use super::undo::{Operation, Reverse, at};
use crate::range::{FilePath, Range, Status};

/// A change set of one side.
#[derive(Debug)]
struct Set {
    id: String,
    line: u32,
    operations: Vec<Operation>,
    /// What Liquibase makes its checksum of, as far as that is known.
    substance: String,
    runs_again: bool,
}

/// Returns whether a file may be a changelog, by its path.
pub(crate) fn is_changelog(path: &FilePath) -> bool {
    let is_form = matches!(path.extension(), "xml" | "yaml" | "yml" | "json" | "sql");
    let words = ["changelog", "liquibase", "migrat", "changeset"];
    is_form
        && !path.is_test
        && !path.is_vendored
        && words.iter().any(|word| path.lower.contains(word))
}

/// Returns the change sets that came, went or changed.
pub(crate) fn survey(range: &Range<'_>) -> Survey {
    let mut survey = Survey::default();
    let files = range.files().filter(|file| is_changelog(&file.path));
    for file in files.filter(|file| file.status != Status::Moved && file.is_read()) {
        let path = &file.path.full;
        let (before, mut after) = (sets(path, file.before()), sets(path, file.after()));
        for (key, old) in before {
            match after.remove(&key) {
                None => survey.removed.push(script(path, &key, old)),
                Some(new) if new.substance == old.substance => {}
                Some(new) if new.runs_again => survey.added.push(script(path, &key, new)),
                Some(new) => survey.edited.push(Edit {
                    key: format!("{path}#{key}"),
                    name: new.id,
                    path: path.clone(),
                    line: new.line,
                    confidence: Confidence::Exact,
                }),
            }
        }
        for (key, mut new) in after {
            new.runs_again = false;
            survey.added.push(script(path, &key, new));
        }
    }
    without_moved(&mut survey);
    survey
}

/// A set that stands in another file now came and went: neither is told.
fn without_moved(survey: &mut Survey) {
    let names = |scripts: &[Script]| -> BTreeSet<String> {
        scripts.iter().map(|script| identity(script).to_owned()).collect()
    };
    let (added, removed) = (names(&survey.added), names(&survey.removed));
    survey.added.retain(|script| !removed.contains(identity(script)));
    survey.removed.retain(|script| !added.contains(identity(script)));
}

/// Author and id.
fn identity(script: &Script) -> &str {
    script.key.split_once('#').map_or(script.key.as_str(), |(_, name)| name)
}

/// The sets of a changelog by author and id.
fn sets(path: &str, text: &str) -> BTreeMap<String, Set> {
    let sets: Vec<(String, Set)> = if path.ends_with(".sql") {
        formatted::sets(path, text)
    } else {
        let log = tree::read(path, text);
        let nodes =
            log.iter().flat_map(|log| &log.children).filter(|node| node.name == "changeSet");
        nodes.map(|node| set(path, node)).collect()
    };
    sets.into_iter().collect()
}

fn set(path: &str, node: &Node) -> (String, Set) {
    let text = |name: &str| node.attribute(name).unwrap_or_default().to_owned();
    let (id, author) = (text("id"), text("author"));
    let changes: Vec<&Node> = change::changes(node).collect();
    let is_true =
        |name: &str| node.attribute(name).is_some_and(|it| it.eq_ignore_ascii_case("true"));
    let operations = match node.child("rollback") {
        Some(rollback) => {
            let steps = changes.iter().flat_map(|it| change::steps(it)).collect();
            vec![Operation { steps, reverse: reverse(path, rollback) }]
        }
        None => changes.iter().map(|it| automatic(path, it)).collect(),
    };
    let set = Set {
        line: node.line,
        operations,
        substance: changes.iter().map(|it| substance(it)).collect(),
        runs_again: is_true("runOnChange") || is_true("runAlways"),
        id: id.clone(),
    };
    (format!("{author}:{id}"), set)
}

/// A change that Liquibase undoes by itself, or refuses to.
fn automatic(path: &str, node: &Node) -> Operation {
    let steps = change::steps(node);
    let reverse = if change::can_turn(node) {
        Reverse::Automatic
    } else {
        let text = steps.first().map_or(node.name.as_str(), |step| step.text.as_str());
        Reverse::Missing(at(text, path, node.line))
    };
    Operation { steps, reverse }
}

/// What `<rollback>` says: SQL, changes, or nothing on purpose.
fn reverse(path: &str, rollback: &Node) -> Reverse {
    // The changes of another set are undone by running it again.
    if rollback.attribute("changeSetId").is_some() {
        return Reverse::Unknown(at("rollback", path, rollback.line));
    }
    let mut steps = sql::read(&rollback.text, rollback.text_line);
    steps.extend(rollback.children.iter().flat_map(change::steps));
    let is_empty = steps.is_empty() || steps.iter().all(Step::is_nothing);
    if is_empty {
        return Reverse::Nothing(at("rollback", path, rollback.line));
    }
    Reverse::Steps(steps, path.to_owned())
}

/// A change in words that do not depend on how it is written down.
fn substance(node: &Node) -> String {
    let mut attributes = node.attributes.clone();
    attributes.sort();
    let attributes: String =
        attributes.iter().map(|(name, value)| format!(" {name}={value}")).collect();
    let children: String = node.children.iter().map(substance).collect();
    let text: Vec<&str> = node.text.split_whitespace().collect();
    format!("({}{attributes} {children}{})", node.name, text.join(" "))
}

fn script(path: &str, key: &str, set: Set) -> Script {
    let is_unread = set.operations.is_empty();
    let nothing = || Operation {
        steps: vec![Step::new(set.line, "changeSet", Act::Nothing)],
        reverse: Reverse::Automatic,
    };
    Script {
        key: format!("{path}#{key}"),
        name: set.id.clone(),
        version: set.id,
        folder: path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned(),
        framework: Framework::Liquibase,
        path: path.to_owned(),
        line: Some(set.line),
        operations: if is_unread { vec![nothing()] } else { set.operations },
        undo_command: Some("liquibase rollback-count 1".to_owned()),
        after_deploy: false,
        out_of_order: None,
        replaces: Vec::new(),
        follows: Vec::new(),
        in_transaction: true,
        dialect: dialect::of_file(path, ""),
        confidence: Confidence::Exact,
        runs_again: set.runs_again,
    }
}

#[cfg(test)]
mod tests;
