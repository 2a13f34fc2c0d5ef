//! Exceptions of the freeze: `Freeze-Exception: WHO: WHY` in a commit's trailers.

use crate::release::model::Commit;

/// The trailer that says who agreed to a late change, and why.
pub(super) const TRAILER: &str = "Freeze-Exception";

/// Returns what the trailers of a commit say about an exception.
pub(super) fn exceptions(commit: &Commit) -> impl Iterator<Item = &str> {
    let trailers = commit.message.trailers.iter();
    trailers.filter(|it| it.key.eq_ignore_ascii_case(TRAILER)).map(|trailer| trailer.value.trim())
}

/// Returns whether somebody wrote that a commit is an exception, whatever was written.
pub(super) fn is_exception(commit: &Commit) -> bool {
    exceptions(commit).next().is_some()
}

/// Splits `WHO: WHY`; none where either is missing.
pub(super) fn who_and_why(text: &str) -> Option<(&str, &str)> {
    let (who, why) = text.split_once(':')?;
    let (who, why) = (who.trim(), why.trim());
    (!who.is_empty() && !why.is_empty()).then_some((who, why))
}
