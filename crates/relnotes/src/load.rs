//! From arguments and environment to an open repository with its configuration.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use relnotes_core::brief::Briefs;
use relnotes_core::config::Config;
use relnotes_core::enrichment::Enrichment;
use relnotes_core::git::{self, Location, Repository};
use relnotes_core::id::CommitId;
use relnotes_core::mailmap::Mailmap;
use relnotes_core::message::Parser;
use relnotes_core::release::Sources;
use relnotes_core::release::model::Release;
use relnotes_core::tag::{self, Tag, TagRef, TagRules};
use relnotes_core::ticket::TicketPatterns;
use relnotes_core::version::ReleaseVersion;
use relnotes_forge::transport::Down;

use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Failure, IoError};
use crate::hints::{of_config, of_git, of_open};
use crate::network::NetworkArgs;

const CONFIG: &str = "relnotes.toml";

/// A repository and its configuration, before its tags are read.
pub(crate) struct Opened {
    repository: Repository,
    pub(crate) config: Config,
    /// The folder of `-C`, else the current one.
    folder: PathBuf,
    /// The folder that paths of the configuration are relative to.
    config_folder: PathBuf,
}

impl Opened {
    /// Opens the repository and reads its configuration.
    pub(crate) fn open(args: &GlobalArgs, env: &Env) -> Result<Self, Failure> {
        let (folder, repository) = open_repository(args, env)?;
        let (config, config_folder) = read_config(args, &folder, &repository)?;
        Ok(Self { repository, config, folder, config_folder })
    }
}

/// A repository, ready for any command.
pub(crate) struct Session {
    pub(crate) repository: Repository,
    pub(crate) config: Config,
    /// The folder of `-C`, else the current one.
    folder: PathBuf,
    /// The folder that paths of the configuration are relative to.
    pub(crate) config_folder: PathBuf,
    /// What messages call the configuration.
    pub(crate) config_name: String,
    pub(crate) tags: Vec<Tag>,
    /// What people declare about the releases that were asked for.
    pub(crate) briefs: Briefs,
    /// What forge and tracker know of them.
    pub(crate) enrichment: Enrichment,
    mailmap: Mailmap,
    parser: Parser,
    /// Whether and how forge and tracker are asked.
    pub(crate) network: NetworkArgs,
    /// Whether notes are left out.
    pub(crate) is_quiet: bool,
    /// Hosts that did not answer before.
    pub(crate) down: Down,
}

impl Session {
    /// Opens the repository and reads what belongs to it.
    pub(crate) fn open(args: &GlobalArgs, env: &Env) -> Result<Self, Failure> {
        Self::read(args, Opened::open(args, env)?)
    }

    /// Opens the repository with the configuration of a revision; none where that has no file.
    pub(crate) fn open_with_policy_of(
        rev: &str,
        args: &GlobalArgs,
        env: &Env,
    ) -> Result<Option<Self>, Failure> {
        let (folder, repository) = open_repository(args, env)?;
        let commit = repository.resolve(rev).map_err(|error| of_git(error, None))?.commit;
        let text = repository.read_file(commit, CONFIG).map_err(|error| of_git(error, None))?;
        let Some(text) = text else { return Ok(None) };
        let config = Config::parse(text, &format!("{rev}:{CONFIG}")).map_err(of_config)?;
        let config_folder = repository.work_dir().unwrap_or_else(|| folder.clone());
        Self::read(args, Opened { repository, config, folder, config_folder }).map(Some)
    }

    /// Reads tags and people.
    pub(crate) fn read(args: &GlobalArgs, opened: Opened) -> Result<Self, Failure> {
        let Opened { repository, config, folder, config_folder } = opened;
        let (refs, _others) = repository.tags().map_err(|error| of_git(error, None))?;
        let refs = refs.into_iter().filter(|tag| !config.tags.ignores(&tag.name)).collect();
        let tags = tag::classify(refs, &rules(&config));
        let mailmap = read_mailmap(&repository)?;
        let parser = parser(&config)?;
        let named = args.config.as_ref().map(|path| path.display().to_string());
        let config_name = named.unwrap_or_else(|| CONFIG.to_owned());
        Ok(Self {
            repository,
            config,
            folder,
            config_folder,
            config_name,
            tags,
            briefs: Briefs::new(),
            enrichment: Enrichment::default(),
            mailmap,
            parser,
            network: args.network.clone(),
            is_quiet: args.quiet,
            down: Down::default(),
        })
    }

    /// Returns where a path that was typed leads: from the folder of `-C`, as with git.
    pub(crate) fn path(&self, typed: &Path) -> PathBuf {
        typed_path(&self.folder, typed)
    }

    /// Returns what a release is cut from.
    pub(crate) fn sources(&self) -> Sources<'_> {
        Sources {
            repository: &self.repository,
            tags: &self.tags,
            config: &self.config,
            mailmap: &self.mailmap,
            parser: &self.parser,
            briefs: &self.briefs,
            enrichment: &self.enrichment,
        }
    }

    /// Goes on as if there were this tag as well; returns the tags that there are.
    pub(crate) fn suppose(&mut self, name: &str, commit: CommitId) -> Vec<Tag> {
        let as_ref =
            |tag: &Tag| TagRef { name: tag.name.clone(), commit: tag.commit, object: tag.object };
        let mut refs: Vec<TagRef> = self.tags.iter().map(as_ref).collect();
        // Whether it will be annotated is not known yet: that rule has nothing to say.
        refs.push(TagRef { name: name.to_owned(), commit, object: Some(commit) });
        let tags = tag::classify(refs, &rules(&self.config));
        std::mem::replace(&mut self.tags, tags)
    }

    /// Returns what the tracker calls the version of a release; none of one without a version.
    pub(crate) fn tracker_version(&self, release: &Release) -> Option<String> {
        let name = self.name_of(release.range.to.version?.of_documents());
        let bare = name.strip_prefix(&self.config.tags.prefix).unwrap_or(&name);
        Some(self.config.tracker.version_of(bare))
    }

    /// Returns the tag name of a version.
    pub(crate) fn name_of(&self, version: ReleaseVersion) -> String {
        version.tag_name(&self.config.tags.prefix, &self.config.tags.stages)
    }
}

fn open_repository(args: &GlobalArgs, env: &Env) -> Result<(PathBuf, Repository), Failure> {
    let folder = folder(args)?;
    let repository =
        Repository::open(&location(&folder, env)).map_err(|error| of_open(error, env))?;
    Ok((folder, repository))
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
    let folder = folder(args)?;
    if let Some(path) = &args.config {
        return read_config_file(&typed_path(&folder, path), path);
    }
    match Repository::open(&location(&folder, env)) {
        Ok(repository) => read_config(args, &folder, &repository).map(|(config, _)| config),
        Err(git::Error::NoRepository { .. }) => Ok(Config::default()),
        Err(error) => Err(of_open(error, env)),
    }
}

/// Where to look: an absolute path, for those who read the message in the log of another machine.
fn location(folder: &Path, env: &Env) -> Location {
    let start = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    Location { start, git_dir: env.git_dir.clone() }
}

fn folder(args: &GlobalArgs) -> Result<PathBuf, Failure> {
    let Some(folder) = &args.folder else { return Ok(PathBuf::from(".")) };
    if folder.is_dir() {
        return Ok(folder.clone());
    }
    let what = if folder.exists() { "is no folder" } else { "does not exist" };
    Err(Failure::new(format!("`{}` {what}", folder.display()))
        .hint("`-C` names the folder of a repository, or one inside it"))
}

fn typed_path(folder: &Path, typed: &Path) -> PathBuf {
    if folder == Path::new(".") { typed.to_path_buf() } else { folder.join(typed) }
}

fn read_config(
    args: &GlobalArgs,
    folder: &Path,
    repository: &Repository,
) -> Result<(Config, PathBuf), Failure> {
    if let Some(path) = &args.config {
        let full = typed_path(folder, path);
        let parent = full.parent().unwrap_or(folder).to_path_buf();
        return Ok((read_config_file(&full, path)?, parent));
    }
    let Some(top) = repository.work_dir() else {
        return Ok((bare_config(repository)?, folder.to_path_buf()));
    };
    let path = top.join(CONFIG);
    // A link to nothing is there, too, and somebody means it.
    let config = match path.symlink_metadata() {
        Ok(_) => read_config_file(&path, Path::new(CONFIG))?,
        Err(_) => Config::default(),
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
    let text = fs::read(full).map_err(|source| {
        let action = format!("read the configuration `{}`", shown.display());
        Failure::new(IoError::new(action, source))
            .hint("`relnotes init --print > relnotes.toml` makes one with every default")
    })?;
    Config::parse(text, &shown.display().to_string()).map_err(of_config)
}

fn read_mailmap(repository: &Repository) -> Result<Mailmap, Failure> {
    let text = match repository.work_dir() {
        Some(top) => match fs::read(top.join(".mailmap")) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => {
                return Err(Failure::new(IoError::new("read `.mailmap`", source))
                    .hint("make it a file that you may read, or take it away"));
            }
        },
        None => match repository.resolve("HEAD") {
            Ok(head) => repository
                .read_file(head.commit, ".mailmap")
                .map_err(|error| of_git(error, None))?,
            Err(_) => None,
        },
    };
    Ok(text.map_or_else(Mailmap::empty, Mailmap::parse))
}
