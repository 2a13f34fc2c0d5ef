//! Regions: which stay, which come, which are a person's for ever; and the lines between them.

use std::collections::{HashMap, HashSet};

use crate::document::{Document, Part, same};
use crate::merge::{At, Run, gap};
use crate::node::Node;
use crate::order::{Names, Slot, order};

impl Run<'_> {
    /// Merges the regions of documents.
    pub(crate) fn regions(
        &mut self,
        base: &Document,
        current: &Document,
        new: &Document,
    ) -> Document {
        let ids = |document: &Document| -> Vec<String> {
            document.regions.iter().map(|part| part.id.clone()).collect()
        };
        let (in_base, in_current, in_new) = (ids(base), ids(current), ids(new));
        let here: HashSet<&String> = in_current.iter().collect();
        let gone = in_base.iter().filter(|id| !here.contains(id));
        self.memory.released.extend(gone.cloned());
        self.memory.released.retain(|id| !here.contains(id));
        let find = |document: &'_ Document, id: &str| -> Option<usize> {
            document.regions.iter().position(|part| part.id == id)
        };
        let was: Vec<Option<usize>> = in_current.iter().map(|id| find(base, id)).collect();
        let is: Vec<Option<usize>> = in_current.iter().map(|id| find(new, id)).collect();
        let is_untouched = |at: usize| {
            was[at].is_some_and(|was| current.regions[at].text() == base.regions[was].text())
        };
        let is_kept = |at: usize| is[at].is_some() || !is_untouched(at);
        let released = self.memory.released.clone();
        let is_new = |at: usize| !here.contains(&in_new[at]) && !released.contains(&in_new[at]);
        let named: Vec<Option<String>> = in_current.iter().cloned().map(Some).collect();
        let names = Names { base: &in_base, current: &named, new: &in_new };
        let mut out = Document {
            head: gap(Some(&base.head), &current.head, Some(&new.head)),
            regions: Vec::new(),
            bom: current.bom.clone(),
            ..*current
        };
        // What a person wrote behind a region that goes stays behind the region before it.
        let mut orphans: HashMap<usize, Vec<String>> = HashMap::new();
        let mut before = None;
        for at in 0..in_current.len() {
            let part = &current.regions[at];
            if is_kept(at) {
                before = Some(at);
            } else if was[at].is_some_and(|was| !same(&part.gap, &base.regions[was].gap)) {
                match before {
                    Some(before) => orphans.entry(before).or_default().extend(part.gap.clone()),
                    None => out.head.extend(part.gap.clone()),
                }
            }
        }
        for slot in order(&names, &is_kept, &is_new) {
            match slot {
                Slot::New(at) => out.regions.push(self.insert_region(&new.regions[at])),
                Slot::Current(at) => {
                    let was = was[at].map(|was| &base.regions[was]);
                    let is = is[at].map(|is| &new.regions[is]);
                    let mut part = self.region(was, &current.regions[at], is);
                    part.gap.extend(orphans.remove(&at).unwrap_or_default());
                    out.regions.push(part);
                }
            }
        }
        out
    }

    fn insert_region(&mut self, part: &Part) -> Part {
        let at = At { region: &part.id, parent: None };
        let nodes = self.nodes(at, &[], &[], &part.nodes);
        Part { nodes, ..part.clone() }
    }

    fn region(&mut self, base: Option<&Part>, current: &Part, new: Option<&Part>) -> Part {
        let at = At { region: &current.id, parent: None };
        let before: &[Node] = base.map_or(&[], |base| &base.nodes);
        let Some(new) = new else {
            self.remember(at, before, &current.nodes);
            return current.clone();
        };
        Part {
            id: current.id.clone(),
            begin: current.begin.clone(),
            nodes: self.nodes(at, before, &current.nodes, &new.nodes),
            tail: gap(base.map(|base| &base.tail), &current.tail, Some(&new.tail)),
            end: current.end.clone(),
            gap: gap(base.map(|base| &base.gap), &current.gap, Some(&new.gap)),
        }
    }
}
