//! The branches of a clone: local and remote-tracking ones of the same name count once.

use crate::branch::{BranchKind, classify};
use crate::config::branches::Branches;
use crate::git::BranchRef;
use crate::history::{History, NodeId};
use crate::id::CommitId;
use crate::release::Sources;

use super::checkout::Checkout;

/// A branch by its name, wherever its refs are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The name without a remote.
    pub name: String,
    /// The full names of its refs; none where only the CI's variables name it.
    pub refs: Vec<String>,
    /// What it is by its name.
    pub kind: BranchKind,
    /// Its tip. Of a local and a remote-tracking ref the one that reaches the other; where they
    /// went apart, the local one.
    pub tip: NodeId,
    /// The id of the tip.
    pub commit: CommitId,
}

impl Branch {
    /// Returns whether it is only a local branch of this clone.
    pub fn is_local_only(&self) -> bool {
        self.refs.iter().all(|name| name.starts_with("refs/heads/"))
    }

    /// Returns the remote that has it, for `git push REMOTE`.
    pub fn remote(&self) -> Option<&str> {
        let name = self.refs.iter().find_map(|name| name.strip_prefix("refs/remotes/"))?;
        name.split('/').next()
    }
}

/// Adds the branch that a CI checked out without a ref: its tip is HEAD, or where HEAD is the merge of a
/// pull request, the parent that its target has not.
pub(super) fn add_checkout(
    branches: &mut Vec<Branch>,
    checkout: &Checkout,
    head: Option<NodeId>,
    sources: &Sources<'_>,
    history: &History<'_>,
) {
    let (Some(name), Some(head)) = (&checkout.branch, head) else { return };
    if branches.iter().any(|branch| branch.name == *name) {
        return;
    }
    let target = branches.iter().find(|branch| Some(&branch.name) == checkout.target.as_ref());
    let tip = match (history.graph().parents(head), target) {
        ([first, second], Some(target)) if checkout.merger.is_some() => {
            if history.reaches(target.tip, *second) { *first } else { *second }
        }
        _ => head,
    };
    branches.push(Branch {
        name: name.clone(),
        refs: Vec::new(),
        kind: classify(&sources.config.branches, name),
        tip,
        commit: history.graph().id(tip),
    });
    branches.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Puts refs of one name together. Of several remotes only `origin` counts, if there is one: forks
/// have branches of their own.
pub(super) fn branches(
    refs: &[BranchRef],
    config: &Branches,
    history: &History<'_>,
) -> Vec<Branch> {
    const ORIGIN: &str = "refs/remotes/origin/";
    let has_origin = refs.iter().any(|branch| branch.name.starts_with(ORIGIN));
    let mut branches: Vec<Branch> = Vec::new();
    for branch in refs {
        let is_of_fork = branch.name.starts_with("refs/remotes/")
            && has_origin
            && !branch.name.starts_with(ORIGIN);
        let name = branch.short_name();
        let (false, false, Some(tip)) = (is_of_fork, name == "HEAD", history.find(branch.commit))
        else {
            continue;
        };
        match branches.iter_mut().find(|known| known.name == name) {
            Some(known) => {
                known.refs.push(branch.name.clone());
                if history.reaches(tip, known.tip) {
                    (known.tip, known.commit) = (tip, branch.commit);
                }
            }
            None => branches.push(Branch {
                name: name.to_owned(),
                refs: vec![branch.name.clone()],
                kind: classify(config, name),
                tip,
                commit: branch.commit,
            }),
        }
    }
    branches.sort_by(|a, b| a.name.cmp(&b.name));
    branches
}
