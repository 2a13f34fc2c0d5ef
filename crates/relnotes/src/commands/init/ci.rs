//! `relnotes init ci`: a pipeline to begin with, where there is none.

use std::fs;
use std::path::{Path, PathBuf};

use relnotes_core::pipeline::Host;
use relnotes_evidence::ci::starter::{self, Smoke};
use relnotes_evidence::ci::{GITHUB_FOLDER, GITLAB_FILE, is_workflow};

use crate::cli::GlobalArgs;
use crate::diff;
use crate::env::Env;
use crate::failure::{Exit, Failure, IoError};
use crate::hints::of_git;
use crate::load::Session;
use crate::shell::{Shell, plain};
use crate::{output, pipelines};

/// Arguments of `init ci`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes init ci --forge github           writes .github/workflows/pipeline.yml
  relnotes init ci --forge gitlab           writes .gitlab-ci.yml

Where there is a pipeline already, nothing is written: the difference is printed instead.")]
pub(crate) struct Args {
    /// github or gitlab
    #[arg(long, value_name = "FORGE", hide_possible_values = true)]
    forge: Forge,
    /// Run smoke tests once more after the deployment to production
    #[arg(long)]
    post_deploy_smoke: bool,
}

/// Whose pipeline it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Forge {
    /// GitHub Actions
    Github,
    /// GitLab CI
    Gitlab,
}

/// Writes the pipeline, or says how what is there differs.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let session = Session::open(global, env)?;
    let Some(top) = session.repository.work_dir() else {
        return Err(Failure::new("a bare repository has no files to write")
            .hint("git clone it, and start relnotes there"));
    };
    let host = match args.forge {
        Forge::Github => Host::GitHub,
        Forge::Gitlab => Host::GitLab,
    };
    let smoke = match args.post_deploy_smoke {
        true => Smoke::AfterDeployToo,
        false => Smoke::BeforeDeploy,
    };
    let existing = pipelines::branch_names(&session.repository)
        .map_err(|error| of_git(error, Some(&session)))?;
    let (path, text) = starter::write(host, &session.config, &existing, smoke);
    let target = top.join(path);
    if let Some(found) = found(&top)? {
        let old = read(&target)?;
        shell.print(&plain(&diff::unified(path, old.as_deref(), &text)))?;
        shell.note(&format!(
            "nothing was written: {found} is there already; above is what would change in {path}"
        ));
        return Ok(Exit::Done);
    }
    refuse_links(&top, path)?;
    output::write(&target, &text)?;
    shell.note(&format!("wrote {path}: every TODO in it fails until you fill it in"));
    Ok(Exit::Done)
}

/// Returns the first pipeline in the work tree, as it lies there.
fn found(top: &Path) -> Result<Option<String>, Failure> {
    if top.join(GITLAB_FILE).symlink_metadata().is_ok() {
        return Ok(Some(GITLAB_FILE.to_owned()));
    }
    let folder = top.join(GITHUB_FOLDER);
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(None) };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| {
            Failure::new(IoError::new(format!("list `{GITHUB_FOLDER}`"), source))
                .hint(format!("ls -l {GITHUB_FOLDER}"))
        })?;
        let path = format!("{GITHUB_FOLDER}/{}", entry.file_name().to_string_lossy());
        if is_workflow(&path) {
            names.push(path);
        }
    }
    Ok(names.into_iter().min())
}

fn read(target: &Path) -> Result<Option<String>, Failure> {
    match fs::read(target) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => {
            let action = format!("read `{}`", target.display());
            Err(Failure::new(IoError::new(action, source)).hint("make it a file that you may read"))
        }
    }
}

/// A link of the repository could lead out of it.
fn refuse_links(top: &Path, path: &str) -> Result<(), Failure> {
    let mut below = PathBuf::new();
    for part in path.split('/') {
        below.push(part);
        let is_link = top.join(&below).symlink_metadata().is_ok_and(|it| it.is_symlink());
        if is_link {
            return Err(Failure::new(format!("`{}` is a link", below.display()))
                .hint(format!("make it a folder of this repository: rm {}", below.display())));
        }
    }
    Ok(())
}
