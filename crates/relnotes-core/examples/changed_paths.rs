//! The files that each commit changed, as `git diff-tree --stdin -r --root --name-status` tells them of commits that
//! are no merges: `changed_paths DIR < IDS`. The benchmark runs both and compares what they write.

use std::error::Error;
use std::io::{BufWriter, Write, stdin, stdout};

use relnotes_core::git::{ChangedFile, FileMode, Location, RawCommit, Repository};
use relnotes_core::id::CommitId;

fn main() -> Result<(), Box<dyn Error>> {
    let start = std::env::args_os().nth(1).ok_or("usage: changed_paths DIR < IDS")?;
    let repository = Repository::open(&Location { start: start.into(), git_dir: None })?;
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lines() {
        let id: CommitId = line?.parse()?;
        let bytes = repository.read_commit(id)?;
        let parent = RawCommit::parse(&bytes)?.parents().next();
        let files = repository.diff_files(parent, id)?;
        if !files.is_empty() {
            writeln!(out, "{id}")?;
        }
        for file in files {
            writeln!(out, "{}\t{}", letter(&file), file.path)?;
        }
    }
    Ok(out.flush()?)
}

/// Returns git's letter for how a file changed.
fn letter(file: &ChangedFile) -> char {
    let sort = |mode| match mode {
        FileMode::File | FileMode::Executable => 0,
        FileMode::Link => 1,
        FileMode::Submodule => 2,
    };
    match (file.old, file.new) {
        (None, _) => 'A',
        (_, None) => 'D',
        (Some(old), Some(new)) if sort(old.mode) != sort(new.mode) => 'T',
        _ => 'M',
    }
}
