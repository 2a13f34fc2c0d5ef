//! What runs in production and is not in this release: the loudest warning of all.
//!
//! A commit that a hotfix of the base's or the replaced release's minor line shipped first, such
//! that the target reaches neither it nor an equivalent, or only together with a revert of each.

use std::collections::BTreeSet;

use crate::config::Flow;
use crate::config::commits::{Commits, Kind};
use crate::config::tags::HotfixStyle;
use crate::history::{Colour, NodeHashSet, NodeId};
use crate::version::Stage;

use super::content::{self, Content, is_merge};
use super::cut::{Cut, Sources};
use super::kin::Kin;
use super::model::{Commit, Lack, RevertRole};
use super::revert::Reverts;
use super::survey::{CANDIDATE, Seed, Survey, TARGET};
use super::undone::Undone;
use super::version_only;

/// The tags whose fixes must be in the target.
pub(super) fn hotfix_seeds(cut: &Cut<'_, '_, '_>, sources: &Sources<'_>) -> Vec<Seed> {
    let survey = &cut.survey;
    let base = cut.base.end.as_ref().and_then(|end| end.version);
    let replaced = cut.replaces.map(|seed| seed.version);
    let lines: Vec<(u64, u64)> =
        base.into_iter().chain(replaced).map(|version| version.version.line()).collect();
    let target_line = cut.range.to.version.map(|version| version.version.line());
    let counts = |seed: &Seed| {
        let version = seed.version.version;
        let line = version.line();
        match seed.version.stage {
            Stage::Hotfix(_) => lines.contains(&line),
            Stage::Final if version.patch > 0 => {
                let succeeded = target_line.is_none_or(|target| line < target);
                let by_style = sources.config.tags.hotfix_style == HotfixStyle::Patch;
                let by_flow = sources.config.flow == Flow::Trunk;
                let replaced_line = replaced.is_some_and(|it| it.version.line() == line);
                succeeded && (by_style && lines.contains(&line) || by_flow && replaced_line)
            }
            _ => false,
        }
    };
    let lower = |seed: &&Seed| survey.is_lower(seed) && survey.is_dated(seed);
    survey.seeds.iter().filter(|seed| counts(seed)).filter(lower).copied().collect()
}

/// Returns the visited commits that one of these tags shipped first.
pub(super) fn shipped_first_in(survey: &Survey<'_, '_, '_>, seeds: &[Seed]) -> NodeHashSet {
    let colours: Vec<Colour> = seeds.iter().map(|seed| seed.colour).collect();
    let painting = &survey.painting;
    let first = |node: &NodeId| survey.seeds_in(painting.set(*node)).next();
    let visited = painting.visited().iter().copied();
    visited.filter(|node| first(node).is_some_and(|seed| colours.contains(&seed.colour))).collect()
}

/// What the search for lost fixes looks at.
pub(super) struct Hotfixes<'a, 'g, 'r, 't> {
    pub(super) cut: &'a Cut<'g, 'r, 't>,
    pub(super) sources: &'a Sources<'a>,
    pub(super) content: &'a Content,
    pub(super) others: &'a Content,
    pub(super) kin: &'a Kin,
    pub(super) reverts: &'a Reverts,
    pub(super) undone: &'a Undone,
    /// Commits that a hotfix shipped first.
    pub(super) shipped: &'a NodeHashSet,
    /// Of them, those that touch nothing but documents.
    pub(super) documents: &'a BTreeSet<NodeId>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) lacks: Vec<Lack>,
    /// Subject and tag of hotfix commits that no candidate had.
    pub(super) untested: Vec<(String, String)>,
    /// How many further commits have no equivalent, where only fixes are listed.
    pub(super) unlisted: usize,
}

impl Hotfixes<'_, '_, '_, '_> {
    /// Looks at every commit that a hotfix shipped first, oldest first.
    pub(super) fn search(&self) -> Found {
        let mut found = Found::default();
        let survey = &self.cut.survey;
        let both = self.others.iter().rev().chain(self.content.iter().rev());
        for (node, commit) in both.filter(|(node, _)| self.shipped.contains(node)) {
            if is_merge(commit)
                || commit.by_bot
                || self.documents.contains(&node)
                || is_version_bump(commit)
            {
                continue;
            }
            let Some(seed) = survey.seeds_in(survey.painting.set(node)).next() else { continue };
            let reached: Vec<NodeId> = self.copies(node, TARGET).collect();
            let lost = reached.iter().all(|copy| self.is_taken_back(*copy));
            let certain = matches!(seed.version.stage, Stage::Hotfix(_));
            if lost && !certain && !is_fix(commit, &self.sources.config.commits) {
                found.unlisted += 1;
            } else if lost {
                found.lacks.push(Lack {
                    commit: commit.id,
                    tag: survey.name(seed).to_owned(),
                    subject: commit.message.subject.clone(),
                    tickets: commit.message.tickets.iter().map(|ticket| ticket.0.clone()).collect(),
                    certain,
                });
            } else if self.has_candidate() && self.copies(node, CANDIDATE).next().is_none() {
                let subject = commit.message.subject.clone();
                found.untested.push((subject, survey.name(seed).to_owned()));
            }
        }
        found
    }

    /// Returns a commit and its equivalents, as far as a colour reaches them.
    fn copies(&self, node: NodeId, colour: Colour) -> impl Iterator<Item = NodeId> + '_ {
        let kin = self.kin.of(node).iter().map(|(copy, _)| *copy);
        let all = std::iter::once(node).chain(kin);
        all.filter(move |node| self.cut.survey.painting.has(*node, colour))
    }

    fn has_candidate(&self) -> bool {
        self.cut.candidate.is_some()
    }

    /// Returns whether a revert that the target reaches undoes a commit.
    fn is_taken_back(&self, node: NodeId) -> bool {
        let cancelled = self.reverts.cancelled.get(&node);
        cancelled.is_some_and(|(role, _)| *role == RevertRole::Target)
            || self.undone.is_undone(node, &|revert| self.cut.survey.painting.has(revert, TARGET))
    }
}

/// Returns whether a commit only writes the version down: nothing that a release could lack.
pub fn is_version_bump(commit: &Commit) -> bool {
    let conventional = commit.message.conventional.as_ref();
    let by_type = conventional.is_some_and(|message| {
        let is_release = |word: &str| word.eq_ignore_ascii_case("release");
        is_release(&message.kind) || message.scope.as_deref().is_some_and(is_release)
    });
    // `redis: bump to 7.0.1` and `chore(redis): …` speak of something else, `chore: …` does not.
    let by_description = conventional.is_some_and(|message| {
        let is_of_all = message.kind.eq_ignore_ascii_case("chore")
            && message.scope.as_deref().is_none_or(|scope| scope == "*");
        let is_alone = content::own_pull_request(commit).is_none();
        is_of_all && is_alone && version_only::is_version_only(&message.description)
    });
    by_type || by_description || version_only::writes_version(commit)
}

fn is_fix(commit: &Commit, rules: &Commits) -> bool {
    let kind =
        commit.message.conventional.as_ref().and_then(|message| rules.kind_of(&message.kind));
    matches!(kind, Some(Kind::Fix | Kind::Security))
}
