//! The gate for a terminal. Whoever prints it makes control characters visible.

use relnotes_core::gate::Status;

use super::{Page, SHOWN};
use crate::locale::fill;

/// Returns the page as lines: the verdict last, where a terminal stops.
pub fn text(page: &Page) -> String {
    let mut out = format!("{} {}\n\n", page.title(), page.of());
    let width =
        page.rows.iter().map(|row| page.status(row.status).chars().count()).max().unwrap_or(0);
    for row in &page.rows {
        let status = page.status(row.status);
        let gap = " ".repeat(width - status.chars().count());
        out.push_str(&format!("{} {status}{gap}  {}", row.code, row.title));
        match row.reasons.as_slice() {
            [one] => out.push_str(&format!(": {one}\n")),
            all => {
                out.push('\n');
                all.iter().for_each(|reason| out.push_str(&format!("      {reason}\n")));
            }
        }
        if matches!(row.status, Status::Pass | Status::NotApplicable) {
            continue;
        }
        let evidence = row.evidence.iter().take(SHOWN);
        evidence.for_each(|line| out.push_str(&format!("      - {}\n", line.replace('\n', " "))));
        if let Some(more) = row.evidence.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            let more = fill(page.word("more"), &[("n", &more.to_string())]);
            out.push_str(&format!("      - {more}\n"));
        }
    }
    let [decided, holds] = page.decided();
    out.push_str(&format!("\n{}: {decided} {holds}", page.word("decision")));
    out.truncate(out.trim_end().len());
    out.push_str(&format!("\n\n{}: {}\n", page.verdict_word(), page.summary()));
    out
}
