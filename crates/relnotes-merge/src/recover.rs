//! A merge by lines, for a document whose marks are damaged.

use diffy::{ConflictStyle, MergeOptions};

/// Merges by lines, with a person's lines wherever both sides changed the same ones. The marks are as damaged
/// afterwards as the person left them, but for what the tool's side brings.
pub fn recover(base: &str, current: &str, new: &str) -> String {
    let mut options = MergeOptions::new();
    options.set_conflict_style(ConflictStyle::Merge);
    let merged = match options.merge(base, current, new) {
        Ok(merged) => return merged,
        Err(conflicted) => conflicted,
    };
    ours(&merged)
}

/// Takes our side of each conflict.
fn ours(merged: &str) -> String {
    let mut out = String::with_capacity(merged.len());
    let mut is_theirs = false;
    for line in merged.split_inclusive('\n') {
        match line {
            _ if line.starts_with("<<<<<<< ") => is_theirs = false,
            _ if line.starts_with("=======") => is_theirs = true,
            _ if line.starts_with(">>>>>>> ") => is_theirs = false,
            _ if is_theirs => {}
            _ => out.push_str(line),
        }
    }
    out
}
