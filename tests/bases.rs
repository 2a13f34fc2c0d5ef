//! Bases of real releases: recorded graphs of public repositories, with what their maintainers compare
//! (release scripts, published change logs) or would.

use std::collections::BTreeSet;

use relnotes_testkit::{Graph, Oracle};

use crate::support::Session;

/// One recorded release.
struct Case {
    /// Below `fixtures/graphs`.
    file: &'static str,
    target: &'static str,
    config: &'static str,
    base: &'static str,
    /// `git rev-list --count TARGET --not BASE`.
    commits: usize,
    rule: &'static str,
    /// Why a maintainer names it.
    why: &'static str,
}

const V: &str = "";
const NO_PREFIX: &str = "[tags]\nprefix = \"\"\n";
const STAGES: &str = "[tags]\nstages = [\"alpha\", \"beta\", \"rc\"]\n";

const fn case(
    file: &'static str,
    (target, config): (&'static str, &'static str),
    (base, commits, rule): (&'static str, usize, &'static str),
    why: &'static str,
) -> Case {
    Case { file, target, config, base, commits, rule, why }
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Minor releases of projects whose finals stay on release branches.
    case("argo-cd-v3.5.0", ("v3.5.0", V), ("v3.4.0", 672, "sibling"), "the first final of the line before; v3.4.0 to v3.4.6 lack the same 672"),
    case("helm-v3.14.0", ("v3.14.0", V), ("v3.13.0", 145, "sibling"), "the minor before, by its release script"),
    case("helm-v4.0.0", ("v4.0.0", V), ("v3.19.0", 1278, "sibling"), "v3.20 and v3.21 tie, but came later"),
    case("rails-v8.1.0", ("v8.1.0", V), ("v8.0.0", 2870, "sibling"), "the minor before; patches of 8.0 tie"),
    case("etcd-v3.6.0", ("v3.6.0", V), ("v3.5.0", 5651, "sibling"), "its change log starts at v3.5.0"),
    case("vue-core-v3.5.0", ("v3.5.0", V), ("v3.4.37", 217, "ancestor"), "the last patch that was merged into the minor branch"),
    case("containerd-v2.0.0", ("v2.0.0", V), ("v1.7.0", 2510, "ancestor"), "its release notes say: since 1.7.0"),
    case("containerd-v1.7.13", ("v1.7.13", V), ("v1.7.12", 9, "ancestor"), "the patch before"),
    // First candidates and later patches.
    case("argo-cd-v3.5.0-rc1", ("v3.5.0-rc1", V), ("v3.4.0", 643, "sibling"), "the first candidate is compared as its final is"),
    case("argo-cd-v2.14.21", ("v2.14.21", V), ("v2.14.20", 3, "ancestor"), "the patch before, though v3 was out long since"),
    case("netbox-v4.6.0", ("v4.6.0", V), ("v4.5.10", 118, "ancestor"), "main is merged into feature, so the last patch is within"),
    case("thanos-v0.42.0", ("v0.42.0", V), ("v0.41.0", 261, "ancestor"), "release branches are merged back"),
    case("lemmy-0.17.0", ("0.17.0", NO_PREFIX), ("0.16.5", 169, "ancestor"), "its notes say 0.16.7, which ties and stayed on its branch; the content is the same"),
    // The target's own commit has a lower tag: nothing is new.
    case("helm-v3.5.1", ("v3.5.1", V), ("v3.5.0", 0, "ancestor"), "the same commit: v3.4.0 would tell the notes of v3.5.0 again"),
    // Names among equal counts.
    case("helm-v3.6.3", ("v3.6.3", V), ("v3.6.2", 17, "sibling"), "the patch before, though v3.6.0 is the nearest ancestor"),
    case("helm-v3.19.4", ("v3.19.4", V), ("v3.19.3", 6, "sibling"), "the patch before"),
    case("lemmy-0.14.5", ("0.14.5", NO_PREFIX), ("0.14.3", 12, "sibling"), "the patch before; there is no 0.14.4"),
    case("vite-v5.0.0", ("v5.0.0", V), ("v4.5.0", 372, "sibling"), "the line before, not the ancestor v4.4.9 of an older one"),
    case("git-cliff-v1.1.0", ("v1.1.0", V), ("v1.0.1", 6, "sibling"), "the fewest commits; they published since v1.0.0 on purpose"),
    // Tags of another line that came after the target are none of its bases.
    case("vue-core-v3.6.0-alpha.1", ("v3.6.0-alpha.1", STAGES), ("v3.5.17", 897, "ancestor"), "v3.5.18 came eleven days later"),
    case("vue-core-v3.4.0-alpha.1", ("v3.4.0-alpha.1", STAGES), ("v3.3.7", 9, "ancestor"), "v3.3.8 came later"),
    case("vite-v7.0.0", ("v7.0.0", V), ("v6.3.5", 148, "ancestor"), "v6.4.0 came four months later"),
    // The own line needs no date: tags that were made again.
    case("etcd-v2.0.2", ("v2.0.2", V), ("v2.0.1", 10, "ancestor"), "v2.0.1 was tagged again after v2.0.2"),
];

#[test]
fn real_releases_have_the_base_that_a_maintainer_names() {
    let mut wrong = Vec::new();
    for case in CASES {
        let Case { file, target, why, .. } = case;
        let repo = Graph::load(file).build();
        let session = Session::open_with(repo.path(), case.config);
        let expected = (Some(case.base), case.commits, case.rule);
        let release = session.release(target);
        let base = release.range.from.as_ref().map(|end| end.name.as_str());
        let found = (base, release.commits.len(), release.base_rule.as_str());
        if found != expected {
            wrong.push(format!("{file}: {found:?}, not {expected:?}: {why}"));
        }
        let explained = session.explain(target);
        let found = (explained.base.as_deref(), explained.commits, explained.rule.as_str());
        if found != expected {
            wrong.push(format!("{file}, explained: {found:?}, not {expected:?}: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn counts_of_recordings_are_git_s() {
    for Case { file, target, base, commits, .. } in CASES {
        let repo = Graph::load(file).build();
        let range = format!("refs/tags/{target} --not refs/tags/{base}");
        assert_eq!(Oracle::new(repo.path()).count(&range), *commits, "{file}");
    }
}

#[test]
fn every_recording_has_a_case() {
    let files: BTreeSet<&str> = CASES.iter().map(|case| case.file).collect();
    let names = Graph::names();
    assert_eq!(names.iter().map(String::as_str).collect::<BTreeSet<_>>(), files);
}
