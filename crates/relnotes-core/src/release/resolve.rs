//! From names to commits with a version and a date.

use crate::branch::{self, BranchKind, BranchVersion};
use crate::git::Error;
use crate::history::Graph;
use crate::tag::Tag;
use crate::version::{ReleaseVersion, Stage, Version};

use super::cut::{Request, Scope, Sources};
use super::model::Endpoint;
use super::survey;

/// Finds the newer end, HEAD by default, and the version that it is to have.
pub(super) fn target(
    graph: &mut Graph<'_>,
    sources: &Sources<'_>,
    request: &Request,
) -> Result<Endpoint, Error> {
    let name = request.range.to.as_deref().unwrap_or("HEAD");
    let mut end = endpoint(graph, sources, request, name)?;
    if end.version.is_none() {
        end.version = request.as_version.or_else(|| version_of_branch(sources, name));
    }
    Ok(end)
}

/// Finds the older end where it was typed, or where a candidate follows another.
pub(super) fn older_end(
    graph: &mut Graph<'_>,
    sources: &Sources<'_>,
    request: &Request,
    target: &Endpoint,
) -> Result<Option<Endpoint>, Error> {
    if let Some(name) = &request.range.from {
        return endpoint(graph, sources, request, name).map(Some);
    }
    let is_step = |version: &ReleaseVersion| version.is_candidate() && request.scope == Scope::Step;
    let Some(version) = target.version.filter(is_step) else { return Ok(None) };
    match survey::last_candidate(graph, sources.tags, version)? {
        Some((at, _)) => endpoint(graph, sources, request, &sources.tags[at].name).map(Some),
        None => Ok(None),
    }
}

fn endpoint(
    graph: &mut Graph<'_>,
    sources: &Sources<'_>,
    request: &Request,
    name: &str,
) -> Result<Endpoint, Error> {
    let revision = sources.repository.resolve(name)?;
    let node = graph.load(revision.commit)?;
    let full = revision.reference.as_deref().unwrap_or_default();
    let tag = full.strip_prefix("refs/tags/").map(str::to_owned);
    let known = tag.as_ref().and_then(|name| sources.tags.iter().find(|tag| tag.name == *name));
    let tagger = revision
        .tag_object
        .and_then(|object| sources.repository.read_tag(object).ok())
        .and_then(|object| object.tagger);
    let committed = graph.raw(node).committer().time;
    let date = match (&tag, tagger) {
        (Some(_), Some(tagger)) => tagger.time,
        (Some(_), None) => committed,
        (None, _) => request.date.unwrap_or(request.now),
    };
    let deadline = match (&tag, request.date) {
        (Some(_), _) => date.seconds,
        (None, Some(date)) => date.seconds,
        (None, None) => i64::MAX,
    };
    let version = known.and_then(|tag: &Tag| tag.release);
    let name = tag.clone().unwrap_or_else(|| name.to_owned());
    Ok(Endpoint { name, commit: revision.commit, tag, version, date, deadline })
}

/// Returns the version that a release or hotfix branch prepares; `name` may be HEAD.
pub fn version_of_branch(sources: &Sources<'_>, name: &str) -> Option<ReleaseVersion> {
    let head = sources.repository.head_branch().filter(|_| name == "HEAD");
    let full = head.as_deref().unwrap_or(name);
    let short = full.trim_start_matches("refs/heads/").trim_start_matches("refs/remotes/");
    let without_remote = short.strip_prefix("origin/").unwrap_or(short);
    let (version, is_hotfix) = match branch::classify(&sources.config.branches, without_remote) {
        BranchKind::Release(version) => (version?, false),
        BranchKind::Hotfix(version) => (version?, true),
        _ => return None,
    };
    let BranchVersion { major, minor, patch: Some(patch) } = version else { return None };
    let version = Version { major, minor, patch };
    let stage = if is_hotfix { next_hotfix(sources, version) } else { Stage::Final };
    Some(ReleaseVersion { version, stage })
}

fn next_hotfix(sources: &Sources<'_>, version: Version) -> Stage {
    let numbers = sources.tags.iter().filter_map(|tag| match tag.release? {
        ReleaseVersion { version: of, stage: Stage::Hotfix(number) } if of == version => {
            Some(number)
        }
        _ => None,
    });
    Stage::Hotfix(numbers.max().map_or(sources.config.tags.first_number, |last| last + 1))
}
