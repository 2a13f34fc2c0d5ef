//! From a measured range to a release: every commit in exactly one place.

use std::collections::BTreeSet;

use memchr::memmem;

use crate::git::{self, Repository};
use crate::history::{CLOCK_SKEW, Colour, Graph, NodeHashSet, NodeId, Painting};
use crate::id::CommitId;
use crate::side_by_side::side_by_side;

use super::boundary;
use super::change::{self, Material};
use super::content::{Content, WORTH_A_THREAD, is_merge};
use super::cut::{self, Cut, Error, Sources};
use super::kin::{self, Field, Kin};
use super::lacks::{self, Hotfixes};
use super::model::{Accounting, BaseRule, Change, Duplicate, Release, Reverted, SameBy};
use super::overrides;
use super::ownership::{self, Owners};
use super::patches::Comparison;
use super::revert::{self, Reverts, Scene};
use super::shipped::Shipped;
use super::survey::{CANDIDATE, Seed, TARGET};
use super::undone::{self, Undone};

/// The commits that a release is made of, and those around it.
struct Cast {
    content: Content,
    others: Content,
    /// What hotfixes shipped first.
    hotfixes: NodeHashSet,
    owners: Owners,
}

/// How they relate to each other.
struct Relations {
    kin: Kin,
    undone: Undone,
    reverts: Reverts,
}

/// Puts every commit of the range into its place.
pub(super) fn release(mut cut: Cut<'_, '_, '_>, sources: &Sources<'_>) -> Result<Release, Error> {
    let cast = gather(&mut cut, sources)?;
    let of_content = Folder::of_documents(&cut, sources, cast.content.nodes.iter().copied())?;
    let (own_documents, relations) = match of_content.commits.len() {
        0..WORTH_A_THREAD => (of_content.commits(), relate(&mut cut, &cast)),
        _ => side_by_side(move || of_content.commits(), || relate(&mut cut, &cast)),
    };
    let Relations { kin, undone, reverts } = relations?;
    let own_documents = own_documents?;
    let Cast { content, others, hotfixes, owners } = cast;
    let places = places(&cut, &content, &undone, &kin, &reverts);
    let shipped = of_earlier_releases(&cut, &kin, &others, &undone);
    let material = Material {
        content: &content,
        owners: &owners,
        sources,
        shipped: Some(&shipped),
        standing: &reverts.standing,
        documents: &own_documents,
        omitted: &omitted(&cut, sources),
    };
    let mut changes = change::changes(&material, &places.listed);
    let notes = sources.notes_of(cut.range.to.version);
    let (unreadable, unmatched) = overrides::apply(&mut changes, &material, notes);
    let found = Hotfixes {
        cut: &cut,
        sources,
        content: &content,
        others: &others,
        kin: &kin,
        reverts: &reverts,
        undone: &undone,
        shipped: &hotfixes,
        documents: &Folder::of_documents(&cut, sources, hotfixes.iter().copied())?.commits()?,
    }
    .search();
    let mut warnings = super::warning::of_range(&cut);
    warnings.extend(super::warning::of_content(&content, &kin, &reverts, &found, &cut));
    warnings.extend(unreadable);
    warnings.extend(super::warning::of_readings(sources.enrichment));
    // A brief speaks of the whole version; only a part of it was asked for where the base is another.
    if !matches!(cut.base.rule, BaseRule::Candidate | BaseRule::Explicit) {
        let to = &cut.range.to.name;
        warnings.extend(unmatched.into_iter().map(|note| overrides::unmatched(note, to)));
    }
    let elsewhere = [places.merges.len(), places.reverted.len(), places.duplicates.len()];
    let accounting = account(&content, &changes, &own_documents, elsewhere);
    Ok(Release {
        replaces: cut.replaces.map(|seed| cut.survey.name(&seed).to_owned()),
        base_rule: cut.base.rule,
        range: cut.range,
        changes,
        duplicates: places.duplicates,
        reverted: places.reverted,
        merges: places.merges,
        lacks: found.lacks,
        tickets: sources.enrichment.tickets.clone(),
        warnings,
        accounting,
        commits: content.commits,
    })
}

/// Reads the content, and what surrounds it as far as it matters.
fn gather(cut: &mut Cut<'_, '_, '_>, sources: &Sources<'_>) -> Result<Cast, git::Error> {
    let nodes = cut::content(&cut.survey, &cut.base);
    let content = Content::read_partly(cut.survey.graph(), &nodes, sources, |_| true);
    let around = look_around(cut, sources, &content)?;
    let hotfixes = lacks::shipped_first_in(&cut.survey, &around.hotfixes);
    let is_whole = |node: NodeId| hotfixes.contains(&node);
    let others = Content::read_partly(cut.survey.graph(), &beside(cut, &around), sources, is_whole);
    let owners = ownership::owners(cut.survey.graph(), &content, &cut.heads(), sources);
    Ok(Cast { content, others, hotfixes, owners })
}

/// Finds copies and what was taken back.
fn relate(cut: &mut Cut<'_, '_, '_>, cast: &Cast) -> Result<Relations, git::Error> {
    let Cast { content, others, hotfixes, owners } = cast;
    let field = Field { content, others, owners, focus: hotfixes, patches: Comparison::Patches };
    let graph = cut.survey.painting.graph_mut();
    let kin = kin::kin(graph, &field)?;
    let undone = undone::undone(graph, content, others, &kin)?;
    // Only what a revert could name is asked for.
    let has_reverts = content.iter().any(|(_, commit)| commit.message.revert.is_some());
    let shipped = of_earlier_releases(cut, &kin, others, &undone);
    let all = content.iter().chain(others.iter()).map(|(node, _)| node);
    let known: NodeHashSet = all.filter(|node| has_reverts && shipped.holds(*node)).collect();
    let is_shipped = |node: NodeId| known.contains(&node);
    let scene = Scene { content, others, owners, kin: &kin, undone: &undone, is_shipped };
    let reverts = revert::reverts(cut.survey.painting.graph_mut(), &scene)?;
    Ok(Relations { kin, undone, reverts })
}

fn of_earlier_releases<'a, 'g, 'r, 't>(
    cut: &'a Cut<'g, 'r, 't>,
    kin: &'a Kin,
    others: &'a Content,
    undone: &'a Undone,
) -> Shipped<'a, 'g, 'r, 't> {
    Shipped { survey: &cut.survey, base: &cut.base, kin, others, undone }
}

/// What was walked beside the content.
struct Surroundings {
    /// The tags whose fixes must be in the target.
    hotfixes: Vec<Seed>,
    /// Commits that trailers of the content name.
    named: NodeHashSet,
    /// What is older matters only where a trailer names it or it was picked itself.
    oldest: i64,
}

/// Walks a little further: to the end of what hotfixes shipped, and to what trailers name.
fn look_around(
    cut: &mut Cut<'_, '_, '_>,
    sources: &Sources<'_>,
    content: &Content,
) -> Result<Surroundings, git::Error> {
    let times = content.iter().map(|(node, _)| cut.survey.graph().time(node));
    let mut oldest = times.min().unwrap_or(i64::MAX);
    let mut named = NodeHashSet::default();
    let graph = cut.survey.painting.graph_mut();
    for hex in content.iter().flat_map(|(_, commit)| &commit.message.cherry_picked_from) {
        // A trailer may name a commit of a fork that was never here: not an error.
        let id = graph.repository().find_abbreviated(hex);
        named.extend(id.and_then(|id| graph.load(id).ok()));
    }
    let hotfixes = lacks::hotfix_seeds(cut, sources);
    if !hotfixes.is_empty() {
        let colours: Vec<Colour> = hotfixes.iter().map(|seed| seed.colour).collect();
        let is_of_hotfix = |painting: &Painting<'_, '_>, set| {
            let lowest = painting.colours(set).find(|colour| *colour > CANDIDATE);
            lowest.is_some_and(|lowest| colours.contains(&lowest))
        };
        cut.survey.walk_while(|painting, set| {
            is_of_hotfix(painting, set) && !painting.contains(set, TARGET)
        })?;
        oldest = oldest.min(cut.survey.oldest(is_of_hotfix));
    }
    let furthest = named.iter().map(|node| cut.survey.graph().time(*node)).min();
    let furthest = furthest.map_or(oldest, |furthest| furthest.min(oldest));
    cut.survey.painting.walk_to(furthest)?;
    boundary::check(&cut.survey, &cut.base, furthest)?;
    Ok(Surroundings { hotfixes, named, oldest: oldest.saturating_sub(CLOCK_SKEW) })
}

/// Returns what was visited beside the content and counts: reached by the base or by a lower
/// production tag that was there when the target came.
fn beside(cut: &Cut<'_, '_, '_>, around: &Surroundings) -> Vec<NodeId> {
    let survey = &cut.survey;
    let painting = &survey.painting;
    let graph = survey.graph();
    let counts = |node: &NodeId| {
        let set = painting.set(*node);
        !cut.base.is_content(painting, set)
            && (cut.base.has(painting, set)
                || survey.seeds_in(set).any(|seed| survey.is_lower(seed) && survey.is_dated(seed)))
    };
    let picked = memmem::Finder::new(b"(cherry picked from");
    let matters = |node: &NodeId| {
        graph.time(*node) >= around.oldest
            || around.named.contains(node)
            || picked.find(graph.raw(*node).message).is_some()
    };
    painting.visited().iter().copied().filter(|node| matters(node) && counts(node)).collect()
}

/// Where every commit went.
struct Places {
    merges: Vec<CommitId>,
    reverted: Vec<Reverted>,
    duplicates: Vec<Duplicate>,
    /// What is left: commits of changes.
    listed: Vec<NodeId>,
}

/// Merges first, then what cancels, then copies; the rest makes changes.
fn places(
    cut: &Cut<'_, '_, '_>,
    content: &Content,
    undone: &Undone,
    kin: &Kin,
    reverts: &Reverts,
) -> Places {
    let graph = cut.survey.graph();
    let mut places = Places {
        merges: Vec::new(),
        reverted: Vec::new(),
        duplicates: Vec::new(),
        listed: Vec::new(),
    };
    let mut left: Vec<NodeId> = Vec::new();
    for (node, commit) in content.iter() {
        if is_merge(commit) || cut.is_squash(node) {
            places.merges.push(commit.id);
        } else if let Some((role, with)) = reverts.cancelled.get(&node) {
            let with = with.iter().map(|node| graph.id(*node)).collect();
            places.reverted.push(Reverted { commit: commit.id, role: *role, with });
        } else if let Some(duplicate) = in_base(cut, undone, kin, node) {
            places.duplicates.push(duplicate);
        } else {
            left.push(node);
        }
    }
    let (listed, copies) = pick(graph, content, kin, left);
    places.listed = listed;
    places.duplicates.extend(copies);
    places
}

/// Of equivalents the one listed is the one that others name, else the earlier committed.
pub(super) fn pick(
    graph: &Graph<'_>,
    content: &Content,
    kin: &Kin,
    mut left: Vec<NodeId>,
) -> (Vec<NodeId>, Vec<Duplicate>) {
    left.sort_by_cached_key(|node| (!kin.is_named(*node), graph.time(*node), graph.id(*node)));
    let mut listed: NodeHashSet = NodeHashSet::default();
    let mut copies = Vec::new();
    for node in left {
        match kin.of(node).iter().find(|(copy, _)| listed.contains(copy)) {
            Some((of, by)) => copies.push(Duplicate {
                commit: graph.id(node),
                of: graph.id(*of),
                by: *by,
                tag: None,
            }),
            None => {
                listed.insert(node);
            }
        }
    }
    let mut listed: Vec<NodeId> = listed.into_iter().collect();
    listed.sort_by_key(|node| content.position(*node));
    (listed, copies)
}

/// Returns the copy that the base has, and has not taken back.
fn in_base(cut: &Cut<'_, '_, '_>, undone: &Undone, kin: &Kin, node: NodeId) -> Option<Duplicate> {
    let painting = &cut.survey.painting;
    let has = |node: NodeId| cut.base.has(painting, painting.set(node));
    let graph = cut.survey.graph();
    let mut copies: Vec<(NodeId, SameBy)> =
        kin.of(node).iter().copied().filter(|(copy, _)| has(*copy)).collect();
    copies.sort_by_key(|(_, by)| *by);
    let (of, by) = copies.into_iter().find(|(copy, _)| !undone.is_undone(*copy, &has))?;
    let tag = cut.base.end.as_ref().map(|end| end.name.clone());
    Some(Duplicate { commit: graph.id(node), of: graph.id(of), by, tag })
}

/// Returns the tags whose changes the user notes leave out: the base is out already, what remains
/// is the replaced release. Nothing is left out of a range that somebody typed.
fn omitted(cut: &Cut<'_, '_, '_>, sources: &Sources<'_>) -> Vec<Colour> {
    let marks = sources.config.notes.shipped_before == crate::config::notes::ShippedBefore::Mark;
    if cut.base.rule == BaseRule::Explicit || marks {
        return Vec::new();
    }
    cut.replaces.iter().map(|seed| seed.colour).collect()
}

/// Commits of which is asked whether they touch nothing but one folder: that of the release's own
/// documents.
struct Folder {
    repository: Repository,
    name: String,
    /// Each with the trees before and after it; none where the target has no such folder.
    commits: Vec<(NodeId, CommitId, CommitId)>,
}

impl Folder {
    fn of_documents(
        cut: &Cut<'_, '_, '_>,
        sources: &Sources<'_>,
        nodes: impl Iterator<Item = NodeId>,
    ) -> Result<Self, git::Error> {
        let graph = cut.survey.graph();
        let (repository, name) = (sources.repository, sources.config.documents.folder.as_str());
        let mut commits = Vec::new();
        if repository.has_path(graph.id(cut.survey.target), name)? {
            for node in nodes.filter(|node| graph.parents(*node).len() < 2) {
                if let Some(before) = graph.tree_of_parent(node)? {
                    commits.push((node, before, graph.raw(node).tree()));
                }
            }
        }
        Ok(Self { repository: repository.share(), name: name.to_owned(), commits })
    }

    /// Returns the commits that touch nothing else.
    fn commits(&self) -> Result<BTreeSet<NodeId>, git::Error> {
        let mut found = BTreeSet::new();
        for (node, before, after) in &self.commits {
            if self.repository.differ_only_in(*before, *after, &self.name)? {
                found.insert(*node);
            }
        }
        Ok(found)
    }
}

/// Adds up where every commit went; `elsewhere` are merges, what cancels, and copies.
pub(super) fn account(
    content: &Content,
    changes: &[Change],
    documents: &BTreeSet<NodeId>,
    elsewhere: [usize; 3],
) -> Accounting {
    let commits_of = |counts: &dyn Fn(&Change) -> bool| {
        let of = changes.iter().filter(|change| counts(change));
        of.flat_map(|change| change.commits.iter().copied()).collect::<BTreeSet<_>>()
    };
    let all = commits_of(&|_| true);
    let user = commits_of(&Change::is_for_users);
    let told = commits_of(&|change| change.in_user_notes);
    let [merges, reverted, duplicates] = elsewhere;
    let placed = all.len() + merges + reverted + duplicates;
    let of_documents = documents.iter().filter_map(|node| content.get(*node));
    Accounting {
        in_range: content.commits.len(),
        user: user.len(),
        internal: all.len() - user.len(),
        duplicates,
        reverted,
        merges,
        unaccounted: content.commits.len().abs_diff(placed),
        shipped_before: commits_of(&|change| change.first_shipped_in.is_some()).len(),
        documents: of_documents.filter(|commit| all.contains(&commit.id)).count(),
        not_in_user_notes: all.len() - told.len(),
    }
}
