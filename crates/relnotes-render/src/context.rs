//! What the contexts of several documents share, and the release seen with the settings.

use std::collections::BTreeMap;

use std::cmp::Ordering;

use relnotes_core::declared::{Declared, value_of};
use relnotes_core::id::IdSet;
use relnotes_core::message::declaration::Key;
use relnotes_core::person::Time;
use relnotes_core::release::model::{Author, Change, Commit, Kind, Lack, Release, Warning};
use schemars::JsonSchema;
use serde::Serialize;

use crate::declared::{Stated, with_place};
use crate::documents::{Blanks, Error, Settings, ShippedBefore, Subject};
use crate::escape::{clean, markdown};
use crate::links;
use crate::locale::{self, Strings, fill};

/// Markdown that relnotes made: every piece of foreign text in it is escaped. In a template it
/// stands in three braces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("format" = "markdown"))]
pub struct Markdown(pub(crate) String);

impl Markdown {
    /// Makes foreign text inert.
    pub(crate) fn escaped(text: &str) -> Self {
        Self(markdown(text))
    }
}

/// A change as user notes and plans tell it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangeView {
    /// Stable id: `p:42`, `t:PAY-123`, `c:` and a hash.
    pub id: String,
    /// What a reader is told, with marks such as "already in v1.2.0".
    pub text: Markdown,
    /// ` ([#42](…), PAY-123)`: a space, and where the change can be looked at.
    pub references: Markdown,
    /// What the authors say about a break of contracts.
    pub notes: Vec<Markdown>,
    /// How to migrate; for teams only.
    pub migration: Option<Markdown>,
    /// How to undo it; for teams only.
    pub rollback: Option<Markdown>,
    /// How to help users with it; for teams only.
    pub support: Option<Markdown>,
}

/// Something that production has and the release has not.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LackView {
    /// What is missing, in which release.
    pub headline: Markdown,
    /// Subject of the missing commit.
    pub subject: Markdown,
    /// `PAY-9, abc123456`.
    pub references: Markdown,
    /// Id of the row: `lack:v1.2.0-hotfix.1`.
    pub id: String,
}

/// A release seen with the settings of its documents.
pub(crate) struct Inputs<'a> {
    pub(crate) subject: Subject<'a>,
    pub(crate) release: &'a Release,
    pub(crate) settings: &'a Settings,
    pub(crate) strings: &'static Strings,
    date_format: &'a str,
}

impl<'a> Inputs<'a> {
    pub(crate) fn new(subject: Subject<'a>, settings: &'a Settings) -> Result<Self, Error> {
        let release = subject.release;
        let own = settings.locale.date_format();
        let date_format = settings.date_format.as_deref().unwrap_or(own);
        locale::date(release.range.to.date, date_format)
            .map_err(|source| Error::DateFormat { format: date_format.to_owned(), source })?;
        Ok(Self { subject, release, settings, strings: settings.locale.strings(), date_format })
    }

    /// The name that titles have: a version, a tag, else what was typed.
    pub(crate) fn version(&self) -> String {
        let to = &self.release.range.to;
        self.settings.version.clone().or_else(|| to.tag.clone()).unwrap_or_else(|| to.name.clone())
    }

    /// The version, after the product's name where there is one.
    pub(crate) fn title(&self) -> String {
        let version = self.version();
        let product = self.settings.product.as_ref();
        product.map_or_else(|| version.clone(), |product| format!("{product} {version}"))
    }

    /// Version of this program, where documents name it.
    pub(crate) fn tool(&self) -> Option<String> {
        Some(self.settings.tool.clone()).filter(|tool| !tool.is_empty())
    }

    /// The release's date: of an untagged target the day on which it is to go live, else the moment that it was
    /// made for, if it has a version. A draft that is kept would have another one every day.
    pub(crate) fn release_date(&self) -> Option<String> {
        let to = &self.release.range.to;
        let go_live = value_of(&self.settings.brief.timeline.go_live);
        if let Some(go_live) = go_live.filter(|_| to.tag.is_none()) {
            return Some(self.date(go_live.time));
        }
        let is_dated = to.tag.is_some() || (to.version.is_some() && !self.settings.is_draft);
        is_dated.then(|| self.date(to.date))
    }

    pub(crate) fn date(&self, time: Time) -> String {
        locale::date(time, self.date_format).unwrap_or_else(|_| locale::rfc3339(time))
    }

    /// Date, time and offset.
    pub(crate) fn moment(&self, time: Time) -> String {
        let clock = locale::date(time, "%H:%M %:z").unwrap_or_default();
        format!("{} {clock}", self.date(time))
    }

    pub(crate) fn show_blanks(&self) -> bool {
        self.settings.blanks == Blanks::Show
    }

    /// Commits of the range without those of the release's own documents.
    pub(crate) fn commits(&self) -> usize {
        let accounting = &self.release.accounting;
        accounting.in_range.saturating_sub(accounting.documents)
    }

    /// Every change but the release's own documents.
    pub(crate) fn changes(&self) -> impl Iterator<Item = &'a Change> + use<'a> {
        self.release.changes.iter().filter(|change| !is_documents(change))
    }

    /// Whether the user notes list a change.
    pub(crate) fn is_listed(&self, change: &Change) -> bool {
        let marked = self.settings.shipped_before == ShippedBefore::Mark && is_left_out(change);
        change.in_user_notes || marked
    }

    /// Whether a change came to production before this release.
    pub(crate) fn is_shipped_before(&self, change: &Change) -> bool {
        let range = &self.release.range;
        let has = |tag: Option<&String>| tag.is_some() && tag == change.first_shipped_in.as_ref();
        let base = range.from.as_ref().and_then(|from| from.tag.as_ref());
        let replaced = self.release.replaces.as_ref().filter(|_| !range.explicit);
        is_left_out(change) || (!change.is_for_users() && (has(base) || has(replaced)))
    }

    /// Commits that are no merges and not of the release's own documents.
    pub(crate) fn own_commits(&self) -> Vec<&'a Commit> {
        let documents: IdSet = self
            .release
            .changes
            .iter()
            .filter(|change| is_documents(change))
            .flat_map(|change| change.commits.iter().copied())
            .collect();
        let commits = self.release.commits.iter();
        commits
            .filter(|commit| commit.parents.len() < 2 && !documents.contains(&commit.id))
            .collect()
    }

    pub(crate) fn change_view(&self, change: &Change) -> ChangeView {
        ChangeView {
            id: change.id.clone(),
            text: self.text_of(change),
            references: self.references_of(change),
            notes: change.breaking_notes.iter().map(|note| Markdown::escaped(note)).collect(),
            migration: None,
            rollback: None,
            support: None,
        }
    }

    /// What a reader is told, with marks.
    pub(crate) fn text_of(&self, change: &Change) -> Markdown {
        let told = change.without_references(&change.description);
        self.marked(change, self.words(&[told, &change.title]))
    }

    /// The same, after the scope in bold.
    pub(crate) fn scoped_view(&self, change: &Change) -> ChangeView {
        let mut view = self.change_view(change);
        if let Some(scope) = &change.scope {
            view.text.0 = format!("**{}**: {}", markdown(scope), view.text.0);
        }
        view
    }

    /// The same, with what was declared about it.
    pub(crate) fn declared_view(&self, change: &Change, stated: &Stated<'_>) -> ChangeView {
        let brief = &self.settings.brief;
        let remedy = brief.migration_of(&change.id).map(|row| &row.value);
        let plan = remedy.and_then(|remedy| self.declared(remedy.plan.as_ref()));
        let rollback = remedy.and_then(|remedy| self.declared(remedy.rollback.as_ref()));
        let of_commits = |key| stated.quoted(self, change, key);
        ChangeView {
            migration: plan.or_else(|| of_commits(Key::Migration)),
            rollback: rollback.or_else(|| of_commits(Key::Rollback)),
            support: of_commits(Key::ReleaseNoteInternal),
            ..self.scoped_view(change)
        }
    }

    /// Changes that break a contract, or of which somebody declared how to migrate or to undo them.
    pub(crate) fn migrations(&self, changes: &[&Change], stated: &Stated<'_>) -> Vec<ChangeView> {
        let views = changes.iter().map(|change| (change, self.declared_view(change, stated)));
        let is_one = |(change, view): &(&&Change, ChangeView)| {
            change.breaking || view.migration.is_some() || view.rollback.is_some()
        };
        views.filter(is_one).map(|(_, view)| view).collect()
    }

    /// The first of these texts that has anything to read in it.
    pub(crate) fn words(&self, texts: &[&str]) -> String {
        let mut texts = texts.iter().map(|text| markdown(text));
        texts.find(|text| !text.is_empty()).unwrap_or_else(|| self.strings.no_text.clone())
    }

    /// The text, with a mark where a part of the change or all of it was shipped before.
    pub(crate) fn marked(&self, change: &Change, mut text: String) -> Markdown {
        if let Some(tag) = &change.continues {
            text.push_str(&fill(&self.strings.continued, &[("tag", &markdown(tag))]));
        }
        if let Some(tag) = change.first_shipped_in.as_ref().filter(|_| change.continues.is_none()) {
            text.push_str(&fill(&self.strings.already_in, &[("tag", &markdown(tag))]));
        }
        Markdown(text)
    }

    /// Pull requests, else the commit, and tickets, in parentheses after a space.
    pub(crate) fn references_of(&self, change: &Change) -> Markdown {
        let mut all = links::sources(self.settings, change);
        all.extend(links::tickets(change).map(|ticket| links::ticket(self.settings, ticket)));
        if all.is_empty() {
            return Markdown(String::new());
        }
        Markdown(format!(" ({})", all.join(", ")))
    }

    pub(crate) fn lacks(&self) -> Vec<LackView> {
        let version = markdown(&self.version());
        let view = |lack: &Lack| {
            let phrase = if lack.certain {
                &self.strings.lacks.certain
            } else {
                &self.strings.lacks.uncertain
            };
            let tag = markdown(&lack.tag);
            let tickets = lack.tickets.iter().map(|ticket| links::ticket(self.settings, ticket));
            let commit = links::commit(self.settings, &lack.commit);
            let references: Vec<_> = tickets.chain([commit]).collect();
            LackView {
                headline: Markdown(fill(phrase, &[("version", &version), ("tag", &tag)])),
                subject: Markdown::escaped(&lack.subject),
                references: Markdown(references.join(", ")),
                id: format!("lack:{}", lack.tag),
            }
        };
        self.release.lacks.iter().map(view).collect()
    }

    /// Warnings that nothing else in the document says.
    pub(crate) fn warnings(&self) -> Vec<Markdown> {
        let release = self.release;
        let said = |code: &str| match code {
            "lacks-hotfix" => !release.lacks.is_empty(),
            "from-not-ancestor" => release.range.only_in_from > 0,
            _ => false,
        };
        let warnings = release.warnings.iter().filter(|warning| !said(warning.code));
        warnings.map(|warning| self.warning(warning)).collect()
    }

    /// A warning in the document's language, as far as that is known.
    pub(crate) fn warning(&self, warning: &Warning) -> Markdown {
        let message = markdown(&warning.message);
        let Some(phrase) = self.strings.warnings.get(warning.code) else {
            return Markdown(message);
        };
        let name = |name: Option<&str>| name.map(markdown).unwrap_or_default();
        let from = name(self.release.range.from.as_ref().map(|from| from.name.as_str()));
        let replaces = name(self.release.replaces.as_deref());
        let values = [("message", message.as_str()), ("from", &from), ("replaces", &replaces)];
        Markdown(fill(phrase, &values))
    }

    /// A declared value and where it was declared.
    pub(crate) fn declared(&self, declared: Option<&Declared>) -> Option<Markdown> {
        let declared = declared?;
        let (value, reference) = (markdown(&declared.value), markdown(&declared.reference));
        Some(Markdown(with_place(&value, &reference)))
    }

    /// Names of people, bots apart or alone, each once, in alphabetical order.
    pub(crate) fn names<'b>(&self, authors: impl Iterator<Item = &'b Author>) -> Option<Markdown> {
        let mut logins: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for author in authors {
            let login = logins.entry(name_of(author)).or_default();
            *login = login.or(author.login.as_deref());
        }
        let mut names: Vec<(&str, Option<&str>)> = logins.into_iter().collect();
        names.sort_by_cached_key(|(name, _)| name.to_lowercase());
        let shown = |(name, login): (&str, Option<&str>)| match login {
            Some(login) if login != name => format!("{} (@{})", markdown(name), markdown(login)),
            _ => markdown(name),
        };
        let names: Vec<_> = names.into_iter().map(shown).collect();
        (!names.is_empty()).then(|| Markdown(names.join(", ")))
    }
}

/// Who wrote a change: people, or bots where there are no people.
pub(crate) fn writers(change: &Change) -> Vec<&Author> {
    let people: Vec<_> = change.authors.iter().filter(|author| !author.bot).collect();
    if people.is_empty() { change.authors.iter().collect() } else { people }
}

/// The name, or the address where there is no name to read.
pub(crate) fn name_of(author: &Author) -> &str {
    let person = &author.person;
    if clean(&person.name).is_empty() { &person.email } else { &person.name }
}

/// Whether a change is the release's own documents.
pub(crate) fn is_documents(change: &Change) -> bool {
    change.hidden_by.as_deref() == Some("documents")
}

/// Whether the user notes leave out a change because production has it.
pub(crate) fn is_left_out(change: &Change) -> bool {
    change.is_for_users() && !change.in_user_notes && change.first_shipped_in.is_some()
}

/// Whether a change was made by bots alone and is nothing for users.
pub(crate) fn is_automated(change: &Change) -> bool {
    !change.is_for_users()
        && !change.authors.is_empty()
        && change.authors.iter().all(|author| author.bot)
}

/// Whether a change mends something.
pub(crate) fn is_fix(change: &Change) -> bool {
    matches!(change.kind, Kind::Fix | Kind::Security)
}

/// Compares texts by their words and numbers: `v1.9.0` before `v1.10.0`, `PAY-9` before `PAY-10`.
pub(crate) fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    while !a.is_empty() && !b.is_empty() {
        let (one, two) = (piece(a), piece(b));
        let numbers = one.parse::<u64>().ok().zip(two.parse::<u64>().ok());
        let order = numbers.map_or_else(|| one.cmp(two), |(one, two)| one.cmp(&two));
        if order.is_ne() {
            return order;
        }
        (a, b) = (&a[one.len()..], &b[two.len()..]);
    }
    a.len().cmp(&b.len())
}

/// The digits that a text begins with, or what stands before its first digit.
fn piece(text: &str) -> &str {
    let is_number = text.starts_with(|char: char| char.is_ascii_digit());
    let end = text.find(|char: char| char.is_ascii_digit() != is_number);
    &text[..end.unwrap_or(text.len())]
}

/// Returns `a, b and c`.
pub(crate) fn enumerate(words: &[String], and: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{}{and}{last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_numbers() {
        let mut names =
            ["v1.10.0", "PAY-10", "v1.9.0-hotfix.1", "v1.9.0", "PAY-9", "#7", "v1.9.0-hotfix.1"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(
            names,
            ["#7", "PAY-9", "PAY-10", "v1.9.0", "v1.9.0-hotfix.1", "v1.9.0-hotfix.1", "v1.10.0"]
        );
    }
}
