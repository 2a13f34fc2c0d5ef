//! Random histories: criss-cross merges, octopuses, lines that merge each other, clocks that are wrong.

use relnotes_testkit::RandomDag;

use super::History;

fn dag(recipe: &RandomDag) -> History {
    History::new(&format!("{recipe:?}"), recipe.build())
}

fn check_bases(recipe: &RandomDag) {
    let history = dag(recipe);
    for tag in history.tags() {
        history.check_base(&tag);
    }
}

/// A fixed share of all ordered pairs: every pair of neighbours, and others by a stride.
fn check_some_ranges(recipe: &RandomDag, most: usize) {
    let history = dag(recipe);
    let tags = history.tags();
    let pairs: Vec<(usize, usize)> =
        (0..tags.len()).flat_map(|a| (0..tags.len()).map(move |b| (a, b))).collect();
    let stride = (pairs.len() / most).max(1) | 1;
    for (a, b) in pairs.iter().step_by(stride) {
        history.check_range(&tags[*a], &tags[*b]);
    }
}

#[test]
fn brute_force_of_the_tests_agrees_with_git_on_random_histories() {
    for seed in 900..904 {
        let history = dag(&RandomDag { seed, commits: 200, skew_seconds: 7200, ..recipe() });
        let tags = &history.brute.tags;
        for (at, tag) in tags.iter().enumerate() {
            let other = &tags[(at * 7 + 3) % tags.len()];
            let range = format!("{} --not {}", tag.name, other.name);
            let ours = history.brute.reach(tag.commit).without(history.brute.reach(other.commit));
            assert_eq!(history.brute.ids_of(&ours), history.git.rev_list(&range), "{range}");
            let best = history.git.git(&["merge-base", "--all", &tag.name, &other.name]);
            let best = best.lines().map(str::to_owned).collect();
            assert_eq!(history.brute.merge_bases(tag.commit, other.commit), best, "{range}");
        }
    }
}

fn recipe() -> RandomDag {
    RandomDag { seed: 1, commits: 250, max_parents: 4, skew_seconds: 0, tags: 24 }
}

#[test]
fn bases_of_random_histories() {
    for seed in 1..=8 {
        check_bases(&RandomDag { seed, ..recipe() });
    }
}

#[test]
fn bases_of_random_histories_with_wrong_clocks() {
    for (seed, skew_seconds) in (21..=30).zip([600, 1800, 3600, 7200].into_iter().cycle()) {
        check_bases(&RandomDag { seed, skew_seconds, ..recipe() });
    }
}

#[test]
fn bases_of_a_long_history() {
    check_bases(&RandomDag {
        seed: 50,
        commits: 1500,
        tags: 40,
        skew_seconds: 7200,
        max_parents: 3,
    });
}

#[test]
fn ranges_of_random_histories() {
    for seed in 101..=106 {
        check_some_ranges(&RandomDag { seed, ..recipe() }, 80);
    }
}

#[test]
fn ranges_of_random_histories_with_wrong_clocks() {
    for (seed, skew_seconds) in (121..=128).zip([600, 1800, 3600, 7200].into_iter().cycle()) {
        check_some_ranges(&RandomDag { seed, skew_seconds, ..recipe() }, 80);
    }
}

#[test]
fn ranges_of_histories_of_octopuses() {
    for seed in 141..=144 {
        check_some_ranges(&RandomDag { seed, max_parents: 9, commits: 150, ..recipe() }, 60);
    }
}
