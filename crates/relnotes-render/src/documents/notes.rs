//! The notes for users: publishable as they are, so without comments and internal changes.

use std::collections::BTreeMap;

use relnotes_core::declared::value_of;
use relnotes_core::message::declaration::Key;
use relnotes_core::release::model::{BaseRule, Change, Kind, TextSource};
use schemars::JsonSchema;
use serde::Serialize;

use crate::alike::{append, joined};
use crate::context::{ChangeView, Inputs, Markdown, enumerate, is_fix, is_left_out, natural};
use crate::declared::Stated;
use crate::escape::markdown;
use crate::finish::Markers;
use crate::links;
use crate::locale::fill;

pub(super) const MARKERS: Markers = Markers::Dropped;
pub(super) const READS_FILES: bool = false;

/// Ids of the blanks.
pub(super) const BLANKS: &[&str] = &[
    "notes.date",
    "notes.features.category",
    "notes.features",
    "notes.improvements",
    "notes.fixes",
    "notes.limitations",
    "notes.support",
];

/// What the template of the user notes is filled with. Each change stands in one list only.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// `v1.3.0`.
    version: String,
    /// Date of the release; null before it is tagged.
    date: Option<String>,
    /// Whether blanks are shown.
    show_blanks: bool,
    /// Whether there is no release before.
    first: bool,
    /// Whether there is no change at all.
    empty: bool,
    /// Whether there are changes, but none that the notes list.
    nothing_for_users: bool,
    /// Changes that break a contract, of any kind.
    breaking: Vec<ChangeView>,
    /// Holes closed.
    security: Vec<ChangeView>,
    /// New features by category.
    features: Vec<CategoryView>,
    /// Improvements.
    improvements: Vec<ChangeView>,
    /// Fixes.
    fixes: Vec<ChangeView>,
    /// Changes whose kind the history does not tell.
    unclassified: Vec<ChangeView>,
    /// Technical changes that users are told of.
    technical: Vec<ChangeView>,
    /// What does not work.
    limitations: Vec<String>,
    /// Whom users ask.
    support: Option<String>,
    /// How many changes are left out because production has them.
    not_repeated: Option<Markdown>,
    /// Link to the comparison.
    compare: Option<Markdown>,
    /// Names of people.
    contributors: Option<Markdown>,
    /// Who had something merged for the first time, and what; null where nobody had, or the forge was not asked.
    newcomers: Option<Markdown>,
    /// Names of bots.
    bots: Option<Markdown>,
    /// Whether any of the lines at the foot exists.
    foot: bool,
}

/// Features under one heading.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CategoryView {
    /// The heading.
    name: String,
    /// The features.
    changes: Vec<ChangeView>,
}

pub(super) fn view(inputs: &Inputs<'_>) -> View {
    let listed: Vec<&Change> = inputs.changes().filter(|change| inputs.is_listed(change)).collect();
    let empty = inputs.commits() == 0;
    let of = |kind| views(inputs, &listed, |change| !change.breaking && change.kind == kind);
    let not_repeated = not_repeated(inputs);
    let compare = compare(inputs);
    let contributors = people(inputs, Who::People);
    let bots = people(inputs, Who::Bots);
    View {
        version: inputs.version(),
        date: inputs.release_date(),
        show_blanks: inputs.show_blanks(),
        first: inputs.release.base_rule == BaseRule::First,
        empty,
        nothing_for_users: !empty && listed.is_empty(),
        breaking: views(inputs, &listed, |change| change.breaking),
        security: of(Kind::Security),
        features: features(inputs, &listed),
        improvements: of(Kind::Improvement),
        fixes: of(Kind::Fix),
        unclassified: of(Kind::Unclassified),
        technical: of(Kind::Technical),
        limitations: limitations(inputs),
        support: value_of(&inputs.settings.standing.support.contact).cloned(),
        foot: not_repeated.is_some()
            || compare.is_some()
            || contributors.is_some()
            || bots.is_some(),
        not_repeated,
        compare,
        newcomers: newcomers(inputs).filter(|_| contributors.is_some()),
        contributors,
        bots,
    }
}

pub(super) fn views(
    inputs: &Inputs<'_>,
    changes: &[&Change],
    wanted: impl Fn(&Change) -> bool,
) -> Vec<ChangeView> {
    let views = changes.iter().filter(|change| wanted(change));
    alike(views.map(|change| placed(inputs, change)))
}

/// What users are told, after the part of the product that it is about: `auth: accept long tokens`. The words of a
/// person stand for themselves, and what a reference or the heading says is not said twice.
fn placed(inputs: &Inputs<'_>, change: &Change) -> ChangeView {
    let mut view = inputs.change_view(change);
    let is_of_commit = matches!(change.text_source, TextSource::Subject | TextSource::PullRequest);
    let place = change.category.as_ref().or(change.scope.as_ref()).filter(|_| is_of_commit);
    let is_told = |place: &&String| {
        change.tickets.contains(*place) || place.eq_ignore_ascii_case(change.kind.as_str())
    };
    if let Some(place) = place.filter(|place| !is_told(place)) {
        view.text.0 = format!("{}: {}", markdown(place), view.text.0);
    }
    view
}

/// Changes of one text are one row.
pub(super) fn alike(views: impl IntoIterator<Item = ChangeView>) -> Vec<ChangeView> {
    let key = |view: &ChangeView| view.notes.is_empty().then(|| view.text.0.clone());
    joined(views, key, |view, other| append(&mut view.references.0, &other.references.0))
}

/// Features by category, in alphabetical order; those without come last.
pub(super) fn features(inputs: &Inputs<'_>, listed: &[&Change]) -> Vec<CategoryView> {
    let other = &inputs.strings.other_category;
    let mut categories: BTreeMap<(bool, String, &str), Vec<ChangeView>> = BTreeMap::new();
    for change in listed.iter().filter(|change| !change.breaking && change.kind == Kind::Feature) {
        let name = change.category.as_deref().or(change.scope.as_deref()).unwrap_or(other);
        let key = (name == other, name.to_lowercase(), name);
        categories.entry(key).or_default().push(inputs.change_view(change));
    }
    let view = |((_, _, name), changes): ((bool, String, &str), Vec<ChangeView>)| CategoryView {
        name: name.to_owned(),
        changes: alike(changes),
    };
    categories.into_iter().map(view).collect()
}

/// What users must know that does not work: as the brief says, and the authors. Without places, as users read it.
fn limitations(inputs: &Inputs<'_>) -> Vec<String> {
    let issues = inputs.settings.brief.known_issue.iter().map(|row| &row.value);
    let declared =
        issues.filter(|issue| issue.is_for_users()).map(|issue| inputs.issue_of_brief(issue));
    let told: Vec<&Change> = inputs
        .changes()
        .filter(|change| change.is_for_users() && !inputs.is_shipped_before(change))
        .collect();
    let stated = Stated::of(inputs, &told);
    let of_commits =
        stated.about(Key::KnownIssue).map(|(_, declaration)| inputs.issue_of_commit(declaration));
    declared.chain(of_commits).collect()
}

/// Who had something merged for the first time: `Boris (@boris) in #20`.
fn newcomers(inputs: &Inputs<'_>) -> Option<Markdown> {
    let mut seen: Vec<&str> = Vec::new();
    let mut all = Vec::new();
    for change in inputs.changes() {
        for author in change.authors.iter().filter(|author| author.is_new) {
            let login = author.login.as_deref().unwrap_or_default();
            if seen.contains(&login) {
                continue;
            }
            seen.push(login);
            let name = inputs.names(std::iter::once(author))?;
            let sources = links::sources(inputs.settings, change).join(", ");
            all.push(fill(&inputs.strings.newcomer, &[("name", &name.0), ("change", &sources)]));
        }
    }
    (!all.is_empty()).then(|| Markdown(all.join(", ")))
}

/// "12 fixes shipped before in v1.2.0-hotfix.1 are not repeated."
fn not_repeated(inputs: &Inputs<'_>) -> Option<Markdown> {
    let left_out: Vec<_> = inputs
        .changes()
        .filter(|change| is_left_out(change) && !inputs.is_listed(change))
        .collect();
    let mut tags: Vec<&str> = Vec::new();
    for tag in left_out.iter().filter_map(|change| change.first_shipped_in.as_deref()) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.sort_by(|a, b| natural(a, b));
    let (last, locale) = (left_out.len().checked_sub(1)?, inputs.settings.locale);
    let count = &inputs.strings.count;
    let only_fixes = left_out.iter().all(|change| is_fix(change));
    let phrase = if only_fixes { &count.fixes_not_repeated } else { &count.changes_not_repeated };
    let mut names: Vec<String> = tags.iter().take(4).map(|tag| markdown(tag)).collect();
    if tags.len() > names.len() {
        let more = (tags.len() - names.len()).to_string();
        names.push(fill(&inputs.strings.and_more, &[("n", &more)]));
    }
    let tags = enumerate(&names, &inputs.strings.and);
    Some(Markdown(fill(&phrase.of(locale, last + 1), &[("tags", &tags)])))
}

/// Only between names that stay: a branch's tip is another one tomorrow.
fn compare(inputs: &Inputs<'_>) -> Option<Markdown> {
    let range = &inputs.release.range;
    let from = range.from.as_ref().filter(|_| inputs.settings.compare_link)?;
    let to = range.to.tag.as_ref().or(inputs.settings.version.as_ref())?;
    let from = from.tag.as_ref().unwrap_or(&from.name);
    links::compare(inputs.settings, from, to).map(Markdown)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    People,
    Bots,
}

fn people(inputs: &Inputs<'_>, who: Who) -> Option<Markdown> {
    if !inputs.settings.contributors {
        return None;
    }
    let authors = inputs.changes().flat_map(|change| &change.authors);
    inputs.names(authors.filter(|author| author.bot == (who == Who::Bots)))
}
