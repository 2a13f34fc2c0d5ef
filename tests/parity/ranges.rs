//! Every fixture, every ordered pair of its release tags.

use std::collections::BTreeSet;

use relnotes_testkit::Fixture;

use super::History;

fn every_fixture(check: impl Fn(&History)) {
    for name in Fixture::names() {
        check(&History::fixture(&name));
    }
}

#[test]
fn brute_force_of_the_tests_agrees_with_git() {
    every_fixture(|history| {
        let History { brute, git, name, .. } = history;
        for (at, id) in brute.ids.iter().enumerate() {
            let reached = brute.ids_of(brute.reach(at));
            assert_eq!(reached, git.rev_list(id), "{name}: {id}");
            let containing = git.git(&["tag", "--contains", id]);
            let containing: BTreeSet<&str> = containing.lines().collect();
            for tag in &brute.tags {
                let has = brute.reach(tag.commit).has(at);
                assert_eq!(has, containing.contains(tag.name.as_str()), "{name}: {}", tag.name);
            }
        }
        let tags = &brute.tags;
        for pair in tags.windows(2) {
            let names = [pair[0].name.as_str(), pair[1].name.as_str()];
            let refs = names.map(|name| format!("refs/tags/{name}"));
            let best = git.git(&["merge-base", "--all", &refs[0], &refs[1]]);
            let best: BTreeSet<String> = best.lines().map(str::to_owned).collect();
            assert_eq!(brute.merge_bases(pair[0].commit, pair[1].commit), best, "{names:?}");
            let count = git.count(&format!("{} --not {}", refs[1], refs[0]));
            let ours = brute.reach(pair[1].commit).without(brute.reach(pair[0].commit)).len();
            assert_eq!(ours, count, "{names:?}");
        }
    });
}

#[test]
fn every_ordered_pair_of_release_tags_is_cut_as_git_cuts_it() {
    every_fixture(|history| {
        let tags = history.tags();
        for from in &tags {
            for to in &tags {
                history.check_range(from, to);
            }
        }
    });
}

#[test]
fn every_release_tag_has_the_base_of_the_rule() {
    // Near-misses are tags too: the brute force of the tests does not read them.
    let names = Fixture::names().into_iter().filter(|name| name != "near-misses");
    for name in names {
        let history = History::fixture(&name);
        for tag in history.tags() {
            history.check_base(&tag);
        }
    }
}

#[test]
fn tags_stand_in_the_order_of_git() {
    every_fixture(|history| {
        let conforming: BTreeSet<String> = history.tags().into_iter().collect();
        let ours = history.session.tags.iter().map(|tag| tag.name.clone());
        let ours: Vec<String> = ours.filter(|name| conforming.contains(name)).collect();
        let theirs = history.git.tags_in_model_order("v").into_iter();
        let theirs: Vec<String> = theirs.filter(|name| conforming.contains(name)).collect();
        assert_eq!(ours, theirs, "{}", history.name);
        assert_eq!(ours, history.tags(), "{}", history.name);
        let ours = history.session.tags.iter().filter(|tag| tag.conforming);
        assert_eq!(ours.count(), conforming.len(), "{}", history.name);
    });
}
