//! What is said at the end of a draft.

use std::collections::BTreeMap;

use relnotes_core::evidence::{Kind, Undo, Verb};

use relnotes_merge::Place;

use super::folder::Folder;
use super::redraft::Redrafted;
use super::state::State;
use crate::bundle::Content;
use crate::failure::Failure;
use crate::shell::{Shell, plain};

/// What a draft found.
pub(crate) struct Summary {
    release: String,
    range: String,
    changes: usize,
    migrations: usize,
    one_way: usize,
    renamed: usize,
    drifts: usize,
}

impl Summary {
    /// Counts what people ask for first.
    pub(crate) fn of(content: &Content, release: &str, range: &str, state: &State) -> Self {
        let changes = content.release.changes.iter();
        let facts = || content.seen.evidence().into_iter().flat_map(|evidence| &evidence.facts);
        let migrations = || {
            facts().filter(|fact| fact.verb != Verb::Removed).filter_map(|fact| match &fact.kind {
                Kind::Migration(migration) => Some(migration),
                _ => None,
            })
        };
        Self {
            release: release.to_owned(),
            range: range.to_owned(),
            changes: changes.filter(|it| it.hidden_by.as_deref() != Some("documents")).count(),
            migrations: migrations().count(),
            one_way: migrations().filter(|it| it.undo != Undo::Reversible).count(),
            renamed: facts()
                .filter(|fact| fact.kind == Kind::Variable && fact.verb == Verb::Renamed)
                .count(),
            drifts: state.documents.values().map(super::state::DocumentState::drifts).sum(),
        }
    }
}

/// Returns the summary: one line of figures, and a line for each file that changed.
pub(crate) fn text(summary: &Summary, documents: &[Redrafted], folder: &Folder) -> String {
    let Summary { release, range, changes, migrations, one_way, renamed, drifts } = summary;
    let blanks = blanks(documents);
    let mut out = format!(
        "{release} ({range}): {}, {}, {}, {}\n",
        several(*changes, "change"),
        match one_way {
            0 => several(*migrations, "migration"),
            n => format!("{} ({n} without a full way back)", several(*migrations, "migration")),
        },
        several(*renamed, "renamed variable"),
        several(blanks, "blank"),
    );
    for document in documents.iter().filter(|document| document.is_changed()) {
        let path = folder.path_of(&document.file);
        let what = match document.before {
            None => "new".to_owned(),
            Some(_) => figures(document),
        };
        out.push_str(&format!("  {path}: {what}\n"));
    }
    if !documents.iter().any(Redrafted::is_changed) {
        out.push_str("  nothing has changed\n");
    }
    if *drifts > 0 {
        out.push_str(&format!(
            "  {} by both a person and the repository: relnotes draft --drift\n",
            several(*drifts, "item changed").replace("item changeds", "items changed")
        ));
    }
    plain(&out)
}

/// How many blanks there are: a document in two languages asks the same of people, so the language with more counts.
fn blanks(documents: &[Redrafted]) -> usize {
    let mut most: BTreeMap<&str, usize> = BTreeMap::new();
    for document in documents {
        let name = document.file.split('.').next().unwrap_or_default();
        let count = most.entry(name).or_default();
        *count = document.blanks.max(*count);
    }
    most.values().sum()
}

fn several(count: usize, word: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {word}{s}")
}

fn figures(document: &Redrafted) -> String {
    let report = &document.report;
    let all = [
        (report.inserted.len(), "new"),
        (report.updated.len(), "updated"),
        (report.removed.len(), "gone"),
        (report.stale.len(), "kept though no longer in the range"),
        (report.drifted.len(), "changed on both sides"),
    ];
    let said: Vec<String> = all
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if said.is_empty() { "updated".to_owned() } else { said.join(", ") }
}

/// Returns what `--check` prints: the files that would be written.
pub(crate) fn check(folder: &Folder, files: &[(String, String)]) -> String {
    let lines = files.iter().map(|(name, _)| format!("would write {}\n", folder.path_of(name)));
    plain(&lines.collect::<String>())
}

/// Says what a person should know about one document.
pub(crate) fn notes(document: &Redrafted, folder: &Folder, shell: &mut Shell) {
    let path = folder.path_of(&document.file);
    for Place { id, .. } in &document.report.ignored_ticks {
        shell.warn(&format!("{path}: the tick of `{id}` follows the evidence; yours is not kept"));
    }
    for Place { id, .. } in &document.report.rechecks {
        shell.warn(&format!(
            "{path}: what stands below the ticked box `{id}` has changed: look again"
        ));
    }
    for drift in &document.report.drifted {
        shell.warn(&format!(
            "{path}: `{}` was changed by a person and by the repository; the person's text stands",
            drift.id
        ));
    }
    if document.before.is_none() && document.base_before.is_some() {
        shell.warn(&format!("{path} was gone and is made anew"));
    }
}

/// Returns why some documents were left as they are.
pub(crate) fn damaged(documents: &[Redrafted], folder: &Folder) -> Failure {
    let damaged = documents.iter().filter(|document| !document.damage.is_empty());
    let count = damaged.clone().count();
    let lines = damaged.flat_map(|document| {
        let path = folder.path_of(&document.file);
        document.damage.iter().map(move |it| format!("{path}:{}: {}", it.line, it.message))
    });
    let are = if count == 1 { "document was" } else { "documents were" };
    Failure::new(format!("{count} {are} left as before"))
        .hints(lines)
        .hint("mend these lines, or: relnotes draft --recover")
}
