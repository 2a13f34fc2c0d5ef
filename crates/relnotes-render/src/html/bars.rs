//! Horizontal bars with two parts, as a drawing that needs nothing else.

use super::escape;

/// A row of bars.
pub(super) struct Bar {
    /// What it is of.
    pub(super) label: String,
    /// How many of the one and of the other.
    pub(super) parts: [usize; 2],
}

const WIDTH: usize = 420;
const NUMBER: usize = 48;
const ROW: usize = 26;
/// How wide a character of a label is, in a wide font too.
const CHARACTER: usize = 8;
/// How many characters of a label are shown.
const FITS: usize = 24;

/// Draws the rows; the parts are told apart by their words in the legend and by their colours.
pub(super) fn bars(title: &str, rows: &[Bar], words: [&str; 2]) -> String {
    let largest = rows.iter().map(|row| row.parts.iter().sum()).max().unwrap_or(0).max(1);
    let longest = rows.iter().map(|row| short(&row.label).chars().count()).max().unwrap_or(0);
    let start = longest * CHARACTER + 8;
    let scale = |n: usize| n * (WIDTH - start - NUMBER) / largest;
    let height = ROW * (rows.len() + 1);
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">\n",
        escape(&said(title, rows, words))
    );
    for (at, row) in rows.iter().enumerate() {
        let (y, middle) = (at * ROW + 4, at * ROW + 18);
        out.push_str(&format!(
            "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{}</text>\n",
            start - 8,
            escape(&short(&row.label))
        ));
        let mut x = start;
        for (part, n) in row.parts.iter().enumerate().filter(|(_, n)| **n > 0) {
            let width = scale(*n).max(2);
            out.push_str(&format!(
                "<rect class=\"part{part}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\"><title>{}: {n}</title></rect>\n",
                ROW - 8,
                escape(words[part])
            ));
            x += width + 2;
        }
        let sum: usize = row.parts.iter().sum();
        out.push_str(&format!("<text x=\"{}\" y=\"{middle}\">{sum}</text>\n", x + 4));
    }
    out.push_str(&legend(rows, words, height - 8));
    out.push_str("</svg>\n");
    out
}

fn legend(rows: &[Bar], words: [&str; 2], y: usize) -> String {
    let mut out = String::new();
    let mut x = 0;
    for (part, word) in words.iter().enumerate() {
        if rows.iter().all(|row| row.parts[part] == 0) {
            continue;
        }
        out.push_str(&format!(
            "<rect class=\"part{part}\" x=\"{x}\" y=\"{}\" width=\"10\" height=\"10\"/>\n<text class=\"quiet\" x=\"{}\" y=\"{y}\">{}</text>\n",
            y - 9,
            x + 16,
            escape(word)
        ));
        x += 32 + CHARACTER * word.chars().count();
    }
    out
}

/// The drawing in words, for those who do not see it.
fn said(title: &str, rows: &[Bar], words: [&str; 2]) -> String {
    let row = |row: &Bar| {
        let [one, other] = row.parts;
        format!("{} {} ({} {one}, {} {other})", row.label, one + other, words[0], words[1])
    };
    format!("{title}: {}", rows.iter().map(row).collect::<Vec<_>>().join("; "))
}

fn short(label: &str) -> String {
    if label.chars().count() <= FITS {
        return label.to_owned();
    }
    let end: Vec<char> = label.chars().rev().take(FITS - 1).collect();
    format!("…{}", end.into_iter().rev().collect::<String>())
}
