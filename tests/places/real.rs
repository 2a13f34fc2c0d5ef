//! Cases of public repositories, read by hand there and made again in small.

use super::check;

/// A revert of what the base has is a change; who has the replaced release has it already.
#[test]
fn helm_reverts_what_was_shipped() {
    check(
        "real-helm-revert-of-shipped",
        "v3.14.0",
        "base v3.13.0 sibling
        replaces v3.13.3
        warning from-not-ancestor
        Revert \"fix(main): fix basic auth => user p:12527 omitted first in v3.13.2
        Merge pull request #12527 => merge
        Fix issues when verify generation readiness => user p:12698
        Merge pull request #12698 => merge
        Updating Helm libraries for k8s 1.28.4 => user c omitted first in v3.13.3
        chore: version of 3.14 => internal(type) c",
    );
}

/// Shipped before means shipped and not taken back there.
#[test]
fn containerd_reverts_on_both_lines() {
    check(
        "real-containerd-revert-in-both",
        "v2.0.0",
        "base v1.7.0 ancestor
        replaces v1.7.23
        update runc binary to 1.1.15 => taken back
        Revert \"update runc binary to 1.1.15 => takes back update runc binary
        cri: make read-only mounts => taken back
        Revert \"cri: make read-only mounts => takes back cri: make read-only mounts
        api: second version => user c",
    );
}

/// A maintainer knows that both cancel, on both lines. Nothing but words says so: both are kept, with a warning.
#[test]
fn argo_reverts_by_the_subject() {
    check(
        "real-argo-revert-by-subject",
        "v3.5.0",
        "base v3.4.0 sibling
        replaces v3.4.0
        warning from-not-ancestor
        warning revert-by-subject
        fix: prevent automatic refreshes => copy by backport-note in v3.4.0
        Revert \"fix: prevent automatic refreshes => user p:27562
        chore: bump version to 3.5.0 => internal(type) c",
    );
}

#[test]
fn argo_backports_by_a_note() {
    check(
        "real-argo-backport-notes",
        "v3.5.0",
        "base v3.4.0 sibling
        replaces v3.4.5
        warning from-not-ancestor
        fix(ssd): regression => user p:27703 omitted first in v3.4.4
        fix(ssa): do not run auth reconcile => user p:27601 omitted first in v3.4.5
        refactor(ssd): use same applier => internal(type) p:27624 first in v3.4.5
        feat: what only 3.5 has => user p:27999
        chore: bump version to 3.5.0 => internal(type) c",
    );
}

/// The same subject everywhere: patch, or author and date, tell them apart.
#[test]
fn argo_squashes_from_forks() {
    check(
        "real-argo-merge-from-fork",
        "v3.5.0",
        "base v3.4.0 sibling
        replaces v3.4.2
        warning from-not-ancestor
        Merge commit from fork => copy by patch-id in v3.4.0
        Merge commit from fork => user c omitted first in v3.4.2
        chore: bump version to 3.5.0 => internal(type) c",
    );
}

/// A revert in the commit list of a squash is a step on its way, not what it does.
#[test]
fn lemmy_reverts_in_squashes() {
    check(
        "real-lemmy-reverts-in-squashes",
        "v0.19.0",
        "base v0.18.1 ancestor
        replaces v0.18.1
        Automatically resolve report when post/comment is removed (#3850) => user p:3850
        Auto resolve reports trigger (#3871) => user p:3871
        re-remove debug comments => user p:3960
        Revert \"re-remove debug comments => taken back
        Revert \"Revert \"re-remove debug comments => takes back Revert \"re-remove
        Merge pull request #3960 => merge
        Removing renovate schedule. (#4808) => taken back
        Revert \"Removing renovate schedule. (#4808)\" (#4847) => takes back Removing renovate",
    );
}

#[test]
fn netbox_merges_its_feature_branch() {
    check(
        "real-netbox-feature-branch",
        "v4.6.0",
        "base v4.5.10 ancestor
        replaces v4.5.10
        feat(virtualization): Add Virtual Machine Type model => user c
        #14329 Improve diffs for custom_fields => taken back
        Revert \"#14329 Improve diffs for custom_fields\" (#21692) => takes back #14329 Improve diffs
        #14329 Improve diffs for custom_fields => user p:21691
        Merge pull request #21691 => merge
        Closes #21902: Upgrade django-tables2 => taken back
        Revert \"Closes #21902: Upgrade django-tables2 => takes back Closes #21902
        Merge pull request #21904 => merge
        Fixes #22000: A fix on main => user c
        Merge pull request #22111 => merge",
    );
}

#[test]
fn vue_ships_fixes_of_its_minor_branch_first() {
    check(
        "real-vue-minor-branch",
        "v3.5.0",
        "base v3.4.37 ancestor
        replaces v3.4.38
        feat(reactivity): more efficient lists (#11000) => user p:11000
        chore: Merge branch 'main' into minor => merge
        fix(compiler-core): use ast-based check => user c omitted first in v3.4.38
        fix(compiler-sfc): handle keyof operator => user p:11581 omitted first in v3.4.38
        release: v3.5.0 => internal(type) c",
    );
}

#[test]
fn rails_picks_and_reverts_merges() {
    check(
        "real-rails-picked-merge",
        "v8.1.0",
        "base v8.0.0 ancestor
        replaces v8.0.0
        Add config option for MD5 class => taken back
        Merge pull request #54040 => merge
        Revert \"Merge pull request #54040 => takes back Add config option for MD5 class
        Revert \"Merge pull request #53330 => user c
        Merge pull request #55719 => user p:55719",
    );
}

#[test]
fn containerd_picks_by_the_name_of_a_branch() {
    check(
        "real-containerd-cherry-pick-branch",
        "v1.7.13",
        "base v1.7.12 ancestor
        replaces v1.7.12
        seccomp: kernel 6.7 => user p:9693
        Merge pull request #9693 => merge
        Update runc binary to v1.1.12 => user p:9724
        Prepare release notes for v1.7.13 => user p:9724
        Merge pull request #9724 => merge",
    );
}
