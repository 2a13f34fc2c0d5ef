//! What core says of histories against what git says of them: every fixture, random histories full of
//! merges, and repositories in every shape in which people have them.

mod damage;
mod messages;
mod opening;
mod random;
mod ranges;
mod shallow;

use std::collections::BTreeSet;

use relnotes_core::release::model::Release;
use relnotes_testkit::{Fixture, Oracle, TestRepo};

use crate::support::brute::Brute;
use crate::support::{Session, check_accounting};

/// A history with all that judges it.
struct History {
    name: String,
    _repo: TestRepo,
    session: Session,
    git: Oracle,
    brute: Brute,
}

impl History {
    fn new(name: &str, repo: TestRepo) -> Self {
        let session = Session::open(repo.path());
        let git = Oracle::new(repo.path());
        let brute = Brute::read(&git);
        Self { name: name.to_owned(), _repo: repo, session, git, brute }
    }

    fn fixture(name: &str) -> Self {
        Self::new(name, Fixture::load(name).build())
    }

    fn tags(&self) -> Vec<String> {
        self.brute.tags.iter().map(|tag| tag.name.clone()).collect()
    }

    /// Cuts `from..to` and compares content, ends and accounting.
    fn check_range(&self, from: &str, to: &str) {
        let what = format!("{}: {from}..{to}", self.name);
        let release = self.session.release(&format!("{from}..{to}"));
        let (a, b) = (self.brute.tag(from), self.brute.tag(to));
        let (a_reach, b_reach) = (self.brute.stands_for(a), self.brute.stands_for(b));
        let content = b_reach.without(&a_reach);
        self.check_content(&release, &self.brute.ids_of(&content), &what);
        let range = &release.range;
        let only_in_from = a_reach.without(&b_reach).len();
        assert_eq!(range.only_in_from, only_in_from, "{what}: only in from");
        assert_eq!(range.from_is_ancestor, Some(b_reach.has(a.commit)), "{what}: ancestor");
        let squashed =
            a_reach != *self.brute.reach(a.commit) || b_reach != *self.brute.reach(b.commit);
        if !squashed {
            let best = self.brute.merge_bases(a.commit, b.commit);
            let ours = range.merge_base.map(|id| id.to_string());
            match (best.len(), ours) {
                (0, ours) => assert_eq!(ours, None, "{what}: merge base"),
                (_, ours) => assert!(
                    ours.as_ref().is_some_and(|ours| best.contains(ours)),
                    "{what}: merge base {ours:?} is none of {best:?}"
                ),
            }
        }
        self.check_first_shipped(&release, to, &what);
    }

    /// Cuts a tag from its base and compares base, rule, count, replaced release, content.
    fn check_base(&self, to: &str) {
        let what = format!("{}: {to}", self.name);
        let target = self.brute.tag(to);
        let expected = self.brute.base(target);
        let release = self.session.release(to);
        let base = release.range.from.as_ref().map(|end| end.name.clone());
        assert_eq!(
            (base, release.base_rule.as_str(), release.commits.len()),
            (expected.tag.clone(), expected.rule, expected.commits),
            "{what}: base"
        );
        let explained = self.session.explain(to);
        assert_eq!(
            (explained.base.clone(), explained.rule.as_str(), explained.commits),
            (expected.tag, expected.rule, expected.commits),
            "{what}: explained base"
        );
        self.check_contenders(to, &explained.contenders);
        let replaced = self.brute.replaced(target).map(|tag| tag.name.clone());
        assert_eq!(release.replaces, replaced, "{what}: replaced release");
        assert_eq!(explained.replaces, replaced, "{what}: replaced release");
        check_accounting(&release, &what);
        self.check_first_shipped(&release, to, &what);
    }

    /// Every count that `why` prints is `git rev-list --count TARGET --not TAG`.
    fn check_contenders(&self, to: &str, contenders: &[relnotes_core::release::Contender]) {
        let target = self.brute.tag(to);
        let reach = self.brute.stands_for(target);
        let candidate = |name: &str| self.brute.tag(name).stage.0 == 0;
        for contender in contenders.iter().filter(|it| !candidate(&it.tag)) {
            let tag = self.brute.tag(&contender.tag);
            let what = format!("{}: why {to}: {contender:?}", self.name);
            assert_eq!(contender.is_ancestor, reach.has(tag.commit), "{what}");
            let count = reach.without(&self.brute.stands_for(tag)).len();
            if let Some(commits) = contender.commits {
                assert_eq!(commits, count, "{what}");
            }
        }
    }

    fn check_content(&self, release: &Release, expected: &BTreeSet<String>, what: &str) {
        let order: Vec<String> = release.commits.iter().map(|it| it.id.to_string()).collect();
        assert_eq!(order.iter().cloned().collect::<BTreeSet<_>>(), *expected, "{what}: content");
        assert_eq!(order.len(), expected.len(), "{what}: a commit twice");
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for commit in &release.commits {
            let early = commit.parents.iter().find(|parent| seen.contains(&parent.to_string()));
            assert_eq!(early, None, "{what}: a parent stands before {}", commit.id);
            seen.insert(commit.id.to_string());
        }
        check_accounting(release, what);
    }

    /// By ancestry alone; an equivalent may only lead to a lower tag.
    fn check_first_shipped(&self, release: &Release, to: &str, what: &str) {
        let read = self.session.tags.iter().filter(|tag| tag.release.is_some());
        if read.count() != self.brute.tags.len() {
            // Near-misses are tags too: the brute force of the tests does not read them.
            return;
        }
        let target = self.brute.tag(to);
        let place = |name: &str| self.brute.tags.iter().position(|tag| tag.name == name);
        for change in &release.changes {
            for id in &change.commits {
                let commit = self.brute.find(&id.to_string());
                let by_ancestry =
                    self.brute.first_shipped_in(target, commit).map(|tag| tag.name.as_str());
                let ours = change.first_shipped_in.as_deref();
                let has_copy = change.shipped_as.iter().any(|copy| copy.commit == *id);
                let lower = has_copy
                    && by_ancestry.is_none_or(|tag| {
                        ours.and_then(place).is_some_and(|ours| Some(ours) <= place(tag))
                    });
                assert!(
                    lower || ours == by_ancestry,
                    "{what}: {id} first in {ours:?}, git says {by_ancestry:?}"
                );
            }
        }
    }
}
