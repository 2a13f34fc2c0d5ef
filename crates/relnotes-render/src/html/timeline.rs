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

const WIDTH: i64 = 840;
const MARGIN: i64 = 20;
const FLOOR: i64 = 84;
const TALLEST: i64 = 64;
/// How far the rows of names stand from each other.
const ROW: i64 = 16;
/// How wide a character of a name is, in a wide font too.
const CHARACTER: i64 = 8;
/// How many columns the commits are counted in.
const COLUMNS: usize = 80;

/// The line of time on which everything has its place.
struct Axis {
    start: i64,
    span: i64,
}

impl Axis {
    fn x(&self, seconds: i64) -> i64 {
        MARGIN + (seconds - self.start) * (WIDTH - 2 * MARGIN) / self.span
    }
}

/// Draws commits as columns and tags as dots above their names; none where everything happened at once.
pub(super) fn timeline(inputs: &Inputs<'_>, moments: &[Moment]) -> Option<String> {
    let times: Vec<Time> =
        inputs.own_commits().iter().map(|commit| commit.committer.time).collect();
    let all = || times.iter().copied().chain(moments.iter().map(|it| it.time));
    let first = all().min_by_key(|time| time.seconds)?;
    let last = all().max_by_key(|time| time.seconds)?;
    if last.seconds <= first.seconds || moments.is_empty() {
        return None;
    }
    let axis = Axis { start: first.seconds, span: last.seconds - first.seconds };
    let rows = rows(&axis, moments);
    let height = FLOOR + ROW * (rows.iter().map(|(row, _)| *row).max().unwrap_or(0) + 3);
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">\n",
        escape(&said(inputs, moments))
    );
    out.push_str(&columns(&axis, &times));
    let right = WIDTH - MARGIN;
    out.push_str(&format!(
        "<line x1=\"{MARGIN}\" y1=\"{FLOOR}\" x2=\"{right}\" y2=\"{FLOOR}\"/>\n"
    ));
    out.push_str(&names(inputs, &axis, moments, &rows));
    let y = height - 4;
    out.push_str(&format!(
        "<text class=\"quiet\" x=\"{MARGIN}\" y=\"{y}\">{}</text>\n<text class=\"quiet\" x=\"{right}\" y=\"{y}\" text-anchor=\"end\">{}</text>\n</svg>\n",
        escape(&inputs.date(first)),
        escape(&inputs.date(last))
    ));
    Some(out)
}

fn columns(axis: &Axis, times: &[Time]) -> String {
    let mut counts = [0_i64; COLUMNS];
    for time in times {
        let at = (time.seconds - axis.start) * (COLUMNS as i64 - 1) / axis.span;
        counts[usize::try_from(at).unwrap_or(0)] += 1;
    }
    let tallest = counts.iter().copied().max().unwrap_or(1).max(1);
    let width = (WIDTH - 2 * MARGIN) / COLUMNS as i64;
    let mut out = String::new();
    for (at, n) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
        let height = (n * TALLEST / tallest).max(2);
        out.push_str(&format!(
            "<rect class=\"column\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{height}\"><title>{n}</title></rect>\n",
            MARGIN + at as i64 * width,
            FLOOR - height,
            width - 1
        ));
    }
    out
}

/// Where the name of each tag goes: its row, the first one in which it touches no other name, and its middle, such that
/// it does not leave the drawing.
fn rows(axis: &Axis, moments: &[Moment]) -> Vec<(i64, i64)> {
    let mut ends: Vec<i64> = Vec::new();
    let place = |moment: &Moment| {
        let half = i64::try_from(moment.name.chars().count()).unwrap_or(0) * CHARACTER / 2;
        let middle = axis.x(moment.time.seconds).min(WIDTH - half).max(half);
        let free = ends.iter().position(|end| *end < middle - half);
        let row = free.unwrap_or(ends.len());
        if row == ends.len() {
            ends.push(0);
        }
        ends[row] = middle + half;
        (i64::try_from(row).unwrap_or(0), middle)
    };
    moments.iter().map(place).collect()
}

fn names(inputs: &Inputs<'_>, axis: &Axis, moments: &[Moment], rows: &[(i64, i64)]) -> String {
    let mut leads = String::new();
    let mut out = String::new();
    for (moment, (row, middle)) in moments.iter().zip(rows) {
        let x = axis.x(moment.time.seconds);
        let y = FLOOR + ROW * (row + 1) + 4;
        let name = escape(&moment.name);
        leads.push_str(&format!(
            "<line class=\"lead\" x1=\"{x}\" y1=\"{FLOOR}\" x2=\"{x}\" y2=\"{}\"/>\n",
            y - 9
        ));
        out.push_str(&format!(
            "<circle cx=\"{x}\" cy=\"{FLOOR}\" r=\"4\"><title>{name} {}</title></circle>\n<text class=\"tag\" x=\"{middle}\" y=\"{y}\" text-anchor=\"middle\">{name}</text>\n",
            escape(&inputs.date(moment.time))
        ));
    }
    // Lines lie under the names that they pass.
    leads + &out
}

/// The drawing in words.
fn said(inputs: &Inputs<'_>, moments: &[Moment]) -> String {
    let tags = moments.iter().map(|it| format!("{} {}", it.name, inputs.date(it.time)));
    format!("{}: {}", inputs.strings.html.timeline_title, tags.collect::<Vec<_>>().join(", "))
}
