//! How much a hostile file may cost.

/// Levels of `extends` and of references; GitLab allows eleven and ten.
pub(super) const DEEPEST: usize = 12;
/// Files that are put together; GitLab allows 150.
pub(super) const MOST_FILES: usize = 150;
/// Jobs of a pipeline.
pub(super) const MOST_JOBS: usize = 1000;

/// Nodes that may be copied for one pipeline.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(1_000_000)
    }
}

impl Budget {
    /// Takes something out; false where it is empty.
    pub(super) fn spend(&mut self, nodes: usize) -> bool {
        let is_enough = self.0 >= nodes;
        self.0 = self.0.saturating_sub(nodes);
        is_enough
    }

    /// Returns whether nothing is left.
    pub(super) fn is_spent(&self) -> bool {
        self.0 == 0
    }
}
