//! Migrations of diesel.

use super::{Detect, Detector, Ground};
use crate::migrations::{diesel, files};

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-DIESEL",
    about: "Migrations of diesel, `up.sql` and `down.sql` in a folder each, that came or went, and what their undo is worth.",
    ground: Ground::ProductAndGenerated,
    picks: |path| files::is_part(&diesel::FORMAT, path),
    detect: Detect::Range(|range, detector, _, facts| {
        files::survey(&diesel::FORMAT, range).facts(detector.code, facts);
    }),
};

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::{Fact, Kind, Migration, Undo, Verb};

    use super::*;
    use crate::testing::range_facts;

    fn found(history: &str) -> Vec<Fact> {
        range_facts(&[&DETECTOR], history, "v1.0.0..v1.1.0")
    }

    fn migration(fact: &Fact) -> &Migration {
        let Kind::Migration(migration) = &fact.kind else { panic!("{fact:?}") };
        migration
    }

    #[test]
    fn a_migration_is_told_with_its_undo() {
        let found = found(
            "commit \"feat: a\"\ntag v1.0.0\n\
             write migrations/2024-05-05-162540_a/up.sql \"CREATE TABLE a (b int);\"\n\
             write migrations/2024-05-05-162540_a/down.sql \"DROP TABLE a;\"\n\
             commit \"feat: b\"\ntag v1.1.0",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id, "mig:migrations/2024-05-05-162540_a");
        assert_eq!(found[0].subject, "2024-05-05-162540_a");
        let migration = migration(&found[0]);
        assert_eq!(migration.undo, Undo::Lossy);
        assert_eq!(
            migration.undo_reason,
            "DROP TABLE a (migrations/2024-05-05-162540_a/down.sql:1)"
        );
        assert_eq!(migration.undo_command.as_deref(), Some("diesel migration revert"));
        assert_eq!(migration.tables, ["a"]);
    }

    #[test]
    fn one_that_came_and_went_within_the_range_is_none() {
        let found = found(
            "commit \"feat: a\"\ntag v1.0.0\nwrite migrations/1_a/up.sql \"SELECT 1;\"\ncommit \"feat: b\"\n\
             delete migrations/1_a/up.sql\ncommit \"feat: c\"\ntag v1.1.0",
        );
        assert!(found.is_empty());
    }

    #[test]
    fn what_is_gone_cannot_be_undone_any_more() {
        let found = found(
            "write migrations/1_a/up.sql \"CREATE TABLE a (b int);\"\nwrite migrations/1_a/down.sql \"DROP TABLE a;\"\n\
             commit \"feat: a\"\ntag v1.0.0\ndelete migrations/1_a/up.sql\ndelete migrations/1_a/down.sql\n\
             commit \"feat: b\"\ntag v1.1.0",
        );
        assert_eq!((found.len(), found[0].verb), (1, Verb::Removed));
        let migration = migration(&found[0]);
        assert_eq!((migration.undo, &migration.undo_command), (Undo::Missing, &None));
    }

    #[test]
    fn an_undo_that_cannot_be_read_is_unknown() {
        let large = "-- a\\n".repeat(300_000);
        let found = found(&format!(
            "commit \"feat: a\"\ntag v1.0.0\nwrite migrations/1_a/up.sql \"CREATE TABLE a (b int);\"\n\
             write migrations/1_a/down.sql \"{large}\"\ncommit \"feat: b\"\ntag v1.1.0"
        ));
        let migration = migration(&found[0]);
        assert_eq!(migration.undo, Undo::Unknown);
        assert_eq!(migration.undo_reason, "migrations/1_a/down.sql");
    }
}
