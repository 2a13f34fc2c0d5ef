//! `relnotes doctor`: whether a clone and its configuration can give whole answers.

use std::collections::BTreeSet;

use relnotes_core::policy::{self, Facts, Finding, Need, word};
use relnotes_core::release::{self, Outcome};

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::hints::{of_gather, of_git};
use crate::load::Session;
use crate::pipelines;
use crate::request::{self, request};
use crate::shell::{Shell, plain};

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes doctor                     the whole clone
  relnotes doctor v1.2.0..v1.3.0      whether the history of this range is all here
  relnotes doctor --check             for a CI: ends with 1 where something is to be mended")]
pub(crate) struct Args {
    /// Ask also whether everything is here that this range needs
    #[arg(value_name = "RANGE")]
    range: Option<String>,
    /// End with 1 where something is to be mended
    #[arg(long)]
    check: bool,
}

/// What was looked at, and what came of it.
struct Check {
    what: &'static str,
    /// Each with the command that mends it.
    problems: Vec<(String, String)>,
    /// What is good to know where there is no problem.
    remark: String,
}

/// Looks at everything and prints a line each.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let mut session = Session::open(global, env)?;
    // What the policy begins with may be a tag that was not fetched: nothing to stop at.
    let since = session.config.policy.since.take();
    let mut facts = Facts::gather(session.sources(), env.checkout.clone(), env.now)
        .map_err(|error| of_gather(error, &session))?;
    facts.pipelines = pipelines::of_head(&facts, &session)?;
    let mut checks = vec![
        clone(&facts),
        objects(&facts),
        replaced(&session)?,
        names(&facts, &session)?,
        order(&session),
        configuration(&session, since.as_deref()),
        checkouts(&facts),
    ];
    if let Some(range) = &args.range {
        checks.push(needed(range, &session, env)?);
    }
    let found = checks.iter().map(|check| check.problems.len()).sum::<usize>();
    let mut out = String::new();
    for Check { what, problems, remark } in &checks {
        if problems.is_empty() {
            out += &format!("ok    {what}: {}\n", plain(remark));
        }
        for (problem, fix) in problems {
            out += &format!("mend  {what}: {}\n      fix: {}\n", plain(problem), plain(fix));
        }
    }
    shell.print(&out)?;
    Ok(if args.check && found > 0 { Exit::Violations } else { Exit::Done })
}

/// Whether history, tags and branches were all fetched.
fn clone(facts: &Facts<'_>) -> Check {
    let needs = [Need::History, Need::Tags, Need::Branches, Need::Main, Need::Integration];
    let lacks = needs.into_iter().filter_map(|need| Some((facts.lack(need)?, facts.remedy(need))));
    let problems: Vec<(String, String)> = lacks.collect::<BTreeSet<_>>().into_iter().collect();
    let (branches, tags) = (facts.branches.len(), facts.sources.tags.len());
    Check {
        what: "clone",
        problems,
        remark: format!("{branches} branches, {tags} tags like versions"),
    }
}

/// Whether objects may be missing.
fn objects(facts: &Facts<'_>) -> Check {
    let mut problems = Vec::new();
    if facts.clone.is_partial {
        problems.push((
            "the clone is partial: files of old commits may be missing, and nothing here fetches them"
                .to_owned(),
            "git fetch --refetch --no-filter origin  (git keeps its mark until it is cloned anew)"
                .to_owned(),
        ));
    }
    for id in facts.history.unreadable() {
        problems.push((format!("a ref leads to {id}, which is not here"), "git fsck".to_owned()));
    }
    let commits = facts.history.graph().len();
    Check { what: "objects", problems, remark: format!("{commits} commits, all here") }
}

/// Whether git shows another history than there is.
fn replaced(session: &Session) -> Result<Check, Failure> {
    let git = |error| of_git(error, Some(session));
    let mut problems = Vec::new();
    for id in session.repository.replaced().map_err(git)? {
        let problem =
            format!("git shows another object for {id} (refs/replace); relnotes does not");
        problems.push((problem, format!("git replace -d {id}")));
    }
    if session.repository.has_grafts() {
        let problem = "info/grafts gives commits other parents; relnotes does not".to_owned();
        problems.push((
            problem,
            "git replace --convert-graft-file  (then `git replace -d` for each)".to_owned(),
        ));
    }
    Ok(Check { what: "replacements", problems, remark: "none".to_owned() })
}

/// Whether names mean two things: a branch and a tag, or a branch and a path of the work tree.
fn names(facts: &Facts<'_>, session: &Session) -> Result<Check, Failure> {
    let (tags, _) = session.repository.tags().map_err(|error| of_git(error, Some(session)))?;
    let tags: BTreeSet<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
    let mut problems = Vec::new();
    for branch in &facts.branches {
        let name = &branch.name;
        if tags.contains(name.as_str()) {
            problems.push((
                format!("{name} is a branch and a tag; relnotes takes the tag, git warns"),
                format!("git branch -m {} NEW  (or name it refs/heads/…)", word(name)),
            ));
        }
        let is_path = session.repository.work_dir().is_some_and(|top| top.join(name).exists());
        if is_path && !name.is_empty() {
            problems.push((
                format!("{name} is a branch and a path: `git checkout` of it is ambiguous"),
                format!("git switch {}  (or move the path)", word(name)),
            ));
        }
    }
    Ok(Check {
        what: "names",
        problems,
        remark: "no branch is called like a tag or a path".to_owned(),
    })
}

/// Whether `git tag --sort=v:refname` has the order of the model.
fn order(session: &Session) -> Check {
    let suffixes = session.repository.settings("versionsort.suffix");
    let knows = suffixes.iter().any(|suffix| suffix == "-rc");
    let has_candidates =
        session.tags.iter().any(|tag| tag.release.is_some_and(|it| it.is_candidate()));
    let remark = match (knows, has_candidates) {
        (false, true) => {
            "git sorts candidates behind their final; `git config versionsort.suffix -rc` gives it \
             the model's order"
        }
        _ => "git and relnotes sort alike",
    };
    Check { what: "order of tags", problems: Vec::new(), remark: remark.to_owned() }
}

/// Says which configuration counts; one that is wrong has failed already.
fn configuration(session: &Session, since: Option<&str>) -> Check {
    let file = session.config_folder.join(&session.config_name);
    let mut problems = Vec::new();
    if let Some(since) = since.filter(|since| session.repository.resolve(since).is_err()) {
        problems.push((
            format!("`policy.since` is `{since}`, and there is no such tag or commit here"),
            "git fetch --tags".to_owned(),
        ));
    }
    let ignored = session.tags.iter().filter(|tag| tag.release.is_none()).count();
    if ignored > 0 {
        let problem = format!("{ignored} tags begin like a version and are none");
        problems.push((
            problem,
            "`relnotes tags` lists them; `tags.ignore` leaves them out".to_owned(),
        ));
    }
    let remark = match file.is_file() {
        true => session.config_name.clone(),
        false => "defaults, no relnotes.toml".to_owned(),
    };
    Check { what: "configuration", problems, remark }
}

/// Whether the jobs that start relnotes have the whole history: what RN607 sees.
fn checkouts(facts: &Facts<'_>) -> Check {
    let findings = policy::find("RN607").map(|rule| policy::check_one(rule, facts));
    let problem = |finding: Finding| {
        (format!("{}: {}", finding.subject, finding.message), finding.hint.unwrap_or_default())
    };
    let jobs = facts.pipelines.files.iter().flat_map(|file| &file.jobs);
    let remark = match jobs.filter(|job| job.relnotes.is_some()).count() {
        0 => "no job starts relnotes".to_owned(),
        1 => "one job starts relnotes, not on a part of the history".to_owned(),
        n => format!("{n} jobs start relnotes, none on a part of the history"),
    };
    let problems = findings.unwrap_or_default().into_iter().map(problem).collect();
    Check { what: "checkouts in CI", problems, remark }
}

/// Whether everything is here that a range needs.
fn needed(range: &str, session: &Session, env: &Env) -> Result<Check, Failure> {
    let typed = request::Typed { range: Some(range), as_version: None, date: None };
    let request = request(typed, session, env)?;
    let mut problems = Vec::new();
    let mut remark = format!("{range} can be told");
    match release::cut(&session.sources(), &request) {
        Ok(Outcome::Release(release)) => {
            remark = format!("{range} has {} commits, all here", release.accounting.in_range);
        }
        Ok(Outcome::Contained { tag, .. }) => remark = format!("{range} is contained in {tag}"),
        Err(release::Error::Git(error)) => {
            let failure = of_git(error, Some(session));
            problems.push((failure.error.to_string(), failure.hints.join("; ")));
        }
    }
    Ok(Check { what: "range", problems, remark })
}
