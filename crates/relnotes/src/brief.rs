//! The briefs of releases: where they lie, and which text counts.
//!
//! A release has its brief in the folder of its documents, `releases/v1.3.0/release.toml`; its candidates share it. Of a
//! tag, the file in the tag's own tree counts, else that of the work tree; of anything else that of the work tree. A bare
//! repository has no work tree: there the file in the tree of the target counts.

use std::fs;
use std::io;

use relnotes_core::brief::Brief;
use relnotes_core::id::CommitId;
use relnotes_core::release::{self, Request};
use relnotes_core::tag;
use relnotes_core::version::ReleaseVersion;

use crate::failure::{Failure, IoError};
use crate::hints::{of_brief, of_git, of_release};
use crate::load::{Session, rules};
use crate::shell::Shell;

const FILE: &str = "release.toml";

/// Reads the brief of what was asked for into the session, and returns it; an empty one where there is none.
pub(crate) fn of_target(
    session: &mut Session,
    request: &Request,
    shell: &mut Shell,
) -> Result<Brief, Failure> {
    let target =
        release::target(&session.sources(), request).map_err(|error| of_release(error, session))?;
    let Some(version) = target.version.map(ReleaseVersion::of_documents) else {
        return Ok(Brief::default());
    };
    let path = path_of(session, version);
    let own = match &target.tag {
        Some(tag) => of_tag(session, tag, target.commit, &path, shell),
        None => None,
    };
    let text = match own {
        Some(text) => Some(text),
        None => current(session, target.commit, &path)?,
    };
    let Some(text) = text else { return Ok(Brief::default()) };
    let brief = Brief::parse(text, &path).map_err(of_brief)?;
    check_version(&brief, version, session, shell);
    session.briefs.insert(version, brief.clone());
    Ok(brief)
}

/// Reads the briefs of all releases into the session, as they are now.
pub(crate) fn of_all(session: &mut Session, request: &Request) -> Result<(), Failure> {
    let target =
        release::target(&session.sources(), request).map_err(|error| of_release(error, session))?;
    for name in folders(session, target.commit)? {
        let version = tag::parse(&name, &rules(&session.config)).and_then(|it| it.release);
        let Some(version) = version else { continue };
        let path = path_of(session, version);
        if let Some(text) = current(session, target.commit, &path)? {
            let brief = Brief::parse(text, &path).map_err(of_brief)?;
            session.briefs.insert(version, brief);
        }
    }
    Ok(())
}

fn path_of(session: &Session, version: ReleaseVersion) -> String {
    format!("{}/{}/{FILE}", session.config.documents.folder, session.name_of(version))
}

/// The file in the tree of a tag. A clone may lack it, which is no reason to write nothing.
fn of_tag(
    session: &Session,
    tag: &str,
    commit: CommitId,
    path: &str,
    shell: &mut Shell,
) -> Option<Vec<u8>> {
    match session.repository.read_file(commit, path) {
        Ok(text) => text,
        Err(error) => {
            shell.warn(&format!("{path} of {tag} is left out: {error}"));
            None
        }
    }
}

/// The file of the work tree, in a bare repository that of a commit.
fn current(session: &Session, commit: CommitId, path: &str) -> Result<Option<Vec<u8>>, Failure> {
    let Some(top) = session.repository.work_dir() else {
        let text = session.repository.read_file(commit, path);
        return text.map_err(|error| of_git(error, Some(session)));
    };
    match fs::read(top.join(path)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if is_absent(&error) => Ok(None),
        Err(source) => Err(Failure::new(IoError::new(format!("read `{path}`"), source))
            .hint("make it a file that you may read, or take it away")),
    }
}

/// The names of the folders of releases.
fn folders(session: &Session, commit: CommitId) -> Result<Vec<String>, Failure> {
    let folder = &session.config.documents.folder;
    let Some(top) = session.repository.work_dir() else {
        let entries = session.repository.list_folder(commit, folder);
        let entries = entries.map_err(|error| of_git(error, Some(session)))?;
        return Ok(entries.into_iter().filter(|it| it.is_folder).map(|it| it.name).collect());
    };
    let failed = |source| {
        Failure::new(IoError::new(format!("read `{folder}`"), source))
            .hint("make it a folder that you may read")
    };
    let entries = match fs::read_dir(top.join(folder)) {
        Ok(entries) => entries,
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        Err(source) => return Err(failed(source)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(failed)?.file_name().into_string().ok());
    }
    names.sort();
    Ok(names)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A brief that was copied from another release and says so is worth a word.
fn check_version(brief: &Brief, version: ReleaseVersion, session: &Session, shell: &mut Shell) {
    let Some(declared) = &brief.release.version else { return };
    let name = session.name_of(version);
    let prefix = &session.config.tags.prefix;
    if declared.value != name && Some(declared.value.as_str()) != name.strip_prefix(prefix.as_str())
    {
        let (place, value) = (&declared.reference, &declared.value);
        shell.warn(&format!("{place} is about {value}, but it lies where {name} is declared"));
    }
}
