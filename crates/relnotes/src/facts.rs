//! What the lint looks at: the repository as a whole, and the pipelines of one commit.

use relnotes_core::evidence::Evidence;
use relnotes_core::id::CommitId;
use relnotes_core::person::Time;
use relnotes_core::pipeline::Pipelines;
use relnotes_core::policy::{Checkout, Facts, Level, OpenRelease, find};
use relnotes_core::release::{self, Outcome, RangeSpec, Request, Scope};
use relnotes_core::tag::Tag;
use relnotes_core::version::ReleaseVersion;

use crate::draft::{bundle, state};
use crate::failure::Failure;
use crate::hints::{of_gather, of_git, of_release};
use crate::load::Session;
use crate::pipelines;

/// Gathers what rules look at, with the pipelines of HEAD; before the first commit there are none.
pub(crate) fn gather(
    session: &Session,
    checkout: Checkout,
    now: i64,
) -> Result<Facts<'_>, Failure> {
    let head = session.repository.resolve("HEAD").ok().map(|head| head.commit);
    gather_with(session, checkout, now, head)
}

/// Gathers what rules look at, with the pipelines of a commit.
pub(crate) fn gather_with(
    session: &Session,
    checkout: Checkout,
    now: i64,
    commit: Option<CommitId>,
) -> Result<Facts<'_>, Failure> {
    let mut facts = Facts::gather(session.sources(), checkout, now)
        .map_err(|error| of_gather(error, session))?;
    let git = |error| of_git(error, Some(session));
    let samples = pipelines::samples(session).map_err(git)?;
    facts.pipelines = match commit {
        Some(commit) => pipelines::of_commit(&session.repository, commit, &samples).map_err(git)?,
        None => Pipelines::default(),
    };
    Ok(facts)
}

/// Rules that read what the files and the documents of open releases show.
const OF_OPEN: [&str; 6] = ["RN210", "RN403", "RN501", "RN701", "RN702", "RN703"];

/// Looks at the files and the documents of every release that is being prepared, where a rule asks for it.
pub(crate) fn look_at_open(facts: &mut Facts<'_>, session: &Session) -> Result<(), Failure> {
    let levels = &session.config.policy.levels;
    let is_asked = |code: &&str| find(code).is_some_and(|rule| levels.of(rule) > Level::Allow);
    if !OF_OPEN.iter().any(is_asked) {
        return Ok(());
    }
    let found: Vec<(String, CommitId, Option<Tag>)> = facts
        .open_releases()
        .map(|(line, branch)| {
            let tags = line.tags.iter().map(|at| &session.tags[*at]);
            let first = tags
                .filter(|tag| tag.release.is_some_and(|it| it.is_candidate()))
                .min_by_key(|tag| tag.release);
            (branch.name.clone(), facts.history.graph().id(branch.tip), first.cloned())
        })
        .collect();
    let open = found.into_iter().map(|(branch, tip, first)| open(branch, tip, first, session));
    facts.open = Some(open.collect::<Result<_, _>>()?);
    Ok(())
}

fn open(
    branch: String,
    tip: CommitId,
    first: Option<Tag>,
    session: &Session,
) -> Result<OpenRelease, Failure> {
    let version = release::version_of_branch(&session.sources(), &branch);
    let mut open = OpenRelease {
        branch,
        version: version.map(|version| version.version),
        head: Some(bundle::before_documents(tip, session)?),
        ..OpenRelease::default()
    };
    if let Some(evidence) = against(None, tip, version, session)? {
        open.unread = evidence.reading.unreadable;
        open.facts = evidence.facts;
    }
    if let Some(first) = first
        && let Some(evidence) = against(Some(first.name.clone()), tip, version, session)?
    {
        open.since_candidate = Some((first.name, evidence.facts));
    }
    let folder = &session.config.documents.folder;
    let git = |error| of_git(error, Some(session));
    for entry in session.repository.list_folder(tip, folder).map_err(git)? {
        let state = format!("{folder}/{}/{}", entry.name, state::FILE);
        open.has_documents |= session.repository.has_path(tip, &state).map_err(git)?;
    }
    if let Some(version) = version.map(ReleaseVersion::of_documents) {
        let name = session.name_of(version);
        let shown = format!("{folder}/{name}");
        open.bundle = bundle::of_commit(&session.repository, tip, &shown, &name)?;
    }
    Ok(open)
}

/// What the files of a commit show against its base, or against a tag; nothing where that cannot be cut.
fn against(
    from: Option<String>,
    tip: CommitId,
    version: Option<ReleaseVersion>,
    session: &Session,
) -> Result<Option<Evidence>, Failure> {
    let request = Request {
        range: RangeSpec { from, to: Some(tip.to_string()) },
        as_version: version,
        date: None,
        now: Time { seconds: 0, offset: 0 },
        scope: Scope::Version,
    };
    let outcome =
        release::cut(&session.sources(), &request).map_err(|error| of_release(error, session))?;
    let Outcome::Release(release) = outcome else { return Ok(None) };
    let base = release.range.from.as_ref().map(|from| from.commit);
    let evidence =
        relnotes_evidence::gather(&session.repository, &session.config, &release, &[base])
            .map_err(|error| of_git(error, Some(session)))?;
    Ok(evidence.into_iter().next())
}
