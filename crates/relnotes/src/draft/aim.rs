//! Which release is drafted, from which commit, in which folder.

use relnotes_core::id::CommitId;
use relnotes_core::release::{self, Request};
use relnotes_core::version::ReleaseVersion;

use crate::draft::bundle::before_documents;
use crate::env::Env;
use crate::failure::Failure;
use crate::hints::of_release;
use crate::load::Session;
use crate::request::{self, request};

/// What is drafted.
pub(crate) struct Aim {
    /// What the documents are made from. Its target is never a commit of documents alone, so that a draft after the
    /// commit of a draft is the same.
    pub(crate) request: Request,
    /// The branch that is drafted; none of a tag or a commit.
    pub(crate) branch: Option<String>,
    /// What the target is called in the documents: a tag or a branch.
    pub(crate) shown: String,
    /// The release that the documents are of: of a candidate the final.
    pub(crate) version: ReleaseVersion,
    /// The same, as its tag is called.
    pub(crate) name: String,
    /// The last commit that is not one of documents.
    pub(crate) head: CommitId,
}

impl Aim {
    /// Finds the release: what was typed, else the branch that is checked out, else what CI says is built.
    pub(crate) fn of(
        typed: request::Typed<'_>,
        session: &Session,
        env: &Env,
    ) -> Result<Self, Failure> {
        let mut request = request(typed, session, env)?;
        let built = Built::of(typed.range, session, env);
        if request.as_version.is_none()
            && let Some(branch) = built.branch.as_deref()
        {
            request.as_version = release::version_of_branch(&session.sources(), branch);
        }
        if typed.range.is_none()
            && let Some(tag) = &built.tag
        {
            request.range.to = Some(format!("refs/tags/{tag}"));
        }
        let target = release::target(&session.sources(), &request)
            .map_err(|error| of_release(error, session))?;
        let Some(version) = target.version.map(ReleaseVersion::of_documents) else {
            return Err(nameless(built.branch.as_deref().unwrap_or(&target.name), session));
        };
        let head = before_documents(target.commit, session)?;
        let branch = built.branch.filter(|_| target.tag.is_none());
        let shown = match (&target.tag, &branch) {
            (Some(tag), _) => tag.clone(),
            (None, Some(branch)) => branch.clone(),
            (None, None) => target.name.clone(),
        };
        if target.tag.is_none() {
            request.as_version = target.version;
            if head != target.commit {
                request.range.to = Some(head.to_string());
            }
        }
        Ok(Self { request, branch, shown, version, name: session.name_of(version), head })
    }
}

/// The branch or the tag that is meant where HEAD alone does not say it.
#[derive(Default)]
struct Built {
    branch: Option<String>,
    tag: Option<String>,
}

impl Built {
    fn of(typed: Option<&str>, session: &Session, env: &Env) -> Self {
        let short = |name: &str| name.trim_start_matches("refs/heads/").to_owned();
        if let Some(typed) = typed.filter(|typed| *typed != "HEAD") {
            let branches = session.repository.branches().unwrap_or_default();
            let named = short(typed);
            let found = branches.iter().any(|branch| branch.short_name() == named);
            return Self { branch: found.then_some(named), tag: None };
        }
        match session.repository.head_branch() {
            Some(full) => Self { branch: Some(short(&full)), tag: None },
            None => {
                let known = |name: &&String| session.tags.iter().any(|tag| tag.name == **name);
                let tag = env.checkout.tag.as_ref().filter(known).cloned();
                Self { branch: env.checkout.branch.clone().filter(|_| tag.is_none()), tag }
            }
        }
    }
}

fn nameless(name: &str, session: &Session) -> Failure {
    let prefix = &session.config.tags.prefix;
    Failure::new(format!("`{name}` has no version, so that nobody knows which release is drafted"))
        .hint(format!("relnotes draft --as {prefix}1.3.0"))
        .hint(format!("or cut its branch: git switch -c release/{prefix}1.3.0"))
}
