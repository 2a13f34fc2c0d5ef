//! Migrations that the older release has already and that are others now: where they ran, nothing of the change happens.

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::migrations;

pub(super) static DETECTOR: Detector = Detector {
    code: "MIG-EDITED",
    about: "Migrations of the older release that changed in more than comments, imports, white space and quotes.",
    ground: Ground::ProductAndGenerated,
    picks: migrations::is_any,
    detect: Detect::Range(|range, detector, _, facts| {
        for edit in migrations::surveys(range).into_iter().flat_map(|survey| survey.edited) {
            let (id, place) =
                (format!("mig-edited:{}", edit.key), Place::after(&edit.path, edit.line));
            let kind = Kind::EditedMigration;
            let fact = Fact::new(detector.code, kind, Verb::Changed, id, &edit.name, place);
            facts.push(fact.as_sure_as(edit.confidence));
        }
    }),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::range_facts;

    fn found(after: &str) -> Vec<Fact> {
        let path = "db/migrate/20240101000000_a.rb";
        let before =
            "class A < ActiveRecord::Migration[7.0]\ndef change\nadd_index :a, :b\nend\nend\n";
        let history = format!(
            "write {path} {before:?}\ncommit \"feat: a\"\ntag v1.0.0\nwrite {path} {after:?}\ncommit \"feat: b\"\ntag v1.1.0"
        );
        range_facts(&[&DETECTOR], &history, "v1.0.0..v1.1.0")
    }

    #[test]
    fn an_edit_is_told_with_its_line() {
        let found = found(
            "# why\nclass A < ActiveRecord::Migration[7.0]\ndef change\nadd_index :a, :c\nend\nend\n",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id, "mig-edited:db/migrate/20240101000000_a.rb");
        assert_eq!(found[0].place.line, Some(4));
    }

    #[test]
    fn a_comment_and_other_parentheses_are_no_edit() {
        let after = "class A < ActiveRecord::Migration[7.0]\n  def change\n    add_index(:a, :b) # fast\n  end\nend\n";
        assert!(found(after).is_empty());
    }
}
