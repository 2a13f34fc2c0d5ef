//! `packed-refs`, as git writes it: `id SP name` lines, and below an annotated tag `^id`, what it
//! peels to.
//!
//! It is read here and not through libgit2: it holds the peeled commit of every annotated tag, so
//! that thousands of tags cost no object reads. A clone of a forge has tens of thousands of pull
//! requests there, and few tags: where the file says that it is sorted, one folder is searched for.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;

use memchr::{memchr, memchr_iter};

use super::pack::read_some_at;
use crate::id::CommitId;

/// A ref's object, and the commit behind a tag object where packed-refs tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub(super) object: CommitId,
    pub(super) peeled: Option<CommitId>,
    /// Whether the file says of every ref what it peels to.
    pub(super) fully_peeled: bool,
}

/// How many bytes are looked at in one place; a ref and what it peels to are shorter almost always.
const GLANCE: usize = 512;
/// What is not longer than this is not searched any further.
const SHORT: u64 = 4 << 10;

/// Adds the refs below a folder such as `refs/tags/`; none where there is no such file.
pub(super) fn read(
    path: &Path,
    folder: &str,
    refs: &mut BTreeMap<String, Target>,
) -> io::Result<()> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let lines = Lines { size: file.metadata()?.len(), file };
    let head = lines.at(0, GLANCE)?;
    let header = head.split(|byte| *byte == b'\n').next().filter(|line| line.starts_with(b"#"));
    let header = header.unwrap_or_default();
    let says = |trait_: &[u8]| header.split(|byte| *byte == b' ').any(|word| word == trait_);
    let section = match says(b"sorted") {
        true => lines.section(folder.as_bytes())?,
        false => lines.at(0, usize::try_from(lines.size).map_err(io::Error::other)?)?,
    };
    add(&section, folder.as_bytes(), says(b"fully-peeled"), refs);
    Ok(())
}

fn add(lines: &[u8], folder: &[u8], fully_peeled: bool, refs: &mut BTreeMap<String, Target>) {
    let mut last: Option<String> = None;
    for line in lines.split(|byte| *byte == b'\n') {
        if let Some(peeled) = line.strip_prefix(b"^") {
            if let Some(target) = last.as_ref().and_then(|name| refs.get_mut(name)) {
                target.peeled = CommitId::from_hex(peeled);
            }
            continue;
        }
        last = None;
        let Some(name) = name_of(line).filter(|name| name.starts_with(folder)) else { continue };
        if let (Some(object), Ok(name)) =
            (CommitId::from_hex(&line[..40]), std::str::from_utf8(name))
        {
            last = Some(name.to_owned());
            refs.insert(name.to_owned(), Target { object, peeled: None, fully_peeled });
        }
    }
}

fn name_of(line: &[u8]) -> Option<&[u8]> {
    line.get(41..).filter(|name| !name.is_empty())
}

/// The file, of which only some places are read.
struct Lines {
    file: File,
    size: u64,
}

impl Lines {
    /// Returns up to `length` bytes from a place on.
    fn at(&self, place: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        let read = read_some_at(&self.file, place, &mut bytes)?;
        bytes.truncate(read);
        Ok(bytes)
    }

    /// Returns lines among which all refs below a folder are.
    fn section(&self, folder: &[u8]) -> io::Result<Vec<u8>> {
        let (start, _) = self.around(|name| name < folder)?;
        let (_, end) = self.around(|name| name < folder || name.starts_with(folder))?;
        let length = end.saturating_sub(start);
        self.at(start, usize::try_from(length).map_err(io::Error::other)?)
    }

    /// Returns a place before which every line `comes_before`, and one from which on none does.
    fn around(&self, comes_before: impl Fn(&[u8]) -> bool) -> io::Result<(u64, u64)> {
        let (mut low, mut high, mut end) = (0, self.size, self.size);
        while high - low > SHORT {
            let middle = low.midpoint(high);
            match self.ref_after(middle, high)? {
                Some((place, name)) if comes_before(&name) => low = place,
                Some((place, _)) => (high, end) = (middle, place),
                // One line reaches from before the middle to the end.
                None => high = middle,
            }
        }
        Ok((low, end))
    }

    /// Returns the first ref of which the line begins behind a place, and before another.
    fn ref_after(&self, place: u64, before: u64) -> io::Result<Option<(u64, Vec<u8>)>> {
        let mut length = GLANCE;
        loop {
            let bytes = self.at(place, length)?;
            let starts = memchr_iter(b'\n', &bytes).map(|at| at + 1);
            for start in starts.take_while(|start| place + (*start as u64) < before) {
                // What a tag peels to has no name.
                let Some(end) = memchr(b'\n', &bytes[start..]) else { break };
                if let Some(name) =
                    name_of(&bytes[start..start + end]).filter(|_| bytes[start] != b'^')
                {
                    return Ok(Some((place + start as u64, name.to_owned())));
                }
            }
            if place + bytes.len() as u64 >= before {
                return Ok(None);
            }
            length *= 4;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef01234567";
    const PEELED: &str = "1123456789abcdef0123456789abcdef01234567";

    fn read_text(text: &str, folder: &str) -> BTreeMap<String, Target> {
        let folder_of_file = tempfile::tempdir().unwrap();
        let path = folder_of_file.path().join("packed-refs");
        std::fs::write(&path, text).unwrap();
        let mut refs = BTreeMap::new();
        read(&path, folder, &mut refs).unwrap();
        refs
    }

    #[test]
    fn packed_refs_are_read_with_what_they_peel_to() {
        let text = format!(
            "# pack-refs with: peeled fully-peeled sorted \n{ID} refs/heads/main\n\
             {ID} refs/tags/v1.0.0\n^{PEELED}\n{ID} refs/tags/light\n"
        );
        let refs = read_text(&text, "refs/tags/");
        assert_eq!(refs.len(), 2);
        assert_eq!(refs["refs/tags/v1.0.0"].peeled.unwrap().to_string(), PEELED);
        assert!(refs["refs/tags/light"].fully_peeled && refs["refs/tags/light"].peeled.is_none());
    }

    /// With as many refs before, in and behind a folder as a search needs, and with long names.
    #[test]
    fn a_folder_of_sorted_refs_is_found_between_any_others() {
        let counts = [0, 1, 2, 60, 700];
        let mut found = 0;
        for (at, before) in counts.into_iter().enumerate() {
            for (length, (within, behind)) in [
                (1, (counts[at], 700)),
                (90, (60, counts[at])),
                (5_000, (counts[at] / 30, 20)),
                (3, (700, 0)),
            ] {
                let mut lines = String::new();
                for (folder, count) in
                    [("refs/pull/", before), ("refs/tags/", within), ("refs/tagsx/", behind)]
                {
                    for number in 0..count {
                        let pad = "x".repeat(length * (number % 3));
                        lines += &format!("{ID} {folder}{number:04}{pad}\n");
                        if number % 2 == 1 {
                            lines += &format!("^{PEELED}\n");
                        }
                    }
                }
                let read = |traits: &str, folder: &str| {
                    let text = format!("# pack-refs with: peeled {traits}\n{lines}");
                    let refs = read_text(&text, folder).into_iter();
                    refs.map(|(name, target)| (name, target.peeled)).collect::<Vec<_>>()
                };
                for (folder, count) in [
                    ("refs/pull/", before),
                    ("refs/tags/", within),
                    ("refs/tagsx/", behind),
                    ("refs/heads/", 0),
                    ("refs/zoo/", 0),
                ] {
                    assert_eq!(read("sorted ", folder), read("", folder), "{folder} {lines}");
                    assert_eq!(read("sorted ", folder).len(), count, "{folder}");
                    found += count;
                }
            }
        }
        assert!(found > 5_000);
    }
}
