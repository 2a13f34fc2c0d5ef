//! The gate as Markdown: for a comment of a pull request or a chat.

use super::{Page, SHOWN};
use crate::escape::{code, markdown as inert};
use crate::locale::fill;

/// Returns the page as Markdown.
pub fn markdown(page: &Page) -> String {
    let mut out = format!("# {}\n\n", inert(&page.title()));
    out.push_str(&format!(
        "**{}** {}: {}.\n\n",
        page.verdict_word(),
        inert(&page.of()),
        page.summary()
    ));
    let heads = [page.word("criterion"), page.word("status"), page.word("why")];
    out.push_str(&format!("| | {} |\n|---|---|---|---|\n", heads.join(" | ")));
    for row in &page.rows {
        let cell = |text: &str| inert(text).replace('|', "\\|");
        let why: Vec<String> = row.reasons.iter().map(|reason| cell(reason)).collect();
        let evidence = row
            .evidence
            .iter()
            .take(SHOWN)
            .map(|it| code(&it.replace('\n', " ")).replace('|', "\\|"));
        let mut lines: Vec<String> = why.into_iter().chain(evidence).collect();
        if let Some(more) = row.evidence.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            lines.push(fill(page.word("more"), &[("n", &more.to_string())]));
        }
        let (title, status) = (cell(&row.title), page.status(row.status));
        out.push_str(&format!("| {} | {title} | {status} | {} |\n", row.code, lines.join("<br>")));
    }
    out.push_str(&format!("\n## {}\n", page.word("risks")));
    match page.risks.as_slice() {
        [] => out.push_str(&format!("{}\n", page.word("none"))),
        risks => risks.iter().for_each(|risk| out.push_str(&format!("- {}\n", risk.0))),
    }
    out.push_str(&format!("\n## {}\n{}\n", page.word("rollback"), page.rollback.0));
    let [decided, holds] = page.decided();
    let decided = format!("{} {}", inert(&decided), inert(&holds));
    out.push_str(&format!("\n## {}\n{}\n", page.word("decision"), decided.trim_end()));
    out
}
