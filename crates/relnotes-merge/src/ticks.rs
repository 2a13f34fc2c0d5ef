//! Boxes to tick. A person's tick stays; where what stands below the box has changed since, a line asks to look again.

use crate::memory::Tick;
use crate::merge::Options;
use crate::node::{Kind, Node, RECHECK};

/// What becomes of a box that a person ticked.
pub(crate) struct Ticked {
    /// What is remembered.
    pub(crate) tick: Tick,
    /// The line that is put below the box.
    pub(crate) asks: Option<Node>,
    /// Whether a line that asks already stays.
    pub(crate) keeps: bool,
}

/// What is known about a ticked box: what is remembered, and what stood and stands below it.
pub(crate) struct Seen<'a> {
    pub(crate) region: &'a str,
    pub(crate) id: &'a str,
    pub(crate) before: Option<&'a Tick>,
    pub(crate) base: Option<&'a Node>,
    pub(crate) current: &'a Node,
    pub(crate) new: &'a Node,
}

/// Decides what is remembered of a box that is ticked, and whether somebody is asked to look again.
///
/// Whoever takes away the line that asks has looked: the box counts as ticked anew, on what stood below it then.
pub(crate) fn ticked(seen: &Seen<'_>, options: &Options) -> Ticked {
    let evidence = evidence(seen.new);
    let anew = |evidence: String| Tick {
        region: seen.region.to_owned(),
        id: seen.id.to_owned(),
        at: options.at.clone(),
        evidence,
        is_asked: false,
    };
    let is_asking = seen.current.children.iter().any(|child| child.id() == Some(RECHECK));
    let tick = match seen.before {
        None => anew(seen.base.map_or_else(|| evidence.clone(), self::evidence)),
        Some(before) if before.is_asked && !is_asking => {
            anew(seen.base.map_or_else(|| evidence.clone(), self::evidence))
        }
        Some(before) => before.clone(),
    };
    let is_other = tick.evidence != evidence;
    let asks = (is_other && !is_asking).then(|| asking(seen.new, &tick.at, options));
    let tick = Tick { is_asked: is_other, ..tick };
    Ticked { tick, asks, keeps: is_asking && is_other }
}

/// What stands below a box, as a number that is the same in every run.
fn evidence(node: &Node) -> String {
    let said = node.children.iter().filter(|child| child.id() != Some(RECHECK)).map(Node::said);
    number(&said.collect::<Vec<_>>().join("\n"))
}

/// FNV-1a, in hexadecimal digits.
pub(crate) fn number(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn asking(node: &Node, at: &str, options: &Options) -> Node {
    let first = node.children.first().and_then(|child| child.lines.first());
    let indent = first.map_or(2, |line| line.len() - line.trim_start().len());
    let words = options.recheck.replace("{at}", at);
    let line = format!("{}- {words} <!-- rn:i {RECHECK} -->", " ".repeat(indent));
    Node { lead: Vec::new(), kind: Kind::Item, lines: vec![line], children: Vec::new() }
}
