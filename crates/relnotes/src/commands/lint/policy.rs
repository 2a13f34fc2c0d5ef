//! Which policy counts: of a pull request that of the branch it goes to, so that a change cannot allow what it
//! does wrong.

use relnotes_core::policy::{Level, Merger};

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::Failure;
use crate::load::Session;
use crate::shell::Shell;

/// Where the policy comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Policy {
    /// From the checkout, or from what the command line names.
    Chosen,
    /// From this revision: a pull request goes there.
    Target(String),
    /// The one that counts is not here: that of the checkout is taken, and a finding says so.
    Lacking,
}

/// The code of the finding that says that the policy is not here.
pub(super) const MISSING: &str = "RN006";

/// Opens the repository with the policy that counts.
pub(super) fn open(
    from: Option<&str>,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<(Session, Policy), Failure> {
    if let Some(rev) = from {
        let session = Session::open_with_policy_of(rev, global, env)?.ok_or_else(|| {
            Failure::new(format!("{rev} has no relnotes.toml"))
                .hint("name a revision that has one, or leave `--policy-from` out")
        })?;
        return Ok((session, Policy::Chosen));
    }
    let mut session = Session::open(global, env)?;
    let target = env.checkout.target.as_ref().filter(|_| global.config.is_none());
    let Some(target) = target else { return Ok((session, Policy::Chosen)) };
    let Some(rev) = revision_of(target, &session, env) else {
        take_no_exception(&mut session);
        return Ok((session, Policy::Lacking));
    };
    match Session::open_with_policy_of(&rev, global, env)? {
        Some(of_target) => {
            shell.note(&format!("the policy is that of {rev}, where the pull request goes to"));
            session = of_target;
        }
        None => {
            shell.note(&format!("{rev} has no relnotes.toml: the policy is that of this checkout"));
        }
    }
    Ok((session, Policy::Target(rev)))
}

/// Finds the branch that a pull request goes to: its ref, else the first parent of the merge that the forge
/// made. Of a merge that an agent makes the parents are whatever the pull request says.
fn revision_of(target: &str, session: &Session, env: &Env) -> Option<String> {
    let of_forge = env.checkout.merger == Some(Merger::Forge);
    let names = [format!("refs/remotes/origin/{target}"), format!("refs/heads/{target}")];
    let names = names.into_iter().chain(of_forge.then(|| "HEAD^1".to_owned()));
    names.into_iter().find(|name| session.repository.resolve(name).is_ok())
}

/// Keeps a policy that does not count from allowing that it is missing.
fn take_no_exception(session: &mut Session) {
    let policy = &mut session.config.policy;
    policy.levels.0.insert(MISSING.to_owned(), Level::Deny);
    policy.waivers.clear();
}
