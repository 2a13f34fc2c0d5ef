//! What the older code needs and the newer release took away: whether going back is safe.
//!
//! Only what stays behind when code goes back is looked at: the database and the configuration of those who run it.
//! Contracts are the code's own and come back with it. A name is searched as a whole word, so that a column called
//! `name` is found too often rather than too seldom: an unsafe verdict names its places and can be looked at, a safe
//! one cannot.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{
    Compatibility, Conflict, Doubt, Fact, Framework, Kind, Place, Side, Undo, Verb, Verdict,
};

use crate::range::{FilePath, Hits, Range};

/// Returns whether the code of the older tree can run on what the newer leaves behind.
pub(crate) fn check(range: &Range<'_>, facts: &[Fact]) -> Compatibility {
    let lost: Vec<(&Fact, &str)> =
        facts.iter().filter_map(|fact| Some((fact, lost(fact)?))).collect();
    let tables = lost.iter().flat_map(|(fact, name)| tables_of(fact, name));
    let names: BTreeSet<String> =
        lost.iter().map(|(_, name)| (*name).to_owned()).chain(tables).collect();
    let changed = range.search_changed(Side::Before, &names, is_searched);
    let unchanged = range.search_unchanged(&names, is_searched);
    let mut conflicts: BTreeMap<&str, Conflict> = BTreeMap::new();
    for (fact, name) in lost {
        let conflict = conflict(fact, name, &[&changed, &unchanged]);
        if let Some(conflict) = conflict {
            conflicts.entry(&fact.id).or_insert(conflict);
        }
    }
    let conflicts: Vec<Conflict> = conflicts.into_values().collect();
    let doubts = doubts(range, facts);
    let verdict = match (conflicts.is_empty(), doubts.is_empty()) {
        (false, _) => Verdict::Unsafe,
        (true, true) => Verdict::Safe,
        (true, false) => Verdict::CannotTell,
    };
    Compatibility { verdict, conflicts, doubts }
}

/// Which files are searched: what the product runs, but for migrations, which name everything that ever was.
pub(crate) fn is_searched(path: &FilePath) -> bool {
    let is_query = matches!(path.extension(), "sql" | "erb" | "tmpl" | "graphql");
    let is_migration = ["migrations", "migrate", "migration", "post_migrate", "versions"];
    path.is_product()
        && (path.is_code() || is_query)
        && !is_migration.iter().any(|folder| path.is_below(folder))
}

/// The name that the older code would miss.
fn lost(fact: &Fact) -> Option<&str> {
    match &fact.kind {
        Kind::SqlRisk(risk) if risk.compat => {
            let renamed = fact.before.as_deref().filter(|_| fact.verb == Verb::Renamed);
            // No older code names a column that is new; it writes rows without it.
            let is_new = risk.rule == "adding-required-field";
            let column = risk.column.as_deref().filter(|_| !is_new || risk.table.is_none());
            renamed.or(column).or(risk.table.as_deref())
        }
        Kind::Variable | Kind::ConfigKey | Kind::Flag(_) => match fact.verb {
            Verb::Renamed => fact.before.as_deref(),
            Verb::Removed => Some(&fact.subject),
            Verb::Added | Verb::Changed | Verb::Present => None,
        },
        _ => None,
    }
}

/// How many places of a name are told.
const TOLD: usize = 5;

/// The words by which code names the table of a column: as it is, as a type, one row of it.
fn tables_of(fact: &Fact, name: &str) -> Vec<String> {
    let table = match &fact.kind {
        Kind::SqlRisk(risk) => risk.table.as_deref().filter(|table| *table != name),
        _ => None,
    };
    let Some(table) = table else { return Vec::new() };
    let type_of = |words: &str| -> String {
        let word = |word: &str| {
            let mut chars = word.chars();
            let first = chars.next().map(|first| first.to_uppercase().to_string());
            first.unwrap_or_default() + chars.as_str()
        };
        words.split('_').map(word).collect()
    };
    let single = table.strip_suffix('s').unwrap_or(table);
    let mut all = vec![table.to_owned(), single.to_owned(), type_of(table), type_of(single)];
    all.sort();
    all.dedup();
    all
}

/// Files that name the column and its table count more than those that name the column alone, which may be that of any
/// table: where there are such, only they are told.
fn conflict(fact: &Fact, name: &str, hits: &[&Hits]) -> Option<Conflict> {
    let of = |name: &str| -> Vec<&Place> {
        hits.iter().filter_map(|hits| hits.places.get(name)).flatten().collect()
    };
    let all = of(name);
    let tables = tables_of(fact, name);
    let with_table: BTreeSet<&str> =
        tables.iter().flat_map(|table| of(table)).map(|place| place.path.as_str()).collect();
    let near: Vec<&Place> =
        all.iter().copied().filter(|place| with_table.contains(place.path.as_str())).collect();
    let places = if near.is_empty() { all } else { near };
    let files = places.len();
    if files == 0 {
        return None;
    }
    let places = places.into_iter().take(TOLD).cloned().map(|mut place| {
        // A file that did not change says the same in the older tree.
        place.side = Side::Before;
        place
    });
    Some(Conflict { fact: fact.id.clone(), name: name.to_owned(), places: places.collect(), files })
}

fn doubts(range: &Range<'_>, facts: &[Fact]) -> Vec<Doubt> {
    let mut doubts = BTreeSet::new();
    if range.commit(Side::Before).is_none() {
        doubts.insert(Doubt::NoOlderRelease);
    }
    let reading = range.reading();
    let unread = reading.unreadable.iter().chain(&reading.too_large);
    let matters = |path: &&String| {
        let path = FilePath::new(path, &[]);
        is_searched(&path) || path.extension() == "sql" || path.is_below("migrations")
    };
    doubts.extend(unread.filter(matters).cloned().map(Doubt::Unread));
    for fact in facts {
        let is_opaque = match &fact.kind {
            Kind::Migration(migration) => {
                migration.undo == Undo::Unknown || migration.framework == Framework::Code
            }
            Kind::SqlRisk(risk) => risk.rule == "unread-statement",
            Kind::SchemaDrift => true,
            _ => false,
        };
        if is_opaque {
            doubts.insert(Doubt::Opaque(fact.id.clone()));
        }
    }
    doubts.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::{Place, SqlRisk};

    use super::*;
    use crate::testing::with_release;

    fn check_with(history: &str, facts: &[Fact]) -> Compatibility {
        with_release(history, "v1.0.0..v1.1.0", |repository, config, release| {
            let from = release.range.from.as_ref().map(|from| from.commit);
            let all = crate::detectors::ALL;
            let ranges = Range::open(repository, config, release, &[from], all).unwrap();
            check(&ranges[0], facts)
        })
    }

    fn dropped(column: &str) -> Fact {
        let risk = SqlRisk {
            rule: "ban-drop-column",
            loss: true,
            lock: false,
            compat: true,
            table: Some("orders".to_owned()),
            column: Some(column.to_owned()),
        };
        let place = Place::after("migrations/2/up.sql", 1);
        let id = format!("sql:migrations/2/up.sql:ban-drop-column:{column}");
        Fact::new("SQL-RISK", Kind::SqlRisk(risk), Verb::Added, id, column, place)
    }

    const HISTORY: &str = "write src/a.rs \"let q = \\\"select total_price from orders\\\";\\n\"\nwrite src/b.rs \"// nothing\\n\"\n\
        commit \"feat: a\"\ntag v1.0.0\nwrite src/a.rs \"let q = \\\"select total from orders\\\";\\n\"\n\
        write migrations/2/up.sql \"alter table orders drop column total_price\"\ncommit \"feat: b\"\ntag v1.1.0";

    #[test]
    fn a_dropped_column_that_the_older_code_reads_is_unsafe() {
        let found = check_with(HISTORY, &[dropped("total_price")]);
        assert_eq!(found.verdict, Verdict::Unsafe);
        assert_eq!(found.conflicts[0].name, "total_price");
        assert_eq!(found.conflicts[0].places, [Place::before("src/a.rs", 1)]);
    }

    #[test]
    fn of_a_required_column_that_is_new_the_table_is_what_the_older_code_names() {
        let mut added = dropped("enabled");
        let Kind::SqlRisk(risk) = &mut added.kind else { panic!("no statement") };
        risk.rule = "adding-required-field";
        let history = HISTORY.replace("// nothing", "let enabled = true;");
        let found = check_with(&history, &[added]);
        assert_eq!(found.conflicts[0].name, "orders");
        assert_eq!(found.conflicts[0].places, [Place::before("src/a.rs", 1)]);
    }

    #[test]
    fn files_that_name_the_table_as_well_are_told_before_others() {
        let history = HISTORY.replace("// nothing", "let x = mail.total_price;");
        let found = check_with(&history, &[dropped("total_price")]);
        assert_eq!(found.conflicts[0].places, [Place::before("src/a.rs", 1)]);
        assert_eq!(found.conflicts[0].files, 1);
        // Where no file names both, the column alone has to do.
        let history = history.replace("from orders", "from o");
        let found = check_with(&history, &[dropped("total_price")]);
        assert_eq!(found.conflicts[0].files, 2);
    }

    #[test]
    fn a_dropped_column_that_nobody_reads_is_safe() {
        let found = check_with(HISTORY, &[dropped("old_column")]);
        assert_eq!((found.verdict, found.conflicts.len()), (Verdict::Safe, 0));
    }

    #[test]
    fn a_file_that_did_not_change_counts_as_well() {
        let history = HISTORY.replace("// nothing", "let x = row.legacy_id;");
        let found = check_with(&history, &[dropped("legacy_id")]);
        assert_eq!(found.verdict, Verdict::Unsafe);
        assert_eq!(found.conflicts[0].places, [Place::before("src/b.rs", 1)]);
    }

    #[test]
    fn an_unreadable_undo_leaves_the_verdict_open() {
        let risk = SqlRisk {
            rule: "unread-statement",
            loss: false,
            lock: false,
            compat: false,
            table: None,
            column: None,
        };
        let place = Place::after("migrations/2/up.sql", 1);
        let kind = Kind::SqlRisk(risk);
        let fact = Fact::new("SQL-RISK", kind, Verb::Added, "sql:x".to_owned(), "x", place);
        let found = check_with(HISTORY, &[fact]);
        assert_eq!(found.verdict, Verdict::CannotTell);
        assert_eq!(found.doubts, [Doubt::Opaque("sql:x".to_owned())]);
    }
}
