//! What stands beside "none found": what was looked at, and how much could not be read.

use relnotes_core::evidence::Evidence;

use crate::context::{Inputs, Markdown};
use crate::escape::code;
use crate::locale::fill;

/// How many paths that could not be read are named.
const NAMED: usize = 3;

/// Returns "None found (checked: 660 commits, 1187 files, unreadable: 0)", or that nothing was looked at.
pub(crate) fn checked(inputs: &Inputs<'_>, evidence: Option<&Evidence>) -> Markdown {
    let strings = &inputs.strings.evidence;
    let locale = inputs.settings.locale;
    let Some(evidence) = evidence else {
        return Markdown(strings.not_looked.clone());
    };
    let reading = &evidence.reading;
    let commits = inputs.strings.count.commits.of(locale, inputs.commits());
    let files = strings.files.of(locale, reading.changed);
    let unread: Vec<&String> = reading.unreadable.iter().chain(&reading.too_large).collect();
    let values = [("commits", commits.as_str()), ("files", &files)];
    if unread.is_empty() {
        return Markdown(fill(&strings.looked, &values));
    }
    let mut names: Vec<String> = unread.iter().take(NAMED).map(|path| code(path)).collect();
    if unread.len() > NAMED {
        let more = (unread.len() - NAMED).to_string();
        names.push(fill(&inputs.strings.and_more, &[("n", &more)]));
    }
    let count = strings.files.of(locale, unread.len());
    let names = names.join(", ");
    let values = [values[0], values[1], ("unread", count.as_str()), ("names", &names)];
    Markdown(fill(&strings.looked_in_part, &values))
}
