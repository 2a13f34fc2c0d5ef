//! `[documents]`: how documents are written and where they live.

use super::error::{Error, Problem, Source};
use super::file::DocumentsFile;
use super::{given, picked_spanned};

/// How documents are written and where they live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documents {
    /// How dates are written, in the notation of strftime; `None`: as usual in the language.
    pub date_format: Option<String>,
    /// The folder for the documents of releases, relative to the repository, with `/`.
    pub folder: String,
}

impl Documents {
    pub(super) fn resolve(file: DocumentsFile, source: Source<'_>) -> Result<Self, Error> {
        if let Some(format) = &file.date_format
            && let Some(problem) = problem_of_format(format.get_ref())
        {
            return Err(source.bad_value("documents.date_format", problem, &format.span()));
        }
        if let Some(folder) = &file.folder
            && !is_inside(folder.get_ref())
        {
            return Err(source.bad_value("documents.folder", Problem::Outside, &folder.span()));
        }
        let folder = picked_spanned(file.folder);
        Ok(Self {
            date_format: given(file.date_format),
            folder: folder.trim_start_matches("./").trim_end_matches('/').to_owned(),
        })
    }
}

/// Tries the format on a date with everything that a release's date has.
fn problem_of_format(format: &str) -> Option<Problem> {
    let sample = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
    let error = jiff::fmt::strtime::format(format, &sample).err()?;
    // jiff begins with what it tried to do, which the message says already.
    let words = error.to_string();
    let reason = words.strip_prefix("strftime formatting failed: ").unwrap_or(&words);
    Some(Problem::DateFormat(reason.to_owned()))
}

fn is_inside(folder: &str) -> bool {
    let inner = folder.trim_start_matches("./").trim_end_matches('/');
    let is_part =
        |part: &str| !matches!(part, "" | "." | ".." | ".git") && !part.contains(['\\', ':']);
    inner.split('/').all(is_part)
}
