//! The three-way merge: regions, then the items of each, then what is below an item, all by the same rules.

use std::collections::{HashMap, HashSet};

use crate::document::{Damaged, Document, same};
use crate::marks::{DRIFT, Mark, STALE, unstale};
use crate::memory::{Deleted, Drift, Memory, Place};
use crate::names::{Known, is_name, names};
use crate::node::{Kind, Node, RECHECK, keep_apart};
use crate::order::{Names, Slot, order};
use crate::report::Report;
use crate::ticks::{Seen, number, ticked};

/// What a merge writes where people and the tool meet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// What stands behind an item that is not generated any more: ` _(no longer in v1.2.0..v1.3.0-rc.2)_`.
    pub stale: String,
    /// What stands below a ticked box where something has changed; `{at}` in it is when the box was ticked.
    pub recheck: String,
    /// When boxes that are ticked now count as ticked: `v1.3.0-rc.1`.
    pub at: String,
}

/// What came of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The document.
    pub text: String,
    /// What is to be remembered; what was generated now is the base of the next merge.
    pub memory: Memory,
    /// What happened.
    pub report: Report,
}

/// Merges what is generated now into a document.
///
/// `base` is what was generated before; without it, items are known by their names alone, and all else is the person's.
///
/// # Errors
/// [`Damaged`] where the marks of the document are not in pairs. The texts that are generated have none of that.
pub fn merge(
    base: Option<&str>,
    current: &str,
    new: &str,
    memory: &Memory,
    options: &Options,
) -> Result<Merged, Damaged> {
    let current = Document::parse(current)?;
    let base = base.map(Document::parse).transpose()?.unwrap_or_default();
    let new = Document::parse(new)?;
    let mut run = Run::new(memory, options);
    let mut out = run.regions(&base, &current, &new);
    out.end_lines_as(&current);
    let Run { memory, report, .. } = run;
    Ok(Merged { text: out.text(), memory, report })
}

/// A merge on its way.
pub(crate) struct Run<'a> {
    before: &'a Memory,
    options: &'a Options,
    pub(crate) memory: Memory,
    report: Report,
}

/// A list of items: a region, or what is below an item of it.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) region: &'a str,
    pub(crate) parent: Option<&'a str>,
}

impl At<'_> {
    /// Returns the place of an item; one that has no name of its own is a number.
    fn place(&self, key: &str) -> Place {
        let id = match key.strip_prefix('=') {
            Some(text) => format!("={}", number(text)),
            None => key.to_owned(),
        };
        let id = self.parent.map_or(id.clone(), |parent| format!("{parent}>{id}"));
        Place { region: self.region.to_owned(), id }
    }
}

impl<'a> Run<'a> {
    fn new(before: &'a Memory, options: &'a Options) -> Self {
        let memory = Memory {
            tombstones: before.tombstones.clone(),
            released: before.released.clone(),
            ..Memory::default()
        };
        Self { before, options, memory, report: Report::default() }
    }

    pub(crate) fn nodes(
        &mut self,
        at: At<'_>,
        base: &[Node],
        current: &[Node],
        new: &[Node],
    ) -> Vec<Node> {
        let Known { in_base, in_current, in_new } = names(at.parent.is_none(), base, current, new);
        let index =
            |keys: &[String]| -> HashMap<String, usize> { keys.iter().cloned().zip(0..).collect() };
        let (base_at, new_at) = (index(&in_base), index(&in_new));
        let here: HashSet<&String> = in_current.iter().flatten().collect();
        self.bury(at, &in_base, &here);
        let pairs: Vec<(Option<&Node>, Option<&Node>)> = in_current
            .iter()
            .map(|key| {
                let of = |places: &HashMap<String, usize>| {
                    key.as_ref().and_then(|key| places.get(key)).copied()
                };
                (of(&base_at).map(|at| &base[at]), of(&new_at).map(|at| &new[at]))
            })
            .collect();
        let is_kept = |at: usize| match pairs[at] {
            (Some(before), None) => !current[at].is_as_generated(before),
            _ => true,
        };
        let is_deleted: Vec<bool> =
            in_new.iter().map(|key| self.memory.tombstones.contains(&at.place(key))).collect();
        let is_new = |at: usize| !here.contains(&in_new[at]) && !is_deleted[at];
        for (number, key) in in_new.iter().enumerate().filter(|(_, key)| !here.contains(key)) {
            self.note_absent(at, key, &new[number], is_deleted[number], base_at.contains_key(key));
        }
        let names = Names { base: &in_base, current: &in_current, new: &in_new };
        let slots = order(&names, &is_kept, &is_new);
        self.note_removed(at, &in_current, &pairs, &is_kept);
        let mut out = Vec::with_capacity(slots.len());
        for slot in slots {
            out.push(match slot {
                Slot::New(at) => new[at].clone(),
                Slot::Current(number) => {
                    let key = in_current[number].as_deref();
                    self.node(at, key, pairs[number], &current[number])
                }
            });
        }
        keep_apart(&mut out);
        out
    }

    /// Remembers what a person took away of a list that is not generated any more.
    pub(crate) fn remember(&mut self, at: At<'_>, base: &[Node], current: &[Node]) {
        let Known { in_base, in_current, .. } = names(at.parent.is_none(), base, current, &[]);
        let here: HashMap<&String, &Node> = in_current
            .iter()
            .zip(current)
            .filter_map(|(key, node)| Some((key.as_ref()?, node)))
            .collect();
        self.bury(at, &in_base, &here.keys().copied().collect());
        for (key, node) in in_base.iter().zip(base) {
            if let Some(current) = here.get(key) {
                let id = at.place(key).id;
                let inner = At { region: at.region, parent: Some(&id) };
                self.remember(inner, &node.children, &current.children);
            }
        }
    }

    /// Remembers what a person took away, and forgets what is back.
    fn bury(&mut self, at: At<'_>, in_base: &[String], here: &HashSet<&String>) {
        for key in in_base.iter().filter(|key| !here.contains(key)) {
            self.memory.tombstones.insert(at.place(key));
        }
        for key in here {
            let place = at.place(key);
            if self.memory.tombstones.remove(&place) {
                self.report.restored.push(place);
            }
        }
    }

    /// Reports an item that is generated and that the document has not.
    fn note_absent(&mut self, at: At<'_>, key: &str, node: &Node, is_deleted: bool, was: bool) {
        if !is_name(key) {
            return;
        }
        let place = at.place(key);
        if !is_deleted {
            self.report.inserted.push(place);
            return;
        }
        let Place { region, id } = place.clone();
        let deleted = Deleted { region, id, text: node.said() };
        if was && !self.before.tombstones.contains(&place) {
            self.report.deleted.push(deleted.clone());
        }
        self.memory.deleted.push(deleted);
    }

    fn note_removed(
        &mut self,
        at: At<'_>,
        keys: &[Option<String>],
        pairs: &[(Option<&Node>, Option<&Node>)],
        is_kept: &dyn Fn(usize) -> bool,
    ) {
        for (number, key) in keys.iter().enumerate() {
            let Some(key) = key.as_ref().filter(|key| is_name(key)) else { continue };
            if let (Some(_), None) = pairs[number] {
                let list =
                    if is_kept(number) { &mut self.report.stale } else { &mut self.report.removed };
                list.push(at.place(key));
            }
        }
    }

    /// Merges an item of the document that is kept.
    fn node(
        &mut self,
        at: At<'_>,
        key: Option<&str>,
        (base, new): (Option<&Node>, Option<&Node>),
        current: &Node,
    ) -> Node {
        let Some(key) = key else { return current.clone() };
        let id = at.place(key).id;
        let inner = At { region: at.region, parent: Some(&id) };
        let before: &[Node] = base.map_or(&[], |base| &base.children);
        let Some(new) = new else {
            self.remember(inner, before, &current.children);
            let is_marked = base.is_some() && !current.has(Mark::Stale);
            return if is_marked { self.stale(current) } else { current.clone() };
        };
        let (lines, is_drifted) = self.lines(at, key, base, current, new);
        let mut merged = Node {
            lead: gap(base.map(|base| &base.lead), &current.lead, Some(&new.lead)),
            kind: current.kind,
            lines,
            children: Vec::new(),
        };
        self.tick(at, key, base, current, new, &mut merged);
        let asking = self.ask(at, key, base, current, new, &merged);
        let below: Vec<Node> =
            current.children.iter().filter(|child| asking.keeps(child)).cloned().collect();
        merged.children = self.nodes(inner, before, &below, &new.children);
        merged.children.extend(asking.line);
        if is_drifted {
            let place = at.place(key);
            let (mine, generated) = (merged.said(), new.text());
            self.memory.drifts.push(Drift { region: place.region, id: place.id, mine, generated });
        } else if is_name(key) && base.is_some_and(|base| base.text() != new.text()) {
            self.report.updated.push(at.place(key));
        }
        merged
    }

    /// Returns the own lines of an item that is generated, and whether both sides changed it.
    fn lines(
        &mut self,
        at: At<'_>,
        key: &str,
        base: Option<&Node>,
        current: &Node,
        new: &Node,
    ) -> (Vec<String>, bool) {
        let said = current.canonical();
        let (before, now) = (base.map(Node::canonical), new.canonical());
        let is_marked = current.has(Mark::Drift);
        if said == now {
            let is_same = base.is_some_and(|base| base.lines == new.lines);
            let stays = is_same && !is_marked && !current.has(Mark::Stale);
            return (if stays { current.lines.clone() } else { new.lines.clone() }, false);
        }
        if before.as_ref() == Some(&said) {
            return (new.lines.clone(), false);
        }
        let mut lines = current.lines.clone();
        if current.has(Mark::Stale)
            && let Some(first) = lines.first_mut()
        {
            *first = unstale(first).to_owned();
        }
        if before.as_ref() == Some(&now) {
            return (lines, is_marked);
        }
        if !is_marked {
            append(&mut lines, &format!(" {DRIFT}"));
        }
        let Place { region, id } = at.place(key);
        let (mine, generated) = (current.said(), new.text());
        self.report.drifted.push(Drift { region, id, mine, generated });
        (lines, true)
    }

    /// Ticks a box: one of the tool as it is generated, one of people as it stands in the document.
    fn tick(
        &mut self,
        at: At<'_>,
        key: &str,
        base: Option<&Node>,
        current: &Node,
        new: &Node,
        merged: &mut Node,
    ) {
        let (Some((_, here)), Some((_, made))) = (current.tick(), new.tick()) else { return };
        if !new.is_auto() {
            merged.set_tick(here);
            return;
        }
        merged.set_tick(made);
        let before = base.and_then(Node::tick).map(|(_, before)| before);
        if here != made && before.is_some_and(|before| before != here) {
            self.report.ignored_ticks.push(at.place(key));
        }
    }

    /// Decides whether the line that asks to look at a box again comes, stays or goes.
    fn ask(
        &mut self,
        at: At<'_>,
        key: &str,
        base: Option<&Node>,
        current: &Node,
        new: &Node,
        merged: &Node,
    ) -> Asking {
        let is_ticked = merged.tick().is_some_and(|(_, is_ticked)| is_ticked);
        if !is_ticked || new.is_auto() || at.parent.is_some() {
            return Asking { keeps: false, line: None };
        }
        let place = at.place(key);
        let before =
            self.before.ticks.iter().find(|tick| tick.region == at.region && tick.id == place.id);
        let seen = Seen { region: at.region, id: &place.id, before, base, current, new };
        let ticked = ticked(&seen, self.options);
        if ticked.asks.is_some() {
            self.report.rechecks.push(place);
        }
        self.memory.ticks.push(ticked.tick);
        Asking { keeps: ticked.keeps, line: ticked.asks }
    }

    /// Marks an item that is not generated any more.
    fn stale(&self, current: &Node) -> Node {
        let mut node = current.clone();
        if matches!(node.kind, Kind::Item | Kind::Paragraph)
            && let Some(first) = node.lines.first_mut()
        {
            append(std::slice::from_mut(first), &format!("{} {STALE}", self.options.stale));
        }
        node
    }
}

/// Whether a line that asks to look again stays, and the one that comes.
struct Asking {
    keeps: bool,
    line: Option<Node>,
}

impl Asking {
    fn keeps(&self, child: &Node) -> bool {
        self.keeps || child.id() != Some(RECHECK)
    }
}

/// Appends words to the first of some lines, before its end.
fn append(lines: &mut [String], words: &str) {
    if let Some(first) = lines.first_mut() {
        first.truncate(first.trim_end().len());
        first.push_str(words);
    }
}

/// Lines between items: as they are generated where nobody changed them.
pub(crate) fn gap(
    base: Option<&Vec<String>>,
    current: &[String],
    new: Option<&Vec<String>>,
) -> Vec<String> {
    match (base, new) {
        (Some(base), Some(new)) if same(base, current) && base != new => new.clone(),
        _ => current.to_vec(),
    }
}
