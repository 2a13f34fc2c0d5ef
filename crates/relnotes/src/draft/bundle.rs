//! What the documents of a release say of themselves: blanks, boxes, damage, what people took away.

use std::collections::BTreeSet;

use relnotes_core::bundle::{
    Bundle, BundleDocument, Damage, Drafted, FilledBlank, OpenBlank, RemovedItem, TickBox,
};
use relnotes_core::git::{RawCommit, Repository};
use relnotes_core::id::CommitId;
use relnotes_merge::structure;
use relnotes_render::blanks;

use super::folder::Folder;
use super::state::{self, State};
use crate::bundle::SEVEN;
use crate::failure::Failure;
use crate::hints::of_git;
use crate::load::Session;

/// Regions of the plan whose items a release may not go without.
const GATING: [&str; 2] = ["plan.risks", "plan.migrations"];

/// Reads a file of the folder of a release by its name there.
type Read<'a> = &'a dyn Fn(&str) -> Result<Option<String>, Failure>;

/// Reads the documents of the work tree in their first language; none where there is not one of them.
pub(crate) fn read(folder: &Folder, release: &str) -> Result<Option<Bundle>, Failure> {
    of(&folder.shown, release, &|name| folder.read(name))
}

/// Reads the documents of a commit. What is damaged there is left out: whoever repairs it drafts again.
pub(crate) fn of_commit(
    repository: &Repository,
    commit: CommitId,
    shown: &str,
    release: &str,
) -> Result<Option<Bundle>, Failure> {
    of(shown, release, &|name| {
        let bytes = repository.read_file(commit, &format!("{shown}/{name}"));
        let bytes = bytes.map_err(|error| of_git(error, None))?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    })
}

fn of(shown: &str, release: &str, read_file: Read<'_>) -> Result<Option<Bundle>, Failure> {
    let path_of = |name: &str| format!("{shown}/{name}");
    let state = match read_file(state::FILE)? {
        Some(text) => Some(State::parse(&text, &path_of(state::FILE))?),
        None => None,
    };
    let mut bundle = Bundle {
        folder: shown.to_owned(),
        version: release.to_owned(),
        drafted: state.as_ref().and_then(drafted),
        documents: Vec::new(),
    };
    for document in SEVEN {
        let file = format!("{}.md", document.name);
        let text = read_file(&file)?;
        let path = path_of(&file);
        let mut read = BundleDocument {
            name: document.name.to_owned(),
            path,
            is_present: text.is_some(),
            ..BundleDocument::default()
        };
        if let Some(text) = &text {
            look(text, &mut read);
        }
        if let Some(known) = state.as_ref().and_then(|state| state.documents.get(&file)) {
            read.drifts = known.memory.drifts.iter().map(|drift| drift.id.clone()).collect();
            read.removed = known
                .memory
                .deleted
                .iter()
                .map(|it| RemovedItem {
                    id: it.id.clone(),
                    text: it.text.lines().next().unwrap_or_default().to_owned(),
                    is_gating: GATING.contains(&it.region.as_str()) && !it.id.contains('>'),
                })
                .collect();
        }
        bundle.documents.push(read);
    }
    Ok(Some(bundle).filter(|it| it.documents.iter().any(|document| document.is_present)))
}

fn drafted(state: &State) -> Option<Drafted> {
    let head = CommitId::from_hex(state.head.as_bytes())?;
    Some(Drafted { head, base: state.base.clone() })
}

fn look(text: &str, document: &mut BundleDocument) {
    let open = blanks::left(text).into_iter();
    document.blanks =
        open.map(|it| OpenBlank { line: it.line, id: it.id, text: it.text }).collect();
    let filled = blanks::filled(text).into_iter();
    document.filled = filled
        .filter_map(|it| Some(FilledBlank { line: it.line, id: it.id?, text: it.text }))
        .collect();
    match structure(text) {
        Ok(structure) => {
            let mut seen = BTreeSet::new();
            for region in &structure.regions {
                for item in &region.items {
                    if let Some(id) = &item.id
                        && !seen.insert((&region.id, id))
                    {
                        let message = format!("`{id}` is there twice in `{}`", region.id);
                        document.damage.push(Damage { line: item.line, message });
                    }
                    document.boxes.extend(item.tick.map(|is_ticked| TickBox {
                        line: item.line,
                        id: item.id.clone(),
                        text: item.text.lines().next().unwrap_or_default().to_owned(),
                        is_ticked,
                        is_owned: item.is_auto,
                    }));
                }
            }
        }
        Err(damaged) => {
            let all = damaged.problems.into_iter();
            document.damage = all.map(|it| Damage { line: it.line, message: it.message }).collect();
        }
    }
}

/// Returns the last commit on the way of first parents that is not one of documents alone.
pub(crate) fn before_documents(tip: CommitId, session: &Session) -> Result<CommitId, Failure> {
    let repository = &session.repository;
    let folder = &session.config.documents.folder;
    let mut at = tip;
    loop {
        let bytes = repository.read_commit(at).map_err(|error| of_git(error, Some(session)))?;
        let Ok(raw) = RawCommit::parse(&bytes) else { return Ok(at) };
        let parents: Vec<CommitId> = raw.parents().collect();
        let [parent] = parents.as_slice() else { return Ok(at) };
        if repository.shallow().contains(&at)
            || !repository.touches_only(&raw, folder).unwrap_or(false)
        {
            return Ok(at);
        }
        at = *parent;
    }
}
