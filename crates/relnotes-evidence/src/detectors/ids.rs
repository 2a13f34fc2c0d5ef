//! Ids that are unique within a run, where a format allows equal ones.

use std::collections::BTreeMap;

/// The ids that were given away, each with how often.
#[derive(Default)]
pub(super) struct Ids(BTreeMap<String, usize>);

impl Ids {
    /// Returns the id, with `~2`, `~3` where it was given away before.
    pub(super) fn unique(&mut self, id: String) -> String {
        let count = self.0.entry(id.clone()).or_default();
        *count += 1;
        if *count == 1 { id } else { format!("{id}~{count}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ids_get_numbers() {
        let mut ids = Ids::default();
        assert_eq!(
            ["a", "b", "a", "a"].map(|id| ids.unique(id.to_owned())),
            ["a", "b", "a~2", "a~3"]
        );
    }
}
