//! One file of many: includes, `extends`, `!reference`.

use std::collections::BTreeMap;

use relnotes_core::config::glob::Glob;
use relnotes_core::pipeline::{Place, Problem};

use super::limits::{Budget, DEEPEST, MOST_FILES};
use crate::ci::GITLAB_FILE;
use crate::yaml::{Entry, Node, Value};

/// The keys of all files, each with the path of its file; later ones are merged over earlier ones.
#[derive(Debug, Default)]
pub(super) struct Whole {
    pub(super) keys: BTreeMap<String, (String, Entry)>,
    /// The keys in the order in which they were first met.
    pub(super) order: Vec<String>,
}

/// Puts the file together with what it includes.
pub(super) fn assemble(files: &BTreeMap<&str, Vec<Node>>, problems: &mut Vec<Problem>) -> Whole {
    let mut whole = Whole::default();
    let mut budget = Budget::default();
    let mut seen = Vec::new();
    add(GITLAB_FILE, files, &mut whole, &mut seen, &mut budget, problems);
    whole
}

fn add(
    path: &str,
    files: &BTreeMap<&str, Vec<Node>>,
    whole: &mut Whole,
    seen: &mut Vec<String>,
    budget: &mut Budget,
    problems: &mut Vec<Problem>,
) {
    // A header with `spec:` may stand in front of the pipeline.
    let Some(root) = files.get(path).and_then(|documents| documents.last()) else { return };
    seen.push(path.to_owned());
    for include in root.get("include").map(includes).unwrap_or_default() {
        let place = Place { path: path.to_owned(), line: include.line() };
        let hidden = |message| Problem { place: place.clone(), message, hides_jobs: true };
        let local = include.text().or_else(|| include.text_of("local"));
        let Some(local) = local.filter(|text| !text.starts_with("http") && !text.contains('$'))
        else {
            problems.push(hidden(format!(
                "what is included from elsewhere is not read: {}",
                shown(include)
            )));
            continue;
        };
        let found = matching(local, files);
        if found.is_empty() {
            problems.push(hidden(format!("the included file `{local}` is not there")));
        }
        for name in found {
            if seen.len() < MOST_FILES && !seen.iter().any(|it| it == name) {
                add(name, files, whole, seen, budget, problems);
            }
        }
        if include.get("rules").is_some() {
            problems
                .push(hidden(format!("`{local}` is included under conditions that are not read")));
        }
    }
    for entry in root.entries().iter().filter(|entry| entry.key != "include") {
        let merged = match whole.keys.get(&entry.key) {
            Some((_, old)) => merge(&old.value, &entry.value, 0, budget),
            None => {
                whole.order.push(entry.key.clone());
                entry.value.clone()
            }
        };
        let entry = Entry { value: merged, ..entry.clone() };
        whole.keys.insert(entry.key.clone(), (path.to_owned(), entry));
    }
}

fn includes(node: &Node) -> &[Node] {
    if node.is_map() { std::slice::from_ref(node) } else { node.items() }
}

fn shown(include: &Node) -> String {
    let first = include.entries().first();
    let text = match first {
        Some(entry) => format!("{} {}", entry.key, entry.value.text().unwrap_or("…")),
        None => include.text().unwrap_or_default().to_owned(),
    };
    text.chars().take(80).collect()
}

/// Returns the files that an include names: one, or all that fit a pattern.
fn matching<'f>(local: &str, files: &BTreeMap<&'f str, Vec<Node>>) -> Vec<&'f str> {
    let name = local.trim_start_matches("./").trim_start_matches('/');
    if !name.contains('*') {
        return files.get_key_value(name).map(|(path, _)| *path).into_iter().collect();
    }
    let glob = Glob::of_paths(name);
    files.keys().filter(|path| glob.matches(path)).copied().collect()
}

/// Returns the paths and patterns of local files that a file includes, for whoever reads them.
pub(crate) fn local_includes(documents: &[Node]) -> Vec<String> {
    let root = documents.last();
    let all = root.and_then(|root| root.get("include")).map(includes).unwrap_or_default();
    let local =
        all.iter().filter_map(|include| include.text().or_else(|| include.text_of("local")));
    let local = local.filter(|text| !text.starts_with("http") && !text.contains('$'));
    local.map(|text| text.trim_start_matches("./").trim_start_matches('/').to_owned()).collect()
}

impl Whole {
    /// Returns a job with everything that it extends, and its references followed.
    pub(super) fn job(&self, name: &str, budget: &mut Budget) -> Option<(&str, &Entry, Node)> {
        let (path, entry) = self.keys.get(name)?;
        let extended = self.extended(&entry.value, 0, budget);
        Some((path, entry, self.followed(&extended, 0, budget)))
    }

    fn extended(&self, node: &Node, depth: usize, budget: &mut Budget) -> Node {
        let Some(extends) = node.get("extends").filter(|_| depth < DEEPEST) else {
            return node.clone();
        };
        let mut base = Node::new(node.line(), Value::Map(Vec::new()));
        for name in extends.items() {
            let Some((_, parent)) = name.text().and_then(|name| self.keys.get(name)) else {
                continue;
            };
            if !budget.spend(1) {
                break;
            }
            let parent = self.extended(&parent.value, depth + 1, budget);
            base = merge(&base, &parent, 0, budget);
        }
        merge(&base, node, 0, budget)
    }

    /// Puts in what `!reference [job, key]` names; a list in a list is flattened, as GitLab does it.
    fn followed(&self, node: &Node, depth: usize, budget: &mut Budget) -> Node {
        if depth > DEEPEST || !budget.spend(1) {
            return node.clone();
        }
        if node.tag().is_some_and(|tag| tag.ends_with("reference")) {
            let mut names = node.items().iter().filter_map(Node::text);
            let start = names.next().and_then(|name| self.keys.get(name)).map(|(_, it)| &it.value);
            let found = names.fold(start, |found, key| found.and_then(|node| node.get(key)));
            return found.map_or_else(|| node.clone(), |it| self.followed(it, depth + 1, budget));
        }
        match node.value() {
            Value::Text(_) => node.clone(),
            Value::List(items) => {
                let mut flat = Vec::new();
                for item in items {
                    let is_reference = item.tag().is_some();
                    let item = self.followed(item, depth + 1, budget);
                    match item.value() {
                        Value::List(inner) if is_reference => flat.extend(inner.iter().cloned()),
                        _ => flat.push(item),
                    }
                }
                Node::new(node.line(), Value::List(flat))
            }
            Value::Map(entries) => {
                let follow = |entry: &Entry| Entry {
                    value: self.followed(&entry.value, depth + 1, &mut *budget),
                    ..entry.clone()
                };
                Node::new(node.line(), Value::Map(entries.iter().map(follow).collect()))
            }
        }
    }
}

/// Merges maps key by key; anything else is replaced.
fn merge(base: &Node, over: &Node, depth: usize, budget: &mut Budget) -> Node {
    if !base.is_map() || !over.is_map() || depth > DEEPEST {
        return over.clone();
    }
    let mut entries = base.entries().to_vec();
    let places: BTreeMap<String, usize> =
        entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at)).collect();
    if !budget.spend(entries.len() + over.entries().len()) {
        return over.clone();
    }
    for entry in over.entries() {
        match places.get(&entry.key) {
            Some(at) => {
                let value = merge(&entries[*at].value, &entry.value, depth + 1, budget);
                entries[*at] = Entry { value, ..entry.clone() };
            }
            None => entries.push(entry.clone()),
        }
    }
    Node::new(over.line(), Value::Map(entries))
}
