//! Where a shallow clone ends too early for the answer.

use crate::git::Error;
use crate::history::NodeId;

use super::cut::Base;
use super::survey::Survey;

/// Refuses a shallow boundary within the range, or beside it where it could hide what the base or
/// another release has.
pub(super) fn check(survey: &Survey<'_, '_, '_>, base: &Base, oldest: i64) -> Result<(), Error> {
    let graph = survey.graph();
    if graph.repository().shallow().is_empty() {
        return Ok(());
    }
    let needed = |node: &NodeId| {
        let set = survey.painting.set(*node);
        let content = base.is_content(&survey.painting, set);
        graph.is_boundary(*node) && (content || graph.time(*node) >= oldest)
    };
    match survey.painting.visited().iter().find(|node| needed(node)) {
        Some(node) => Err(Error::Shallow { boundary: graph.id(*node) }),
        None => Ok(()),
    }
}
