//! For whom the internal notes are: all teams, or one of them.

/// A team that the internal notes have a part for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Who wrote it: changes, migrations, what to watch.
    Dev,
    /// Who helps users.
    Support,
    /// Who tests and runs it.
    QaOps,
}

/// Regions of the internal notes, and whose they are; what is not here is for everybody.
const PARTS: [(&str, Audience); 17] = [
    ("internal.dev", Audience::Dev),
    ("internal.deployed", Audience::Dev),
    ("internal.loose", Audience::Dev),
    ("internal.automated", Audience::Dev),
    ("internal.shipped_before", Audience::Dev),
    ("internal.reverted", Audience::Dev),
    ("internal.duplicates", Audience::Dev),
    ("internal.accounting", Audience::Dev),
    ("internal.breaking", Audience::Dev),
    ("internal.monitoring", Audience::Dev),
    ("internal.support", Audience::Support),
    ("internal.features", Audience::Support),
    ("internal.issues", Audience::Support),
    ("internal.contacts", Audience::Support),
    ("internal.qa_ops", Audience::QaOps),
    ("internal.tests", Audience::QaOps),
    ("internal.infrastructure", Audience::QaOps),
];

impl Audience {
    /// Returns whether a region is for them.
    pub(crate) fn reads(self, region: &str) -> bool {
        let whose = PARTS.iter().find(|(name, _)| *name == region);
        whose.is_none_or(|(_, whose)| *whose == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Locale;
    use crate::documents::INTERNAL_NOTES;

    #[test]
    fn every_region_of_the_internal_notes_is_somebodys() {
        let template = (INTERNAL_NOTES.template)(Locale::En);
        let regions = template.lines().filter_map(|line| {
            let (_, rest) = line.split_once("{{region \"")?;
            rest.split_once('"').map(|(id, _)| id)
        });
        let regions: Vec<&str> =
            regions.filter(|id| !matches!(*id, "internal.title" | "internal.foot")).collect();
        assert_eq!(regions, PARTS.map(|(name, _)| name));
    }
}
