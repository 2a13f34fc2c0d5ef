use relnotes_core::pipeline::Truth;

use super::*;

fn on_develop() -> Context {
    Context {
        event: "push".to_owned(),
        reference: "refs/heads/develop".to_owned(),
        default_branches: vec!["main".to_owned(), "develop".to_owned()],
        ..Context::default()
    }
}

#[track_caller]
fn check(text: &str, expected: Truth) {
    assert_eq!(Expression::parse(text).value(&on_develop()).truth(), expected, "{text}");
}

#[test]
fn refs_are_known() {
    for text in [
        "github.ref == 'refs/heads/develop'",
        "${{ github.ref == 'refs/heads/develop' }}",
        "github['ref'] == 'REFS/heads/Develop'",
        "github.ref_name == 'develop' && github.ref_type == 'branch'",
        "startsWith(github.ref, 'refs/heads/') && !endsWith(github.ref, 'main')",
        "contains(github.ref, 'elo')",
        "contains(fromJSON('[\"refs/heads/main\", \"refs/heads/develop\"]'), github.ref)",
        "github.event_name != 'pull_request'",
        "github.base_ref == ''",
        "!github.head_ref",
        "github.event.pull_request == null",
        "(github.ref == 'x' || github.ref != 'y') && true",
        "success() && !cancelled() || failure()",
        "github.event.ref == 'refs/heads/develop'",
        "0 == false && '' == 0 && null == ''",
        "github.repository == 'a/b' || always()",
        "1",
        "'it''s' == 'IT''S'",
    ] {
        check(text, Truth::Yes);
    }
    for text in [
        "github.ref == 'refs/heads/main'",
        "startsWith(github.ref, 'refs/tags/')",
        "github.repository == 'a/b' && github.ref == 'refs/heads/main'",
        "failure()",
        "false",
        "''",
        "null",
        "github.event.repository.default_branch == 'feature/x'",
    ] {
        check(text, Truth::No);
    }
}

#[test]
fn what_is_decided_elsewhere_stays_unknown() {
    for text in [
        "github.repository == 'a/b'",
        "needs.changes.outputs.backend == 'true'",
        "vars.DEPLOY",
        "github.event.repository.default_branch == github.ref_name",
        "!startsWith(github.event.head_commit.message, 'release:')",
        "github.repository == 'a/b' && github.ref == 'refs/heads/develop'",
        "format('{0}', 'x') == 'x'",
        "github.run_number > 3",
        "github.actor ==",
        "a b",
        "${{ a }} and ${{ b }}",
        "'open",
        "((((",
    ] {
        check(text, Truth::Unknown);
    }
}

#[test]
fn the_reason_is_what_decides() {
    let value = Expression::parse("needs.changes.outputs.backend == 'true'").value(&on_develop());
    assert_eq!(value, Value::Unknown("needs.changes.outputs.backend".to_owned()));
}

#[test]
fn hostile_expressions_take_no_time() {
    for text in ["!".repeat(100_000), "(".repeat(100_000), "a.".repeat(100_000), "'".repeat(99_999)]
    {
        check(&text, Truth::Unknown);
    }
    check(&("true && ".repeat(30_000) + "true"), Truth::Unknown);
    let long = "github.ref == 'x' || ".repeat(100) + "true";
    check(&long, Truth::Yes);
}
