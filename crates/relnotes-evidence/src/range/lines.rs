//! Where lines of a file came and went.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

/// A place where lines came and went; numbers of lines from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Lines of the older text that went.
    pub before: Range<u32>,
    /// Lines of the newer text that came.
    pub after: Range<u32>,
}

/// Compares two texts by lines, as `git diff --histogram` does. A missing end of the last line makes no difference.
pub(super) fn hunks(before: &str, after: &str) -> Vec<Hunk> {
    let mut input = InternedInput::default();
    input.update_before(before.lines());
    input.update_after(after.lines());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    diff.hunks().map(|hunk| Hunk { before: hunk.before, after: hunk.after }).collect()
}
