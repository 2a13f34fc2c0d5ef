//! Snapshots of a schema that changed without a migration: a database that is there stays as it was.

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::migrations;
use crate::range::{FilePath, Range, Status};

pub(super) static DETECTOR: Detector = Detector {
    code: "SCHEMA-SNAP",
    about: "Snapshots of a schema (`schema.rs`, `structure.sql`, `db/schema.rb`, `schema.prisma`) that changed while no migration came.",
    ground: Ground::ProductAndGenerated,
    picks: is_snapshot,
    detect: Detect::Range(detect),
};

fn is_snapshot(path: &FilePath) -> bool {
    match path.name() {
        "schema.rs" => path.lower.contains("db") || path.lower == "src/schema.rs",
        "structure.sql" | "schema.prisma" => true,
        "schema.rb" => path.is_below("db"),
        _ => false,
    }
}

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let mut changed =
        range.picked(detector).filter(|file| file.status == Status::Modified).peekable();
    if changed.peek().is_none() {
        return;
    }
    if migrations::surveys(range).iter().any(|survey| !survey.added.is_empty()) {
        return;
    }
    for file in changed.filter(|file| file.is_read()) {
        let path = &file.path.full;
        let Some(line) = migrations::first_change(path, file.before(), file.after()) else {
            continue;
        };
        let id = format!("schema:{path}");
        let place = Place::after(path, line);
        facts.push(Fact::new(detector.code, Kind::SchemaDrift, Verb::Changed, id, path, place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::range_facts;

    fn found(change: &str) -> Vec<Fact> {
        let history = format!(
            "write db/schema.rb \"create_table :a\\n\"\ncommit \"feat: a\"\ntag v1.0.0\n{change}\ncommit \"feat: b\"\ntag v1.1.0"
        );
        range_facts(&[&DETECTOR], &history, "v1.0.0..v1.1.0")
    }

    #[test]
    fn a_schema_that_changes_alone_has_drifted() {
        let found = found("write db/schema.rb \"create_table :b\\n\"");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id.as_str(), found[0].place.line), ("schema:db/schema.rb", Some(1)));
    }

    #[test]
    fn a_migration_or_a_comment_is_no_drift() {
        let with_migration = "write db/schema.rb \"create_table :b\\n\"\nwrite db/migrate/20240101000000_b.rb \"class B\\nend\\n\"";
        assert!(found(with_migration).is_empty());
        assert!(found("write db/schema.rb \"# new\\ncreate_table :a\\n\"").is_empty());
    }
}
