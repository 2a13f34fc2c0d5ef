//! What people declared, as documents quote it: every value with the place where it stands.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::brief::issues::KnownIssue;
use relnotes_core::declared::{Declared, Moment, value_of};
use relnotes_core::id::IdMap;
use relnotes_core::message::declaration::{Declaration, Key, Value, declarations};
use relnotes_core::release::model::{Change, Commit};

use crate::context::{Inputs, Markdown};
use crate::escape::markdown;
use crate::links;
use crate::locale::fill;

/// What the authors of some changes declared in their commits, in the order of the changes.
pub(crate) struct Stated<'a> {
    all: Vec<(&'a Change, Vec<Declaration>)>,
    /// Where a change is among them, by its id.
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Stated<'a> {
    /// Reads the commits of changes, and the merges that brought them.
    pub(crate) fn of(inputs: &Inputs<'a>, changes: &[&'a Change]) -> Self {
        let commits = inputs.release.commits.iter();
        let commits: IdMap<&Commit> = commits.map(|commit| (commit.id, commit)).collect();
        let mut stated = Self { all: Vec::new(), places: BTreeMap::new() };
        // A commit that tells of several changes declares once, and so does a text in commit and merge.
        let mut known = BTreeSet::new();
        for change in changes {
            let ids = change.commits.iter().chain(&change.merge);
            let read = ids.filter_map(|id| commits.get(id));
            let mut own: Vec<Declaration> =
                read.flat_map(|commit| declarations(commit.id, &commit.message)).collect();
            own.retain(|Declaration { key, value, place }| {
                let in_merge = change.merge.filter(|merge| merge != place);
                let is_new = known.insert((*key, value.clone(), *place));
                known.extend(in_merge.map(|merge| (*key, value.clone(), merge)));
                is_new
            });
            if !own.is_empty() {
                stated.places.insert(&change.id, stated.all.len());
                stated.all.push((change, own));
            }
        }
        stated
    }

    /// Returns what was declared about something.
    pub(crate) fn about(&self, key: Key) -> impl Iterator<Item = (&'a Change, &Declaration)> {
        let of_key = move |declaration: &&Declaration| declaration.key == key;
        self.all
            .iter()
            .flat_map(move |(change, own)| own.iter().filter(of_key).map(|it| (*change, it)))
    }

    /// Returns what a change declares about something, as documents quote it.
    pub(crate) fn quoted(
        &self,
        inputs: &Inputs<'_>,
        change: &Change,
        key: Key,
    ) -> Option<Markdown> {
        let (_, own) = &self.all[*self.places.get(change.id.as_str())?];
        let own = own.iter().filter(|declaration| declaration.key == key);
        let own: Vec<String> =
            own.map(|declaration| inputs.stated(&words(declaration), declaration).0).collect();
        (!own.is_empty()).then(|| Markdown(own.join("; ")))
    }
}

/// Returns a declaration as one text.
pub(crate) fn words(declaration: &Declaration) -> String {
    match &declaration.value {
        Value::Text(text) | Value::Issue { text, .. } => text.clone(),
        Value::Metric { name, threshold } => {
            threshold.as_ref().map_or_else(|| name.clone(), |it| format!("{name} {it}"))
        }
        Value::Flag { name, default } => format!("{name}={default}"),
        Value::Risk { why, .. } => why.clone().unwrap_or_default(),
    }
}

/// Values with the places where they stand; nothing of none. Neighbours from one place name it once.
pub(crate) fn quoted<'b>(
    values: impl IntoIterator<Item = Option<(String, &'b str)>>,
) -> Option<Markdown> {
    let values: Vec<(String, &str)> = values.into_iter().flatten().collect();
    let mut parts = Vec::new();
    for same in values.chunk_by(|one, other| one.1 == other.1) {
        let words: Vec<String> = same.iter().map(|(value, _)| markdown(value)).collect();
        parts.push(with_place(&words.join(", "), &markdown(same[0].1)));
    }
    (!parts.is_empty()).then(|| Markdown(parts.join(", ")))
}

/// A text and its place, both escaped already; of nothing to read, ` (place)`.
pub(crate) fn with_place(text: &str, place: &str) -> String {
    if place.is_empty() { text.to_owned() } else { format!("{text} ({place})") }
}

/// Returns a declared text for [`quoted`].
pub(crate) fn text(declared: &Option<Declared>) -> Option<(String, &str)> {
    declared.as_ref().map(|it| (it.value.clone(), it.reference.as_str()))
}

impl Inputs<'_> {
    /// A declared moment for [`quoted`], as the document writes dates.
    pub(crate) fn moment_of<'b>(
        &self,
        declared: &'b Option<Declared<Moment>>,
    ) -> Option<(String, &'b str)> {
        let Declared { value, reference } = declared.as_ref()?;
        let time = value.time;
        let shown = if value.is_date() { self.date(time) } else { self.moment(time) };
        Some((shown, reference))
    }

    /// A text that a commit declares, and the commit.
    pub(crate) fn stated(&self, text: &str, declaration: &Declaration) -> Markdown {
        let place = links::commit(self.settings, &declaration.place);
        Markdown(with_place(&markdown(text), &place))
    }

    /// What does not work, in one sentence.
    pub(crate) fn issue(&self, text: &str, workaround: Option<&str>, fix: Option<&str>) -> String {
        let strings = &self.strings.issue;
        let goes_on = workaround.or(fix).is_some();
        let mut words = if goes_on { text.trim_end_matches('.') } else { text }.to_owned();
        for (phrase, part) in [(&strings.workaround, workaround), (&strings.fix, fix)] {
            if let Some(part) = part {
                words.push_str(&fill(phrase, &[("text", part)]));
            }
        }
        words
    }

    pub(crate) fn issue_of_brief(&self, issue: &KnownIssue) -> String {
        let part = |declared| value_of(declared).map(String::as_str);
        let text = part(&issue.text).unwrap_or_default();
        self.issue(text, part(&issue.workaround), part(&issue.fix))
    }

    pub(crate) fn issue_of_commit(&self, declaration: &Declaration) -> String {
        match &declaration.value {
            Value::Issue { text, workaround, fix } => {
                self.issue(text, workaround.as_deref(), fix.as_deref())
            }
            _ => words(declaration),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_from_one_place_name_it_once() {
        let value = |text: &str, place| Some((text.to_owned(), place));
        let shown = |values: [Option<(String, &str)>; 3]| quoted(values).map(|it| it.0);
        assert_eq!(
            shown([value("a*", "f:1"), value("b", "f:1"), value("c", "g:2")]).as_deref(),
            Some("a\\*, b (f:1), c (g:2)")
        );
        assert_eq!(shown([None, value("b", "f:1"), None]).as_deref(), Some("b (f:1)"));
        assert_eq!(shown([None, None, None]), None);
    }
}
