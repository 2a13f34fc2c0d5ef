//! What stands behind a line of a document: what the repository shows, what somebody declared, a guess, or nothing yet.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blanks;
use crate::locale::Locale;

/// What stands behind a line.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The repository shows it.
    Evidence,
    /// Somebody declared it, in a file that is named.
    Declared,
    /// A detector that may be wrong says it.
    Suggested,
    /// A person wrote it, here in the document.
    Human,
    /// Somebody says that there is nothing to say.
    NotApplicable,
    /// Nobody has filled it.
    Placeholder,
    /// It was looked for, and cannot be told.
    Unknown,
    /// The form says so.
    Form,
}

impl State {
    /// Returns what stands behind a line as the tool made it, with everything below it.
    pub fn of_made(text: &str, locale: Locale) -> Self {
        let words = locale.strings();
        let first = text.lines().next().unwrap_or_default();
        let has = |phrase: &str| first.contains(fixed(phrase));
        if !blanks::left(text).is_empty() {
            return Self::Placeholder;
        }
        if has(&words.looked.not_applicable) {
            return Self::NotApplicable;
        }
        if DECLARED.iter().any(|file| text.contains(file)) {
            return Self::Declared;
        }
        if has(&words.looked.suggested) {
            return Self::Suggested;
        }
        if has(&words.looked.reason) || has(&words.looked.not) {
            return Self::Unknown;
        }
        if is_of_form(first) { Self::Form } else { Self::Evidence }
    }
}

/// Files in which things are declared, with the `:` before the line.
const DECLARED: [&str; 2] = ["release.toml:", "relnotes.toml:"];

/// What a phrase says before its first value.
fn fixed(phrase: &str) -> &str {
    phrase.split('{').next().unwrap_or(phrase)
}

/// Whether a template has this very line.
fn is_of_form(line: &str) -> bool {
    let line = line.split(" <!-- rn:").next().unwrap_or(line);
    FORM.iter().any(|of_form| of_form == line)
}

/// The lines of all templates that have no value in them.
static FORM: LazyLock<Vec<String>> = LazyLock::new(|| {
    let templates = Locale::ALL.into_iter().flat_map(crate::templates::texts);
    let bare = templates.flat_map(str::lines).filter_map(|line| {
        let bare = line.split(" {{item \"").next()?;
        (!bare.is_empty() && !bare.contains("{{")).then(|| bare.to_owned())
    });
    bare.collect()
});
