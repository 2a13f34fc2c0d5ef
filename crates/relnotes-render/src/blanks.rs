//! What nobody has filled in a document: by its marks, or where somebody took those away, by the form's own words.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::documents::Document;
use crate::locale::Locale;
use crate::templates;

/// A blank in the text of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The line, from 1.
    pub line: usize,
    /// Its id; none where its mark was taken away.
    pub id: Option<String>,
    /// What the line says.
    pub text: String,
}

/// Who usually knows what belongs into a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Keeps the schedule and the roles.
    ReleaseManager,
    /// Answers for the content and its risks.
    TechLead,
    /// Answers for the tests.
    QaLead,
    /// Deploys, watches and rolls back.
    DevOps,
    /// Knows what it is worth to the business.
    BusinessOwner,
}

impl Role {
    /// Returns its name, as the form has it in every language.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReleaseManager => "Release Manager",
            Self::TechLead => "Tech Lead",
            Self::QaLead => "QA Lead",
            Self::DevOps => "DevOps",
            Self::BusinessOwner => "Business Owner",
        }
    }
}

/// How far a document is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completeness {
    /// Places of the form; rows of one list count as one.
    pub slots: usize,
    /// Those that nothing is left to do for.
    pub filled: usize,
    /// Of these: filled by the repository or by what was declared.
    pub by_tool: usize,
}

/// Returns the blanks of a text in their order. Blocks of code are looked at as well: the form has blanks there.
pub fn left(text: &str) -> Vec<Left> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let shown = bare(line);
        let mut is_marked = false;
        for id in marks(line) {
            if is_open(line) {
                found.push(Left { line: at + 1, id: Some(id.to_owned()), text: shown.clone() });
            }
            is_marked = true;
        }
        let is_word = |words: &str| words.chars().count() > 2 && FORM.contains(words);
        if !is_marked && brackets(line).any(is_word) {
            found.push(Left { line: at + 1, id: None, text: shown });
        }
    }
    found
}

/// Returns what stands where a blank was: whoever filled it left its mark.
pub fn filled(text: &str) -> Vec<Left> {
    let lines = text.lines().enumerate().filter(|(_, line)| !is_open(line));
    let of_line = |(at, line)| {
        marks(line).map(move |id| Left { line: at + 1, id: Some(id.to_owned()), text: bare(line) })
    };
    lines.flat_map(of_line).collect()
}

/// The ids of the blanks of a line.
fn marks(line: &str) -> impl Iterator<Item = &str> {
    line.split("<!-- rn:todo ").skip(1).filter_map(|after| Some(after.split_once(" -->")?.0))
}

/// Whether a line has words of the form: whoever fills a blank may leave its mark, and then they are gone.
fn is_open(line: &str) -> bool {
    brackets(line).any(|words| FORM.contains(words))
}

/// Returns how far a document is filled: `text` is what stands in its file, `made` what the tool makes by itself.
pub fn completeness(document: &Document, text: &str, made: &str) -> Completeness {
    let slots: BTreeSet<&str> = document.blanks.iter().copied().collect();
    let open = |text: &str| {
        let ids = left(text).into_iter().filter_map(|blank| blank.id);
        ids.map(|id| slot(&id).to_owned()).collect::<BTreeSet<String>>()
    };
    let filled = |open: &BTreeSet<String>| slots.iter().filter(|id| !open.contains(**id)).count();
    let (here, by_itself) = (open(text), open(made));
    let both: BTreeSet<String> = here.union(&by_itself).cloned().collect();
    Completeness { slots: slots.len(), filled: filled(&here), by_tool: filled(&both) }
}

/// Returns who usually knows what belongs into a blank; the longest beginning of its id decides.
pub fn who(id: &str) -> Role {
    let known = WHO.iter().filter(|(start, _)| id.starts_with(start));
    known.max_by_key(|(start, _)| start.len()).map_or(Role::ReleaseManager, |(_, role)| *role)
}

const WHO: [(&str, Role); 20] = [
    ("notes.", Role::BusinessOwner),
    ("notes.fixes", Role::TechLead),
    ("plan.context", Role::BusinessOwner),
    ("plan.changes", Role::TechLead),
    ("plan.migrations", Role::TechLead),
    ("plan.risks", Role::TechLead),
    ("plan.systems", Role::TechLead),
    ("plan.timeline.qa_signoff", Role::QaLead),
    ("internal.", Role::TechLead),
    ("internal.features", Role::BusinessOwner),
    ("internal.tests", Role::QaLead),
    ("internal.monitoring", Role::DevOps),
    ("internal.infrastructure", Role::DevOps),
    ("rollback.", Role::DevOps),
    ("rollback.criteria.business", Role::BusinessOwner),
    ("rollback.database", Role::TechLead),
    ("monitoring.", Role::DevOps),
    ("monitoring.business", Role::BusinessOwner),
    ("monitoring.validation", Role::QaLead),
    ("checklist.", Role::ReleaseManager),
];

/// The place of the form that a blank belongs to: without its row and without its number.
fn slot(id: &str) -> &str {
    let id = id.split('/').next().unwrap_or(id);
    id.split('~').next().unwrap_or(id)
}

/// The line without what begins an item and without marks.
fn bare(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before.trim_end());
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.trim_start_matches([' ', '-', '#', '>']).trim_end().to_owned()
}

/// What stands in square brackets and is no link.
fn brackets(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices('[').filter_map(|(at, _)| {
        let (words, after) = line[at + 1..].split_once(']')?;
        (!after.starts_with('(') && !words.contains('[')).then_some(words)
    })
}

/// What the form says in brackets where it waits for somebody, in every language.
static FORM: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let templates = Locale::ALL.into_iter().flat_map(templates::texts);
    let lines = templates.flat_map(str::lines).filter(|line| line.contains("{{todo "));
    lines.flat_map(brackets).filter(|words| !matches!(*words, " " | "x" | "X")).collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::ALL;
    use crate::documents::PLAN;

    #[test]
    fn blanks_are_found_by_their_marks_and_by_the_words_of_the_form() {
        let text = "# Plan\n- Code freeze: [дата/время] <!-- rn:todo plan.timeline.code_freeze -->\n\
                    - QA sign-off: [date/time]\n- [link](https://x) and [ ] and [x]\n";
        let found = left(text);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].line, found[0].text.as_str()), (2, "Code freeze: [дата/время]"));
        assert_eq!(found[0].id.as_deref(), Some("plan.timeline.code_freeze"));
        assert_eq!((found[1].line, &found[1].id), (3, &None));
    }

    #[test]
    fn a_filled_blank_may_keep_its_mark() {
        let text = "- Go-live: [date/time] <!-- rn:todo plan.timeline.go_live -->\n\
                    - Go-live: 2026-12-01 <!-- rn:todo plan.timeline.go_live -->\n\
                    - Full rollback: [N] minutes <!-- rn:todo rollback.time.total -->\n";
        let lines: Vec<usize> = left(text).iter().map(|blank| blank.line).collect();
        assert_eq!(lines, [1, 3]);
    }

    #[test]
    fn every_blank_of_the_form_has_words_in_brackets() {
        for line in Locale::ALL.into_iter().flat_map(templates::texts).flat_map(str::lines) {
            let is_open = brackets(line).any(|words| FORM.contains(words));
            assert!(!line.contains("{{todo ") || is_open, "{line}");
        }
    }

    #[test]
    fn rows_of_a_list_are_one_place() {
        let made = "a [risk] <!-- rn:todo plan.risks/risk:K1:x -->\nb [risk] <!-- rn:todo plan.risks/risk:K2:y~2 -->\n\
                    [N] <!-- rn:todo plan.context -->\n".replace("[risk]", "[mitigation plan]");
        let (made, text) = (
            made.as_str(),
            "a [mitigation plan] <!-- rn:todo plan.risks/risk:K1:x -->\nb\nWhat it is worth.\n",
        );
        let figures = completeness(&PLAN, text, made);
        assert_eq!(figures.slots, PLAN.blanks.len());
        assert_eq!((figures.filled, figures.by_tool), (figures.slots - 1, figures.slots - 2));
    }

    #[test]
    fn the_longest_beginning_decides_who_knows() {
        assert_eq!(who("rollback.criteria.business"), Role::BusinessOwner);
        assert_eq!(who("rollback.time.total"), Role::DevOps);
        assert_eq!(who("plan.roles.tech_lead"), Role::ReleaseManager);
    }

    #[test]
    fn every_blank_of_a_document_has_somebody_who_knows() {
        for document in ALL {
            for id in document.blanks {
                assert!(!who(id).as_str().is_empty());
                assert_eq!(slot(id), *id);
            }
        }
    }
}
