//! What the documents of a release say of themselves: blanks, boxes, damage, what people took away.

use std::collections::BTreeSet;

use relnotes_core::bundle::{
    Bundle, BundleDocument, Damage, Drafted, OpenBlank, RemovedItem, TickBox,
};
use relnotes_core::id::CommitId;
use relnotes_merge::structure;
use relnotes_render::blanks;

use super::folder::Folder;
use super::state::State;
use crate::bundle::SEVEN;
use crate::failure::Failure;

/// Regions of the plan whose items a release may not go without.
const GATING: [&str; 2] = ["plan.risks", "plan.migrations"];

/// Reads the documents of a release in their first language; none where there is not one of them.
pub(crate) fn read(folder: &Folder, release: &str) -> Result<Option<Bundle>, Failure> {
    let state = State::read(folder)?;
    let mut bundle = Bundle {
        folder: folder.shown.clone(),
        version: release.to_owned(),
        drafted: state.as_ref().and_then(drafted),
        documents: Vec::new(),
    };
    for document in SEVEN {
        let file = format!("{}.md", document.name);
        let text = folder.read(&file)?;
        let path = folder.path_of(&file);
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
