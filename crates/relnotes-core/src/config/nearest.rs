//! "Did you mean …?": the known word that a mistyped one is nearest to.

/// Returns the candidate that was probably meant, or nothing where every guess would be a wild one.
///
/// ```
/// use relnotes_core::config::nearest;
///
/// assert_eq!(nearest("prefx", ["stages", "prefix"]), Some("prefix"));
/// assert_eq!(nearest("colour", ["stages", "prefix"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(word);
    // A third of the letters may be wrong, as cargo and rustc have it; one always may.
    let allowed = (folded.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| {
            *distance <= allowed && *distance < candidate.chars().count()
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn distance(word: &str, candidate: &str) -> usize {
    // A singular or a plural, a prefix written in full: nearer than letters tell.
    let grown =
        word.chars().count() >= 4 && (candidate.starts_with(word) || word.starts_with(candidate));
    let letters = strsim::damerau_levenshtein(word, candidate);
    if grown { letters.min(1) } else { letters }
}

fn fold(word: &str) -> String {
    word.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_candidate_wins() {
        let known = ["prefix", "stages", "hotfix_style", "ignore", "feature", "fix", "main"];
        for (word, expected) in [
            ("prefx", Some("prefix")),
            ("perfix", Some("prefix")),
            ("Prefix", Some("prefix")),
            ("hotfix-style", Some("hotfix_style")),
            ("hotfix", Some("hotfix_style")),
            ("stage", Some("stages")),
            ("featrue", Some("feature")),
            ("a", None),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), expected, "for {word}");
        }
    }
}
