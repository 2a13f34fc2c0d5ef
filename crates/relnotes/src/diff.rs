//! The difference of two texts, as `diff -u` prints it.

use std::fmt::Write;

/// Lines around a change.
const AROUND: usize = 3;
/// Lines of a file that are compared one by one; a longer one is replaced as a whole.
const LONGEST: usize = 4000;

/// How a line stands: in both, in the old, in the new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Both,
    Old,
    New,
}

/// Returns the difference of a file; nothing where both are equal. `old` is none where the file is new.
pub(crate) fn unified(path: &str, old: Option<&str>, new: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) =
        (old.unwrap_or_default().lines().collect(), new.lines().collect());
    let steps = steps(&a, &b);
    if steps.iter().all(|(kind, _)| *kind == Kind::Both) {
        return String::new();
    }
    let from = if old.is_some() { format!("a/{path}") } else { "/dev/null".to_owned() };
    let mut text = format!("--- {from}\n+++ b/{path}\n");
    for range in hunks(&steps) {
        let count = |until: usize, other: Kind| {
            steps[..until].iter().filter(|(kind, _)| *kind != other).count()
        };
        let part = |other: Kind| {
            let (start, length) =
                (count(range.start, other), count(range.end, other) - count(range.start, other));
            // An empty part is named by the line in front of it.
            format!("{},{length}", if length == 0 { start } else { start + 1 })
        };
        let _ = writeln!(text, "@@ -{} +{} @@", part(Kind::New), part(Kind::Old));
        for (kind, line) in &steps[range] {
            let sign = match kind {
                Kind::Both => ' ',
                Kind::Old => '-',
                Kind::New => '+',
            };
            let _ = writeln!(text, "{sign}{line}");
        }
    }
    text
}

/// Walks both texts by a longest common subsequence.
fn steps<'t>(a: &[&'t str], b: &[&'t str]) -> Vec<(Kind, &'t str)> {
    if a.len() > LONGEST {
        let (old, new) = (a.iter().map(|it| (Kind::Old, *it)), b.iter().map(|it| (Kind::New, *it)));
        return old.chain(new).collect();
    }
    // common[i][j]: the length for a[i..] and b[j..].
    let width = b.len() + 1;
    let mut common = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i * width + j] = match a[i] == b[j] {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut steps) = (0, 0, Vec::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            steps.push((Kind::Both, a[i]));
            (i, j) = (i + 1, j + 1);
        } else if j >= b.len()
            || (i < a.len() && common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            steps.push((Kind::Old, a[i]));
            i += 1;
        } else {
            steps.push((Kind::New, b[j]));
            j += 1;
        }
    }
    steps
}

/// Returns the ranges of steps with a change and the lines around it.
fn hunks(steps: &[(Kind, &str)]) -> Vec<std::ops::Range<usize>> {
    let mut hunks: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in steps.iter().enumerate().filter(|(_, (kind, _))| *kind != Kind::Both) {
        let (start, end) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(steps.len()));
        match hunks.last_mut().filter(|last| start <= last.end) {
            Some(last) => last.end = end,
            None => hunks.push(start..end),
        }
    }
    hunks
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn a_new_file_is_all_new() {
        assert_eq!(
            unified("x", None, "a\nb\n"),
            "--- /dev/null\n+++ b/x\n@@ -0,0 +1,2 @@\n+a\n+b\n"
        );
    }

    #[test]
    fn changes_have_their_surroundings() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
        let new = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12\n13\n";
        let expected = "--- a/x\n+++ b/x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n\
                        @@ -10,3 +10,4 @@\n 10\n 11\n 12\n+13\n";
        assert_eq!(unified("x", Some(old), new), expected);
    }

    #[test]
    fn equal_texts_have_none() {
        assert_eq!(unified("x", Some("a\n"), "a\n"), "");
        assert_eq!(unified("x", Some(&"a\n".repeat(5000)), "").lines().count(), 5003);
    }
}
