//! When the commits of a release were made and its candidates tagged.

use relnotes_core::person::Time;

use super::escape;
use crate::context::Inputs;

/// A tag and its date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The tag.
    pub name: String,
    /// When it was made.
    pub time: Time,
}

const WIDTH: i64 = 640;
const MARGIN: i64 = 40;
const FLOOR: i64 = 96;
const TALLEST: i64 = 56;
/// How many columns the commits are counted in.
const COLUMNS: usize = 56;

/// Draws commits as columns and tags as dots above their names; none where everything happened at once.
pub(super) fn timeline(inputs: &Inputs<'_>, moments: &[Moment]) -> Option<String> {
    let times: Vec<i64> =
        inputs.own_commits().iter().map(|commit| commit.committer.time.seconds).collect();
    let all = || times.iter().copied().chain(moments.iter().map(|it| it.time.seconds));
    let (start, end) = (all().min()?, all().max()?);
    let span = (end - start).max(1);
    if end <= start || moments.is_empty() {
        return None;
    }
    let x = |seconds: i64| MARGIN + (seconds - start) * (WIDTH - 2 * MARGIN) / span;
    let mut columns = [0_i64; COLUMNS];
    for time in &times {
        let at = usize::try_from((time - start) * (COLUMNS as i64 - 1) / span).unwrap_or(0);
        columns[at] += 1;
    }
    let tallest = columns.iter().copied().max().unwrap_or(1).max(1);
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} 150\" role=\"img\" aria-label=\"{}\">\n",
        escape(&said(inputs, moments))
    );
    let width = (WIDTH - 2 * MARGIN) / COLUMNS as i64;
    for (at, n) in columns.iter().enumerate().filter(|(_, n)| **n > 0) {
        let height = (n * TALLEST / tallest).max(2);
        let left = MARGIN + at as i64 * width;
        out.push_str(&format!(
            "<rect class=\"column\" x=\"{left}\" y=\"{}\" width=\"{}\" height=\"{height}\"/>\n",
            FLOOR - height,
            width - 1
        ));
    }
    out.push_str(&format!(
        "<line x1=\"{MARGIN}\" y1=\"{FLOOR}\" x2=\"{}\" y2=\"{FLOOR}\"/>\n",
        WIDTH - MARGIN
    ));
    for (at, moment) in moments.iter().enumerate() {
        let x = x(moment.time.seconds);
        // Names that stand close to each other go to different heights.
        let y = FLOOR + 20 + 15 * i64::try_from(at % 3).unwrap_or(0);
        out.push_str(&format!(
            "<circle cx=\"{x}\" cy=\"{FLOOR}\" r=\"4\"><title>{} {}</title></circle>\n<text class=\"quiet\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{}</text>\n",
            escape(&moment.name),
            escape(&inputs.date(moment.time)),
            escape(&moment.name)
        ));
    }
    out.push_str("</svg>\n");
    Some(out)
}

/// The drawing in words.
fn said(inputs: &Inputs<'_>, moments: &[Moment]) -> String {
    let tags = moments.iter().map(|it| format!("{} {}", it.name, inputs.date(it.time)));
    format!("{}: {}", inputs.strings.html.timeline_title, tags.collect::<Vec<_>>().join(", "))
}
