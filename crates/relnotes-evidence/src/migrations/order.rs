//! The order of migrations: by their versions as frameworks compare them, and from the newest back for a rollback.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use relnotes_core::evidence::{Fact, Framework, Kind, Migration, Verb};

/// Migrations of one framework and folder that a rollback has to undo.
#[derive(Debug, PartialEq)]
pub struct Rollback<'f> {
    /// The framework.
    pub framework: Framework,
    /// The folder in which they have their order.
    pub folder: String,
    /// What to undo first comes first: what ran after the deploy, then the newest.
    pub facts: Vec<&'f Fact>,
}

/// Returns what a rollback has to undo and in which order, a list for each framework and folder.
///
/// Migrations that went, that run again by themselves, or that only stand for older ones are left out: nothing of them
/// was new in the database.
pub fn rollback_order(facts: &[Fact]) -> Vec<Rollback<'_>> {
    let mut groups: BTreeMap<(Framework, String), Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.verb == Verb::Added) {
        let Some(migration) = migration(fact) else { continue };
        if migration.replaces.is_empty() {
            let key = (migration.framework, folder(migration.framework, &fact.place.path));
            groups.entry(key).or_default().push(fact);
        }
    }
    let mut rollbacks = Vec::new();
    for ((framework, folder), mut facts) in groups {
        facts.sort_by(|a, b| newest_first(a, b));
        rollbacks.push(Rollback { framework, folder, facts: followers_first(&facts) });
    }
    rollbacks
}

fn migration(fact: &Fact) -> Option<&Migration> {
    match &fact.kind {
        Kind::Migration(migration) => Some(migration),
        _ => None,
    }
}

/// The folder whose migrations have one order.
fn folder(framework: Framework, path: &str) -> String {
    let levels = match framework {
        // A folder for each migration; a folder each for what runs before and after the deploy.
        Framework::Diesel | Framework::Prisma | Framework::Rails => 2,
        Framework::GolangMigrate
        | Framework::Sqlx
        | Framework::Django
        | Framework::Alembic
        | Framework::Flyway
        | Framework::Liquibase
        | Framework::Scripts
        | Framework::Code => 1,
    };
    let up =
        |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    (0..levels).fold(path.to_owned(), |path, _| up(&path))
}

fn newest_first(a: &Fact, b: &Fact) -> Ordering {
    let (Some(one), Some(other)) = (migration(a), migration(b)) else { return Ordering::Equal };
    let late = other.after_deploy.cmp(&one.after_deploy);
    // The identifiers of Liquibase are names; its order is that of the files.
    let version = if one.framework == Framework::Liquibase {
        by_version(&b.place.path, &a.place.path).then(b.place.line.cmp(&a.place.line))
    } else {
        by_version(&other.version, &one.version)
    };
    late.then(version).then_with(|| b.id.cmp(&a.id))
}

/// Puts each fact behind those that follow it, and leaves the order otherwise.
fn followers_first<'f>(facts: &[&'f Fact]) -> Vec<&'f Fact> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (at, fact) in facts.iter().enumerate() {
        places.extend(migration(fact).map(|migration| (migration.version.as_str(), at)));
    }
    // Subjects are of one migration each, versions may be of several.
    places.extend(facts.iter().enumerate().map(|(at, fact)| (fact.subject.as_str(), at)));
    let follows = |at: usize| {
        let names =
            migration(facts[at]).map(|migration| &migration.follows[..]).unwrap_or_default();
        let places = names.iter().filter_map(|name| places.get(name.as_str()).copied());
        places.filter(move |place| *place != at).collect::<BTreeSet<usize>>()
    };
    let mut followers = vec![0_usize; facts.len()];
    (0..facts.len()).flat_map(follows).for_each(|at| followers[at] += 1);
    let mut left: BTreeSet<usize> = (0..facts.len()).collect();
    let mut ready: BTreeSet<usize> =
        left.iter().copied().filter(|at| followers[*at] == 0).collect();
    let mut ordered = Vec::with_capacity(facts.len());
    // Where they follow one another in a circle there is no right order.
    while let Some(at) = ready.pop_first().or_else(|| left.first().copied()) {
        left.remove(&at);
        ordered.push(facts[at]);
        for earlier in follows(at) {
            followers[earlier] = followers[earlier].saturating_sub(1);
            if followers[earlier] == 0 && left.contains(&earlier) {
                ready.insert(earlier);
            }
        }
    }
    ordered
}

/// Compares versions as frameworks do: their numbers one by one, `2` before `10`, then as texts.
pub(crate) fn by_version(a: &str, b: &str) -> Ordering {
    let numbers = |text: &str| -> Vec<(usize, String)> {
        let numbers = text.split(|char: char| !char.is_ascii_digit()).filter(|it| !it.is_empty());
        let number = |digits: &str| {
            let digits = digits.trim_start_matches('0');
            // A longer number is a larger one; so there is none that is too large.
            (digits.len(), digits.to_owned())
        };
        numbers.map(number).collect()
    };
    numbers(a).cmp(&numbers(b)).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::{Place, Undo};

    use super::*;

    fn fact(framework: Framework, path: &str, version: &str, follows: &[&str]) -> Fact {
        let migration = Migration {
            framework,
            version: version.to_owned(),
            undo: Undo::Reversible,
            undo_reason: String::new(),
            undo_command: None,
            after_deploy: path.contains("post_migrate"),
            out_of_order: None,
            tables: Vec::new(),
            replaces: Vec::new(),
            follows: follows.iter().map(|it| (*it).to_owned()).collect(),
        };
        let place = Place::after(path, None);
        let name = path.rsplit('/').next().unwrap();
        Fact::new(
            "MIG",
            Kind::Migration(migration),
            Verb::Added,
            format!("mig:{path}"),
            name,
            place,
        )
    }

    fn order(facts: &[Fact]) -> Vec<(Framework, String, Vec<&str>)> {
        let groups = rollback_order(facts).into_iter();
        let ids = |group: &Rollback<'_>| {
            let ids =
                group.facts.iter().map(|fact| facts.iter().find(|it| it.id == fact.id).unwrap());
            ids.map(|fact| fact.subject.as_str()).collect()
        };
        groups.map(|group| (group.framework, group.folder.clone(), ids(&group))).collect()
    }

    #[test]
    fn the_newest_is_undone_first_in_each_folder() {
        let facts = [
            fact(Framework::GolangMigrate, "db/9_a.up.sql", "9", &[]),
            fact(Framework::GolangMigrate, "db/10_b.up.sql", "10", &[]),
            fact(Framework::GolangMigrate, "other/1_c.up.sql", "1", &[]),
        ];
        assert_eq!(
            order(&facts),
            [
                (Framework::GolangMigrate, "db".to_owned(), vec!["10_b.up.sql", "9_a.up.sql"]),
                (Framework::GolangMigrate, "other".to_owned(), vec!["1_c.up.sql"]),
            ]
        );
    }

    #[test]
    fn what_ran_after_the_deploy_is_undone_before_the_rest() {
        let facts = [
            fact(Framework::Rails, "db/migrate/20240102000000_b.rb", "20240102000000", &[]),
            fact(Framework::Rails, "db/post_migrate/20240101000000_a.rb", "20240101000000", &[]),
        ];
        let expected = vec!["20240101000000_a.rb", "20240102000000_b.rb"];
        assert_eq!(order(&facts), [(Framework::Rails, "db".to_owned(), expected)]);
    }

    #[test]
    fn what_follows_another_is_undone_before_it_whatever_its_name() {
        let facts = [
            fact(Framework::Alembic, "m/versions/z.py", "ff", &[]),
            fact(Framework::Alembic, "m/versions/a.py", "aa", &["ff"]),
            fact(Framework::Django, "dcim/migrations/0226_add", "0226", &[]),
            fact(Framework::Django, "dcim/migrations/0226_a", "0226", &["0226_add"]),
        ];
        let names: Vec<_> = order(&facts).into_iter().map(|(.., names)| names).collect();
        assert_eq!(names, [vec!["0226_a", "0226_add"], vec!["a.py", "z.py"]]);
    }

    #[test]
    fn a_circle_ends() {
        let facts = [
            fact(Framework::Alembic, "versions/a.py", "a", &["b"]),
            fact(Framework::Alembic, "versions/b.py", "b", &["a"]),
        ];
        assert_eq!(order(&facts)[0].2.len(), 2);
    }

    #[test]
    fn what_went_or_stands_for_others_is_not_undone() {
        let mut gone = fact(Framework::Django, "a/migrations/0001_a", "0001", &[]);
        gone.verb = Verb::Removed;
        let mut squash = fact(Framework::Django, "a/migrations/0001_squashed", "0001", &[]);
        if let Kind::Migration(migration) = &mut squash.kind {
            migration.replaces.push("0001_a".to_owned());
        }
        assert!(rollback_order(&[gone, squash]).is_empty());
    }

    #[test]
    fn versions_are_compared_number_by_number() {
        assert!(by_version("9", "10").is_lt());
        assert!(by_version("1_9", "1_10").is_lt());
        assert!(by_version("2024-05-05-162540", "2024-06-17-160323").is_lt());
        assert!(by_version("0007", "7").is_lt());
        assert!(by_version(&"9".repeat(50), &"1".repeat(51)).is_lt());
    }
}
