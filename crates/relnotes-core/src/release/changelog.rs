//! All releases of a history: every commit under the lowest production tag that reaches it, once.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use crate::git;
use crate::history::{Graph, NodeHashSet, NodeId, NodeMap, Taken};
use crate::id::CommitId;
use crate::side_by_side::side_by_side;
use crate::tag::Tag;

use super::assemble::{account, pick};
use super::change::{self, Material};
use super::content::{Content, is_merge};
use super::cut::{Error, Request, Sources};
use super::kin::{self, Field, Kin};
use super::model::{Accounting, BaseRule, Endpoint, Range, Release, RevertRole, Reverted};
use super::overrides;
use super::ownership::{self, Owners};
use super::patches::Comparison;
use super::resolve;
use super::revert::{self, Reverts, Scene};
use super::survey::tag_date;
use super::undone::Undone;

/// Cuts every release and makes something of each, the lowest first; last of what is unreleased at
/// the end that was asked for.
///
/// This thread walks the history; others understand what it found and run `each`. Where they do
/// not keep up, it helps them.
///
/// # Errors
/// Where a part of the history is missing or damaged; and what `each` fails with.
pub fn changelog<T: Send, E: From<Error> + Send>(
    sources: &Sources<'_>,
    request: &Request,
    each: impl Fn(Release) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let of_git = |error: git::Error| E::from(Error::from(error));
    let Sources { tags, config, mailmap, parser, briefs, enrichment, .. } = *sources;
    let repository = sources.repository.share();
    let (send, receive) = mpsc::sync_channel::<Section>(WAITING);
    let receive = Mutex::new(receive);
    let next = || receive.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
    let has_failed = AtomicBool::new(false);
    let work = |section: Section, sources: &Sources<'_>| {
        let at = section.at;
        let made = section.release(sources).map_err(of_git).and_then(&each);
        has_failed.fetch_or(made.is_err(), Ordering::Relaxed);
        made.map(|made| (at, made))
    };
    let (next, work) = (&next, &work);
    let help = move || -> Made<T, E> {
        let repository = &repository;
        let sources = Sources { repository, tags, config, mailmap, parser, briefs, enrichment };
        std::iter::from_fn(next).map(|section| work(section, &sources)).collect()
    };
    let walk = || -> Made<T, E> {
        let mut made = Vec::new();
        sections(sources, request, |section| match send.try_send(section) {
            Err(mpsc::TrySendError::Full(section)) if !has_failed.load(Ordering::Relaxed) => {
                made.push(work(section, sources)?);
                Ok(())
            }
            // Where the helper failed it will say why.
            _ => Ok::<(), E>(()),
        })?;
        drop(send);
        while let Some(section) = next() {
            made.push(work(section, sources)?);
        }
        Ok(made)
    };
    let (helped, walked) = side_by_side(help, walk);
    let mut made = walked?;
    made.extend(helped?);
    made.sort_by_key(|(at, _)| *at);
    Ok(made.into_iter().map(|(_, made)| made).collect())
}

/// What was made of some releases, each with its place among all.
type Made<T, E> = Result<Vec<(usize, T)>, E>;

/// How many releases may wait for the helper.
const WAITING: usize = 16;

/// The commits of a release, not understood yet.
struct Section {
    at: usize,
    commits: Vec<Taken>,
    head: CommitId,
    from: Option<Endpoint>,
    to: Endpoint,
}

/// Walks the history release by release.
fn sections<E: From<Error>>(
    sources: &Sources<'_>,
    request: &Request,
    mut hand_over: impl FnMut(Section) -> Result<(), E>,
) -> Result<(), E> {
    let of_git = |error: git::Error| E::from(Error::from(error));
    let mut graph = Graph::new(sources.repository);
    let mut assigned = Assigned::default();
    let mut previous: Option<Endpoint> = None;
    let mut at = 0;
    for tag in sources.tags.iter().filter(|tag| tag.production().is_some()) {
        let node = match graph.load(tag.commit) {
            Ok(node) => node,
            Err(git::Error::NotACommit { .. }) => continue,
            Err(error) => return Err(of_git(error)),
        };
        let to = endpoint(&graph, tag, node);
        let commits = assigned.take(&mut graph, node).map_err(of_git)?;
        hand_over(Section {
            at,
            commits,
            head: tag.commit,
            from: previous.take(),
            to: to.clone(),
        })?;
        previous = Some(to);
        at += 1;
    }
    let to = resolve::target(&mut graph, sources, request).map_err(of_git)?;
    let node = graph.load(to.commit).map_err(of_git)?;
    let commits = assigned.take(&mut graph, node).map_err(of_git)?;
    if !commits.is_empty() {
        hand_over(Section { at, commits, head: to.commit, from: previous, to })?;
    }
    Ok(())
}

/// Which commits are under a tag already.
#[derive(Default)]
struct Assigned {
    taken: Vec<bool>,
}

impl Assigned {
    /// Takes everything that a commit reaches and nobody took.
    fn take(&mut self, graph: &mut Graph<'_>, head: NodeId) -> Result<Vec<Taken>, git::Error> {
        let mut nodes = Vec::new();
        let mut stack = vec![head];
        while let Some(node) = stack.pop() {
            if self.taken.len() <= node.index() {
                self.taken.resize((node.index() + 1).next_power_of_two(), false);
            }
            if std::mem::replace(&mut self.taken[node.index()], true) {
                continue;
            }
            nodes.push(node);
            if graph.is_boundary(node) {
                return Err(git::Error::Shallow { boundary: graph.id(node) });
            }
            for at in 0..graph.parents(node).len() {
                let parent = graph.load_parent(node, at)?;
                stack.push(parent);
            }
        }
        Ok(nodes.into_iter().map(|node| graph.take(node)).collect())
    }
}

fn endpoint(graph: &Graph<'_>, tag: &Tag, node: NodeId) -> Endpoint {
    let date = tag_date(graph, tag, node);
    Endpoint {
        name: tag.name.clone(),
        commit: tag.commit,
        tag: Some(tag.name.clone()),
        version: tag.release,
        date,
        deadline: date.seconds,
    }
}

impl Section {
    /// Understands the commits and makes a release of them.
    fn release(self, sources: &Sources<'_>) -> Result<Release, git::Error> {
        let (mut graph, nodes) = Graph::of(sources.repository, self.commits);
        let content = Content::read(&graph, &nodes, sources);
        let nothing = Content::read(&graph, &[], sources);
        let heads: Vec<NodeId> = graph.find(self.head).into_iter().collect();
        let owners = ownership::owners(&graph, &content, &heads, sources);
        let field = Field {
            content: &content,
            others: &nothing,
            owners: &owners,
            focus: &NodeHashSet::default(),
            patches: Comparison::Words,
        };
        let kin = kin::kin(&mut graph, &field)?;
        let scene = Scene {
            content: &content,
            others: &nothing,
            owners: &owners,
            kin: &kin,
            // Asked for only of what was shipped before: here nothing was.
            undone: &Undone::default(),
            is_shipped: |_| false,
        };
        let reverts = revert::reverts(&mut graph, &scene)?;
        Ok(describe(&graph, sources, content, &owners, &kin, &reverts, (self.from, self.to)))
    }
}

fn describe(
    graph: &Graph<'_>,
    sources: &Sources<'_>,
    content: Content,
    owners: &Owners,
    kin: &Kin,
    reverts: &Reverts,
    (from, to): (Option<Endpoint>, Endpoint),
) -> Release {
    let is_cancelled = |node: NodeId| reverts.cancelled.get(&node);
    let merges: Vec<CommitId> =
        content.commits.iter().filter(|it| is_merge(it)).map(|commit| commit.id).collect();
    let rest = content.iter().filter(|(node, it)| !is_merge(it) && is_cancelled(*node).is_none());
    let (listed, duplicates) = pick(graph, &content, kin, rest.map(|(node, _)| node).collect());
    let reverted = content.iter().filter_map(|(node, commit)| {
        let (role, with): &(RevertRole, BTreeSet<NodeId>) = is_cancelled(node)?;
        let with = with.iter().map(|node| graph.id(*node)).collect();
        Some(Reverted { commit: commit.id, role: *role, with })
    });
    let reverted: Vec<Reverted> = reverted.collect();
    let documents = BTreeSet::new();
    let standing: &NodeMap<Vec<CommitId>> = &reverts.standing;
    let material = Material {
        content: &content,
        owners,
        sources,
        shipped: None,
        standing,
        documents: &documents,
        omitted: &[],
    };
    let mut changes = change::changes(&material, &listed);
    let notes = sources.notes_of(to.version);
    let (warnings, _) = overrides::apply(&mut changes, &material, notes);
    let accounting: Accounting =
        account(&content, &changes, &documents, [merges.len(), reverted.len(), duplicates.len()]);
    let base_rule = if from.is_some() { BaseRule::Ancestor } else { BaseRule::First };
    Release {
        range: Range {
            from,
            to,
            merge_base: None,
            from_is_ancestor: None,
            explicit: false,
            only_in_from: 0,
        },
        base_rule,
        replaces: None,
        changes,
        duplicates,
        reverted,
        merges,
        lacks: Vec::new(),
        tickets: std::collections::BTreeMap::new(),
        warnings,
        accounting,
        commits: content.commits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::NO_BRIEFS;
    use crate::release::regressions::with_sources;

    #[derive(Debug, PartialEq, Eq)]
    struct Failed(String);

    impl From<Error> for Failed {
        fn from(error: Error) -> Self {
            Self(error.to_string())
        }
    }

    /// Returns what `each` makes of more releases than may wait.
    fn made(
        each: impl Fn(Release) -> Result<String, Failed> + Sync,
    ) -> (Vec<String>, Result<Vec<String>, Failed>) {
        let names: Vec<String> = (0..3 * WAITING).map(|number| format!("v1.{number}.0")).collect();
        let release = |name| format!("commit \"feat: {name}\"\ntag {name}\n");
        let history = names.iter().map(release).collect::<String>() + "commit \"fix: last\"\n";
        let made = with_sources(&history, "HEAD", &NO_BRIEFS, |sources, request| {
            changelog(sources, request, each)
        });
        (names, made)
    }

    fn name(release: &Release) -> String {
        release.range.to.name.clone()
    }

    #[test]
    fn releases_come_in_their_order_whichever_thread_made_them() {
        let (mut names, made) = made(|release| {
            std::thread::yield_now();
            Ok(name(&release))
        });
        names.push("HEAD".to_owned());
        assert_eq!(made.unwrap(), names);
    }

    #[test]
    fn what_fails_is_told_and_ends_it() {
        for failing in ["v1.0.0", "v1.7.0", "v1.47.0", "HEAD"] {
            let (_, made) = made(|release| match name(&release) {
                name if name == failing => Err(Failed(name)),
                name => Ok(name),
            });
            assert_eq!(made, Err(Failed(failing.to_owned())));
        }
    }
}
