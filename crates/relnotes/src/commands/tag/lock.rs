//! `tags.lock`: what tags point at, in the form of `git show-ref --tags`, so that one that is moved is noticed (RN312).

use std::fs;
use std::io;

use relnotes_core::id::CommitId;

use crate::failure::{Failure, IoError};
use crate::load::Session;
use crate::output;
use crate::shell::Shell;

/// Writes a tag into the file of the work tree, behind what is there.
pub(super) fn record(
    name: &str,
    object: CommitId,
    session: &Session,
    shell: &mut Shell,
) -> Result<(), Failure> {
    let shown = &session.config.policy.tags_lock;
    let Some(top) = session.repository.work_dir() else {
        shell.note(&format!("a bare repository has no work tree: `{shown}` is not written"));
        return Ok(());
    };
    let path = top.join(shown);
    if path.is_symlink() {
        return Err(Failure::new(format!(
            "`{shown}` is a link: the tag was made, and is not recorded"
        ))
        .hint("put a file in its place"));
    }
    let before = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => {
            return Err(Failure::new(IoError::new(format!("read `{shown}`"), source))
                .hint("the tag was made, and is not recorded"));
        }
    };
    let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    output::write(&path, &format!("{before}{gap}{object} refs/tags/{name}\n"))?;
    shell.note(&format!("recorded in {shown}: commit it"));
    Ok(())
}
