//! From arguments and environment to an open repository with its configuration.

use std::fs;
use std::path::{Path, PathBuf};

use relnotes_core::config::{self, Config};
use relnotes_core::git::{self, Location, Repository};
use relnotes_core::mailmap::Mailmap;
use relnotes_core::message::Parser;
use relnotes_core::person::Time;
use relnotes_core::release::Sources;
use relnotes_core::tag::{self, Tag, TagRules};
use relnotes_core::ticket::TicketPatterns;
use relnotes_core::version::ReleaseVersion;

use crate::cli::{COMMANDS, GlobalArgs};
use crate::env::Env;
use crate::failure::Failure;

const CONFIG: &str = "relnotes.toml";

/// A repository, ready for any command.
pub(crate) struct Session {
    pub(crate) repository: Repository,
    pub(crate) config: Config,
    /// The folder that paths of the configuration are relative to.
    pub(crate) config_folder: PathBuf,
    /// What documents call the configuration.
    pub(crate) config_name: String,
    pub(crate) tags: Vec<Tag>,
    mailmap: Mailmap,
    parser: Parser,
}

impl Session {
    /// Opens the repository and reads what belongs to it.
    pub(crate) fn open(args: &GlobalArgs, env: &Env) -> Result<Self, Failure> {
        let folder = folder(args, env)?;
        let location = Location { start: folder.clone(), git_dir: env.git_dir.clone() };
        let repository = Repository::open(&location).map_err(|error| of_git(error, None))?;
        let (config, config_folder) = read_config(args, &folder, &repository)?;
        let (refs, _others) = repository.tags().map_err(|error| of_git(error, None))?;
        let refs = refs.into_iter().filter(|tag| !config.tags.ignores(&tag.name)).collect();
        let tags = tag::classify(refs, &rules(&config));
        let mailmap = read_mailmap(&repository)?;
        let parser = parser(&config)?;
        let named = args.config.as_ref().map(|path| path.display().to_string());
        let config_name = named.unwrap_or_else(|| CONFIG.to_owned());
        Ok(Self { repository, config, config_folder, config_name, tags, mailmap, parser })
    }

    /// Returns what a release is cut from.
    pub(crate) fn sources(&self) -> Sources<'_> {
        Sources {
            repository: &self.repository,
            tags: &self.tags,
            config: &self.config,
            mailmap: &self.mailmap,
            parser: &self.parser,
        }
    }

    /// Returns the tag name of a version.
    pub(crate) fn name_of(&self, version: ReleaseVersion) -> String {
        version.tag_name(&self.config.tags.prefix, &self.config.tags.stages)
    }
}

/// Returns how tags are named.
pub(crate) fn rules(config: &Config) -> TagRules {
    TagRules {
        prefix: config.tags.prefix.clone(),
        first_number: config.tags.first_number,
        stages: config.tags.stages.clone(),
    }
}

/// Returns the parser that a configuration wants.
pub(crate) fn parser(config: &Config) -> Result<Parser, Failure> {
    let patterns = TicketPatterns::new(&config.tickets.patterns, &config.tickets.ignore)
        .map_err(Failure::new)?;
    Ok(Parser::new(patterns))
}

/// Reads the configuration without a repository around it.
pub(crate) fn config_only(args: &GlobalArgs, env: &Env) -> Result<Config, Failure> {
    let folder = folder(args, env)?;
    if let Some(path) = &args.config {
        return read_config_file(&folder.join(path), path);
    }
    let location = Location { start: folder.clone(), git_dir: env.git_dir.clone() };
    match Repository::open(&location) {
        Ok(repository) => read_config(args, &folder, &repository).map(|(config, _)| config),
        Err(_) => Ok(Config::default()),
    }
}

fn folder(args: &GlobalArgs, env: &Env) -> Result<PathBuf, Failure> {
    let folder = match &args.folder {
        Some(folder) => env.folder.join(folder),
        None => env.folder.clone(),
    };
    if folder.is_dir() {
        return Ok(folder);
    }
    let what = if folder.exists() { "is no folder" } else { "does not exist" };
    Err(Failure::new(format!("`{}` {what}", folder.display())))
}

fn read_config(
    args: &GlobalArgs,
    folder: &Path,
    repository: &Repository,
) -> Result<(Config, PathBuf), Failure> {
    if let Some(path) = &args.config {
        let full = folder.join(path);
        let parent = full.parent().unwrap_or(folder).to_path_buf();
        return Ok((read_config_file(&full, path)?, parent));
    }
    let Some(top) = repository.work_dir() else {
        return Ok((bare_config(repository)?, folder.to_path_buf()));
    };
    let path = top.join(CONFIG);
    let config = if path.is_file() {
        read_config_file(&path, Path::new(CONFIG))?
    } else {
        Config::default()
    };
    Ok((config, top))
}

/// A bare repository has its configuration at HEAD, as it has its `.mailmap`.
fn bare_config(repository: &Repository) -> Result<Config, Failure> {
    let Ok(head) = repository.resolve("HEAD") else { return Ok(Config::default()) };
    let text = repository.read_file(head.commit, CONFIG).map_err(|error| of_git(error, None))?;
    text.map_or_else(
        || Ok(Config::default()),
        |text| Config::parse(text, "HEAD:relnotes.toml").map_err(of_config),
    )
}

fn read_config_file(full: &Path, shown: &Path) -> Result<Config, Failure> {
    let text = fs::read(full).map_err(|error| {
        Failure::new(format!("cannot read the configuration `{}`: {error}", shown.display()))
            .hint("`relnotes init --print` shows a configuration with every default")
    })?;
    Config::parse(text, &shown.display().to_string()).map_err(of_config)
}

fn of_config(error: config::Error) -> Failure {
    Failure::new(error).hint("`relnotes init --print` explains every key")
}

fn read_mailmap(repository: &Repository) -> Result<Mailmap, Failure> {
    let text = match repository.work_dir() {
        Some(top) => fs::read(top.join(".mailmap")).ok(),
        None => match repository.resolve("HEAD") {
            Ok(head) => repository
                .read_file(head.commit, ".mailmap")
                .map_err(|error| of_git(error, None))?,
            Err(_) => None,
        },
    };
    Ok(text.map_or_else(Mailmap::empty, Mailmap::parse))
}

/// Explains an error of git, with the command that repairs it.
pub(crate) fn of_git(error: git::Error, session: Option<&Session>) -> Failure {
    let hints: Vec<String> = match &error {
        git::Error::NoRepository { .. } => {
            vec!["go into a repository, or name one with `-C DIR`".to_owned()]
        }
        git::Error::Unsupported { .. } => vec![
            "clone it again in the usual format: `git clone --ref-format=files`, SHA-1".to_owned(),
        ],
        git::Error::Owner { path } => {
            let shown = path.parent().filter(|_| path.ends_with(".git")).unwrap_or(path);
            vec![format!("git config --global --add safe.directory '{}'", shown.display())]
        }
        git::Error::UnknownRevision { name } => unknown_revision(name, session),
        git::Error::Ambiguous { .. } => vec!["type more digits of the commit's id".to_owned()],
        git::Error::Unborn { .. } => vec!["make a commit first".to_owned()],
        git::Error::NotACommit { .. } => vec!["name a tag, a branch or a commit".to_owned()],
        git::Error::Missing { partial: true, .. } => vec![
            "the clone is partial: `git fetch --refetch --no-filter` brings what is missing"
                .to_owned(),
        ],
        git::Error::Missing { .. } | git::Error::Corrupt { .. } => {
            vec!["`git fsck` tells what is damaged; a fresh clone repairs it".to_owned()]
        }
        git::Error::Shallow { .. } => vec![
            "git fetch --unshallow --tags".to_owned(),
            "in GitHub Actions: `fetch-depth: 0` for actions/checkout; in GitLab: `GIT_DEPTH: 0`"
                .to_owned(),
        ],
        git::Error::Open { .. } | git::Error::File { .. } | git::Error::Git { .. } => Vec::new(),
    };
    Failure::new(error).hints(hints)
}

fn unknown_revision(name: &str, session: Option<&Session>) -> Vec<String> {
    let mut hints = Vec::new();
    if let Some(command) = config::nearest(name, COMMANDS) {
        hints.push(format!("did you mean the command `relnotes {command}`?"));
    }
    let Some(session) = session else { return hints };
    let branches = session.repository.branches().unwrap_or_else(|_| Vec::new());
    let tags = session.tags.iter().map(|tag| tag.name.as_str());
    let branches = branches.iter().map(git::BranchRef::short_name);
    if let Some(near) = config::nearest(name, tags.chain(branches)) {
        hints.push(format!("did you mean `{near}`?"));
    }
    if session.tags.is_empty() {
        hints.push("there are no release tags here: `git fetch --tags` brings them".to_owned());
    } else if hints.is_empty() {
        hints.push("`relnotes tags` lists the tags that there are".to_owned());
    }
    hints
}

/// Returns the moment of `--date`, else of `SOURCE_DATE_EPOCH`.
pub(crate) fn date(typed: Option<&str>, env: &Env) -> Result<Option<Time>, Failure> {
    if let Some(text) = typed {
        return Time::parse(text).map(Some).ok_or_else(|| {
            Failure::new(format!("`{text}` is no date"))
                .hint("write 2026-11-22, 2026-11-22T10:00:00+03:00 or seconds since 1970")
        });
    }
    env.source_date_epoch
        .as_deref()
        .map(|text| {
            let seconds = text.trim().parse().map_err(|_| {
                Failure::new(format!(
                    "SOURCE_DATE_EPOCH is `{text}`, which is no number of seconds"
                ))
            })?;
            Ok(Time { seconds, offset: 0 })
        })
        .transpose()
}
