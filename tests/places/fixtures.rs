//! The fixtures of the product's cases.

use super::{check, check_with};

/// What v1.3.0 of the demonstration brings, however its hotfix came.
const AUTUMN: &str = "
    feat(search): full-text search (SHOP-12) => user p:12
    feat(search): word forms in Russian => user p:12
    test(search): cover empty queries => user p:12
    Merge pull request #12 => merge
    feat(payment): table of refunds => user p:14
    feat(payment): refund a part of an order (PAY-123) => user p:14
    Round half cents in favour of the customer => user p:14
    Merge pull request #14 => merge
    feat(cart): keep the cart between visits (SHOP-31) (#15) => user p:15
    build(deps): bump axios from 1.6.8 to 1.7.9 => internal(bot) p:16
    Merge pull request #16 => merge
    feat(checkout): checkout on one page => taken back
    Revert \"feat(checkout): checkout on one page => takes back feat(checkout): checkout on one page
    perf(catalogue): cache the first page => user p:18
    docs: describe the cache of the catalogue => user p:18
    Merge pull request #18 => merge
    feat(api)!: remove version 1 of the orders API => user p:19
    fix(security): check the signature of payment webhooks => user p:20
    Обновить тексты писем о заказе => user c
    ci: run the tests on two architectures => internal(type) c
    refactor(payment): drop the old column of totals => internal(type) t:PAY-144
    Fix prices with a comma => user t:SHOP-63
    chore(release): version 1.3.0 => internal(type) c
    fix(search): do not fail on very long queries => user t:SHOP-71
    Merge branch 'release/v1.3.0' => merge
";

#[test]
fn gitflow_from_its_base() {
    let table = "
        base v1.2.0-hotfix.1 ancestor
        replaces v1.2.0-hotfix.1
        Merge branch 'main' into develop => merge
        Merge branch 'release/v1.2.0-hotfix' into develop => merge
    ";
    check("gitflow", "v1.3.0", &(AUTUMN.to_owned() + table));
}

#[test]
fn gitflow_from_an_older_release_tells_everything() {
    let table = "
        base v1.2.0 explicit
        replaces v1.2.0-hotfix.1
        warning replaces-not-from
        Merge branch 'main' into develop => merge
        Merge branch 'release/v1.2.0-hotfix' into develop => merge
        Merge branch 'release/v1.2.0-hotfix' => merge
        fix(payment): do not charge twice => user t:PAY-131 first in v1.2.0-hotfix.1
        chore(release): version 1.2.0-hotfix.1 => internal(type) c first in v1.2.0-hotfix.1
    ";
    check("gitflow", "v1.2.0..v1.3.0", &(AUTUMN.to_owned() + table));
}

#[test]
fn gitflow_candidates_and_hotfix() {
    check(
        "gitflow",
        "v1.3.0-rc.2",
        "base v1.3.0-rc.1 candidate
        replaces v1.2.0-hotfix.1
        fix(search): do not fail on very long queries => user t:SHOP-71",
    );
    check(
        "gitflow",
        "v1.2.0-hotfix.1",
        "base v1.2.0 ancestor
        replaces v1.2.0
        fix(payment): do not charge twice => user t:PAY-131
        chore(release): version 1.2.0-hotfix.1 => internal(type) c
        Merge branch 'release/v1.2.0-hotfix' => merge",
    );
}

#[test]
fn gitflow_that_picks_its_hotfix() {
    let table = "
        base v1.2.0-hotfix.1 ancestor
        replaces v1.2.0-hotfix.1
        fix(payment): do not charge twice => copy by trailer in v1.2.0-hotfix.1
        Merge branch 'release/v1.2.0' into develop => merge
    ";
    check("gitflow-cherry-picked", "v1.3.0", &(AUTUMN.to_owned() + table));
    let table = "
        base v1.2.0 explicit
        replaces v1.2.0-hotfix.1
        warning replaces-not-from
        fix(payment): do not charge twice => user t:PAY-131 first in v1.2.0-hotfix.1
        fix(payment): do not charge twice => copy by trailer
        Merge branch 'release/v1.2.0' into develop => merge
        chore(release): version 1.2.0-hotfix.1 => internal(type) c first in v1.2.0-hotfix.1
        Merge branch 'release/v1.2.0-hotfix' => merge
    ";
    check("gitflow-cherry-picked", "v1.2.0..v1.3.0", &(AUTUMN.to_owned() + table));
}

#[test]
fn two_lines() {
    check(
        "two-lines",
        "v1.2.0-hotfix.2",
        "base v1.2.0-hotfix.1 ancestor
        replaces v1.2.0-hotfix.1
        fix(payment): rounding of discounts => user t:PAY-77",
    );
    // What only another line shipped is told and marked.
    check(
        "two-lines",
        "v1.3.0-hotfix.1",
        "base v1.3.0 ancestor
        replaces v1.3.0
        fix(payment): rounding of discounts => user t:PAY-77 first in v1.2.0-hotfix.2
        fix(search): suggestions on slow networks => user t:SHOP-21",
    );
    check(
        "two-lines",
        "v1.3.0",
        "base v1.2.0-hotfix.1 ancestor
        replaces v1.2.0-hotfix.1
        Merge branch 'main' into develop => merge
        Merge branch 'hotfix/v1.2' into develop => merge
        Merge branch 'hotfix/v1.2' => merge
        feat(search): suggestions while typing => user t:SHOP-14
        fix(cart): empty cart after login => user t:SHOP-15
        Merge branch 'release/v1.3.0' => merge",
    );
    check(
        "two-lines",
        "v1.4.0",
        "base v1.3.0-hotfix.1 ancestor
        replaces v1.3.0-hotfix.1
        Merge branch 'main' into develop => merge
        Merge branch 'hotfix/v1.3' => merge
        fix(payment): rounding of discounts => copy by trailer in v1.3.0-hotfix.1
        fix(search): suggestions on slow networks => copy by trailer in v1.3.0-hotfix.1
        feat(delivery): pick-up points on a map => user t:SHOP-33
        Merge branch 'release/v1.4.0' => merge",
    );
}

/// The fix that came back is not told as taken back: who reads the notes has it before and after. The one that stays
/// away is told as taken back, and lacking.
#[test]
fn reverted_and_picked_again() {
    check(
        "revert-and-pick-again",
        "v1.3.0",
        "base v1.2.0 ancestor
        replaces v1.2.0-hotfix.1
        lacks fix(payment): try three times
        warning lacks-hotfix
        feat(cart): discounts for pairs => user t:SHOP-40
        fix(payment): longer timeout for slow banks => taken back
        Revert \"fix(payment): longer timeout for slow banks => takes back fix(payment): longer timeout
        fix(payment): try three times (PAY-62) => user t:PAY-62 omitted first in v1.2.0-hotfix.1
        Revert \"fix(payment): try three times => user t:PAY-62~2
        feat(search): search by article number => user t:SHOP-41
        fix(payment): longer timeout for slow banks => user t:PAY-61 omitted first in v1.2.0-hotfix.1",
    );
}

#[test]
fn a_hotfix_in_no_candidate() {
    check(
        "hotfix-in-no-candidate",
        "v1.3.0",
        "base v1.2.0-hotfix.1 ancestor
        replaces v1.2.0-hotfix.1
        warning untested-hotfix
        feat(storefront): dark theme => user t:SHOP-9
        fix(storefront): dark theme on old telephones => user t:SHOP-10
        Merge branch 'release/v1.3.0' => merge",
    );
}

#[test]
fn a_hotfix_that_never_came_back() {
    check(
        "hotfix-lacking",
        "v1.3.0",
        "base v1.2.0 ancestor
        replaces v1.2.0-hotfix.1
        lacks fix(payment): refuse expired cards
        warning lacks-hotfix
        feat(delivery): couriers in the evening => user t:SHOP-18
        fix(payment): currency of old orders => user t:PAY-89 omitted first in v1.2.0-hotfix.1
        feat(delivery): track the courier => user t:SHOP-19
        Merge branch 'release/v1.3.0' => merge",
    );
}

#[test]
fn a_release_pull_request_swallows_nothing() {
    check(
        "release-pull-request",
        "v1.3.0",
        "base v1.2.0 ancestor
        replaces v1.2.0
        feat(loyalty): collect points (SHOP-81) => user p:85
        fix(cart): wrong sum with coupons (SHOP-82) (#81) => user p:81
        Merge branch 'develop' into feature/SHOP-81-loyalty => merge
        feat(loyalty): pay with points (SHOP-81) => user p:85
        Merge pull request #85 => merge
        Ускорить выгрузку чеков (PAY-91) => user t:PAY-91
        chore(release): version 1.3.0 => internal(type) c
        Merge pull request #90 => merge",
    );
}

#[test]
fn every_kind_of_revert() {
    check(
        "reverts",
        "v1.3.0",
        "base v1.2.0 ancestor
        replaces v1.2.0
        warning revert-by-subject
        feat(cart): share a cart => taken back
        Revert \"feat(cart): share a cart => takes back feat(cart): share a cart
        feat(cart): cart in the header => taken back
        fix(cart): take the cart out of the header again => takes back feat(cart): cart in the header
        feat(search): search by colour => taken back
        feat(search): search by size => taken back
        Revert the new filters => takes back feat(search): search by colour (SHOP-103) and feat(search): search by size
        feat(storefront): second banner => user t:SHOP-105
        Remove all banners => user c
        feat(delivery): drones => user t:SHOP-106
        Revert \"feat(delivery): drones => user t:SHOP-106~2
        perf(catalogue): lazy images => user t:SHOP-107
        Revert \"perf(catalogue): lazy images => taken back
        Reapply \"perf(catalogue): lazy images => takes back Revert \"perf(catalogue): lazy images
        feat(payment): pay by QR code => taken back
        Revert \"feat(payment): pay by QR code => takes back feat(payment): pay by QR code
        Revert \"Revert \"feat(payment): pay by QR code => taken back
        Revert \"Revert \"Revert \"feat(payment): pay by QR code => takes back Revert \"Revert \"feat(payment)
        feat(reviews): stars => taken back
        feat(reviews): photographs => taken back
        Merge pull request #9 => merge
        Revert \"Merge pull request #9 => takes back feat(reviews): photographs (SHOP-109) and feat(reviews): stars
        feat(cart): one-click order => taken back
        Revert \"feat(cart): one-click order => takes back feat(cart): one-click order
        fix(payment): hide the card number => taken back
        Revert \"fix(payment): hide the card number => takes back fix(payment): hide the card number
        Revert \"feat(storefront): banner of the spring sale => user t:SHOP-100
        feat(storefront): what stays => user t:SHOP-115",
    );
}

#[test]
fn squash_merges() {
    check(
        "squash-merges",
        "v1.1.0",
        "base v1.0.0 ancestor
        replaces v1.0.0
        feat(search): filters by price and brand (#21) => user p:21
        Fix price on the first page (SHOP-204) (#23) => user p:23
        Compare products (SHOP-203) (#22) => taken back
        feat(payment)!: new receipts (PAY-205) (#24) => user p:24
        Bump eslint => internal(bot) p:25
        build(deps): bump the minor group => internal(bot) p:26
        Revert \"Compare products (SHOP-203) (#22)\" (#27) => takes back Compare products (SHOP-203) (#22)
        Compare products, second attempt => user p:28
        feat(cart): notes for the courier (#29) => user p:29
        feat(cart): remember the notes => user p:30
        Merge pull request #30 => merge
        Исправить опечатку в чеке (#31) => user p:31",
    );
}

#[test]
fn a_squashed_final_stands_for_its_candidate() {
    check(
        "squashed-final",
        "v1.3.0",
        "base v1.2.0 ancestor
        replaces v1.2.0
        warning squashed-release
        feat(cart): pay for several carts at once => user t:SHOP-301
        fix(search): brackets in queries => user t:SHOP-302
        fix(cart): total of several carts => user t:SHOP-303
        Release 1.3.0 (#33) => merge",
    );
    // Another tree: what was tested is not what is released.
    check(
        "squashed-final",
        "v1.4.0",
        "base v1.3.0 ancestor
        replaces v1.3.0
        warning squashed-release
        Release 1.4.0 (#40) => user p:40",
    );
}

#[test]
fn several_tags_on_one_commit() {
    check(
        "several-tags",
        "v1.3.0",
        "base v1.2.0 ancestor
        replaces v1.2.0
        feat(storefront): gift cards (SHOP-401) => user t:SHOP-401
        fix(storefront): gift cards in other currencies => user t:SHOP-402",
    );
    check(
        "several-tags",
        "v1.3.0-rc.2",
        "base v1.3.0-rc.1 candidate
        replaces v1.2.0
        fix(storefront): gift cards in other currencies => user t:SHOP-402",
    );
    // A release of the commit that another release has: nothing is new.
    check("empty-range", "v1.1.1", "base v1.1.0 ancestor\nreplaces v1.1.0");
}

#[test]
fn the_first_release() {
    check(
        "first-release",
        "v1.0.0",
        "base none first
        Initial commit => user c
        feat(storefront): list of products => user t:SHOP-1
        feat(payment): pay on delivery => user t:PAY-1
        ci: run the tests => internal(type) c
        fix(payment): no negative amounts => user t:PAY-2",
    );
}

#[test]
fn trunk() {
    let trunk = "flow = \"trunk\"\n";
    check_with(
        "trunk",
        trunk,
        "v1.2.0",
        "base v1.1.0 sibling
        replaces v1.1.1
        warning from-not-ancestor
        feat(search): voice search (SHOP-502) (#52) => user p:52
        fix(payment): amounts above a million (PAY-503) (#53) => user p:53 omitted first in v1.1.1
        docs: how to release (#54) => internal(type) p:54
        fix(search): voice search on iOS (SHOP-504) (#55) (#57) => user p:57
        Prepare v1.2.0 => internal(bot) c",
    );
    check_with(
        "trunk",
        trunk,
        "v1.2.1",
        "base v1.2.0 ancestor
        replaces v1.2.0
        fix(payment): refunds in dollars (PAY-506) (#58) => user p:58
        Merge pull request #59 => merge",
    );
    check_with(
        "trunk",
        trunk,
        "v1.3.0",
        "base v1.2.0 sibling
        replaces v1.2.1
        warning from-not-ancestor
        fix(search): voice search on iOS (SHOP-504) (#55) => copy by backport-note in v1.2.0
        feat(search): search by photograph (SHOP-505) (#56) => user p:56
        fix(payment): refunds in dollars (PAY-506) (#58) => user p:58 omitted first in v1.2.1
        feat(delivery)!: new zones of delivery (SHOP-508) (#60) => user p:60",
    );
}
