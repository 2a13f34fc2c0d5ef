use crate::ci::tests::{check, read_all, samples, shown};
use relnotes_core::pipeline::{Checkout, Mark, Stage, Truth};

const CI: &str = ".github/workflows/ci.yml";

#[track_caller]
fn on(on: &str, expected: &str) {
    let text = format!("on:{on}\njobs: {{build: {{steps: [{{run: cargo build}}]}}}}");
    let expected = match expected {
        "" => String::new(),
        signs => format!("{signs} build"),
    };
    check(CI, &text, &expected);
}

#[track_caller]
fn job(condition: &str, expected: &str) {
    let text = format!("on: [push, pull_request]\njobs:\n  build:\n    if: {condition}\n");
    let expected = match expected {
        "" => String::new(),
        signs => format!("{signs} build"),
    };
    check(CI, &text, &expected);
}

#[test]
fn triggers_by_the_rules_of_the_platform() {
    on(" push", "yyyyyyyy");
    on(" [push]", "yyyyyyyy");
    on(" {push: {branches: [main]}}", "-----y--");
    on(" {push: {branches: main}}", "-----y--");
    on(" {push: {branches: ['feature/*']}}", "y-------");
    on(" {push: {branches: ['feature/**', '!feature/a/**']}}", "y-------");
    on(" {push: {branches: ['release/**']}}", "---yy---");
    on(" {push: {branches-ignore: ['release/**']}}", "yyy--y--");
    on(" {push: {tags: ['v*']}}", "------yy");
    on(" {push: {tags: ['v*', '!v*-rc.*']}}", "------y-");
    on(" {push: {tags-ignore: ['*-rc.*']}}", "------y-");
    on(" {push: {branches: ['**'], tags: ['!**']}}", "yyyyyy--");
    on(" {push: {branches: [main], tags: ['v*']}}", "-----yyy");
    on(" {push: {paths: ['src/**']}}", "??????yy");
    on(" {push: {paths-ignore: ['docs/**']}}", "yyyyyyyy");
    on(" {push: {branches: ['[']}}", "??????--");
}

#[test]
fn pull_requests_are_those_of_features() {
    on(" pull_request", "yy-??---");
    on(" {pull_request: {branches: [develop]}}", "yy------");
    on(" {pull_request: {branches: [main]}}", "---??---");
    on(" {pull_request: {types: [closed]}}", "");
    on(" {pull_request: {types: [opened, labeled]}}", "yy-??---");
    on(" pull_request_target", "yy-??---");
}

#[test]
fn other_events() {
    on(" create", "??????yy");
    on(" {create: {tags: ['v*']}}", "??????yy");
    on(" {release: {types: [published]}}", "------??");
    on(" workflow_dispatch", "????????");
    on(" {schedule: [{cron: '0 0 * * *'}]}", "--?--?--");
    on(" merge_group", "--????--");
    on(" issues", "");
    on(" workflow_call", "");
}

#[test]
fn conditions_of_jobs() {
    job("github.ref == 'refs/heads/main'", "-----y--");
    job("startsWith(github.ref, 'refs/tags/')", "------yy");
    job("github.event_name == 'pull_request' && github.base_ref == 'develop'", "yy------");
    job("github.head_ref == 'feature/x'", "y-------");
    job("github.ref_type == 'tag' && !contains(github.ref_name, '-rc.')", "------y-");
    job("vars.ON == 'true' && github.ref == 'refs/heads/main'", "-----?--");
    job("github.ref_name == github.event.repository.default_branch", "--?--?--");
    job("always()", "yyyyyyyy");
    job("failure()", "");
}

#[test]
fn what_is_needed_has_to_run() {
    let text = "on: push\njobs:\n  first: {if: \"github.ref == 'refs/heads/main'\"}\n  build: {needs: first}\n  \
                unit: {needs: [first, build], if: always()}\n  smoke: {needs: unit}\n  e2e: {needs: lint}\n  lint: {needs: e2e}";
    check(CI, text, "-----y-- build\nyyyyyyyy unit\n???????? e2e\nyyyyyyyy smoke\n???????? lint");
}

#[test]
fn conditions_of_steps_are_those_of_their_stages() {
    let text = "on: push\njobs:\n  ci:\n    steps:\n      - name: Build\n      - run: npm test\n      - name: Deploy to production\n        if: github.ref == 'refs/heads/main'\n        run: ./deploy.sh";
    check(CI, text, "yyyyyyyy build\nyyyyyyyy unit\n???????? integration\n-----y-- deploy-prod");
}

#[test]
fn scripts_that_may_do_anything_make_nothing_missing() {
    let all: String = Stage::ALL.iter().map(|it| format!("-----?-- {}\n", it.as_str())).collect();
    let text = "on: {push: {branches: [main]}}\njobs:\n  ci:\n    steps:\n      - run: ";
    for script in ["make ci", "./ci.sh", "bash ./all.sh"] {
        check(CI, &format!("{text}{script}"), &all);
    }
    let external =
        "on: {push: {branches: [main]}}\njobs:\n  ci:\n    uses: o/r/.github/workflows/x.yml@v1";
    check(CI, external, &all);
    // A name that says what it is leaves nothing to guess.
    let named = "on: push\njobs:\n  unit-tests:\n    steps:\n      - run: make ci";
    check(CI, named, "yyyyyyyy unit");
    let by_hand = "on: workflow_dispatch\njobs:\n  x:\n    steps:\n      - run: make ci";
    check(CI, by_hand, "");
}

#[test]
fn environments_say_where_a_deployment_goes() {
    let deploy = |rest: &str| format!("on: push\njobs:\n  deploy:\n{rest}");
    check(CI, &deploy("    environment: staging"), "yyyyyyyy deploy-staging");
    check(CI, &deploy("    environment: {name: pre-prod, url: x}"), "yyyyyyyy deploy-preprod");
    check(CI, &deploy("    environment: github-pages"), "");
    check(
        CI,
        &deploy("    environment: ${{ matrix.env }}"),
        "???????? deploy-staging\n???????? deploy-preprod\n???????? deploy-prod",
    );
    check(CI, "on: push\njobs:\n  go:\n    environment: production", "yyyyyyyy deploy-prod");
    check(CI, "on: push\njobs:\n  smoke:\n    environment: production", "yyyyyyyy smoke");
    let e2e = "on: push\njobs:\n  e2e:\n    steps:\n      - run: kubectl apply -f kind.yaml";
    check(CI, e2e, "yyyyyyyy e2e");
}

#[test]
fn called_workflows_are_followed() {
    let caller = "on: {push: {branches: [main, develop]}}\njobs:\n  test:\n    uses: ./.github/workflows/test.yml\n  \
                  deploy:\n    if: github.ref == 'refs/heads/main'\n    uses: ./.github/workflows/deploy.yml\n    with: {target: production}";
    let test =
        "on: workflow_call\njobs:\n  unit-test: {}\n  e2e: {if: github.ref == 'refs/heads/main'}";
    let deploy = "on:\n  workflow_call:\n    inputs: {target: {type: string}}\njobs:\n  deploy:\n    environment: ${{ inputs.target }}";
    let pipelines = read_all(&[
        (CI, caller),
        (".github/workflows/test.yml", test),
        (".github/workflows/deploy.yml", deploy),
    ]);
    assert_eq!(shown(&pipelines), "--y--y-- unit\n-----y-- e2e\n-----y-- deploy-prod\n");
    let ids: Vec<&str> = pipelines.files[0].jobs.iter().map(|job| job.id.as_str()).collect();
    assert_eq!(ids, ["test", "test / unit-test", "test / e2e", "deploy", "deploy / deploy"]);
}

#[test]
fn calls_that_lead_nowhere_hide_jobs() {
    let cycle = "on: [push, workflow_call]\njobs:\n  again:\n    uses: ./.github/workflows/ci.yml";
    let pipelines = read_all(&[(CI, cycle)]);
    assert_eq!(pipelines.problems.len(), 1);
    assert_eq!(pipelines.problems[0].place.to_string(), ".github/workflows/ci.yml:4");
    let missing = "on: push\njobs:\n  x:\n    uses: ./.github/workflows/none.yml";
    assert!(read_all(&[(CI, missing)]).problems[0].message.contains("is not there"));
}

#[test]
fn checkouts_of_jobs_that_start_relnotes() {
    let job = |steps: &str| {
        let text =
            format!("on: push\njobs:\n  lint:\n    steps:\n{steps}\n      - run: relnotes lint");
        let job = read_all(&[(CI, &text)]).files.remove(0).jobs.remove(0);
        (job.checkout, job.relnotes.unwrap().line)
    };
    let shallow =
        |line| Checkout::Shallow(relnotes_core::pipeline::Place { path: CI.to_owned(), line });
    assert_eq!(job("      - uses: actions/checkout@v4"), (shallow(5), 6));
    assert_eq!(
        job("      - uses: actions/checkout@v4\n        with: {fetch-depth: 0}").0,
        Checkout::Full
    );
    let deep = "      - uses: actions/checkout@v4\n        with:\n          fetch-depth: 100";
    assert_eq!(job(deep).0, shallow(7));
    let later = "      - uses: actions/checkout@v4\n      - run: git fetch --unshallow --tags";
    assert_eq!(job(later).0, Checkout::Full);
    let given =
        job("      - uses: actions/checkout@v4\n        with: {fetch-depth: '${{ inputs.n }}'}").0;
    assert!(matches!(given, Checkout::Unknown(..)));
    assert_eq!(job("      - run: true").0, Checkout::None);
}

#[test]
fn filters_and_tags_are_told() {
    let text = "on:\n  push:\n    branches:\n      - 'feature/*'\n      - '!x'\njobs:\n  r:\n    if: startsWith(github.ref, 'refs/tags/v')\n";
    let pipeline = read_all(&[(CI, text)]).files.remove(0);
    assert_eq!(pipeline.filters.len(), 1);
    assert_eq!((pipeline.filters[0].place.line, pipeline.line, pipeline.tags), (4, 1, Truth::No));
    assert_eq!(pipeline.filters[0].fits[..2], [true, false]);
    assert_eq!(pipeline.jobs[0].asks_for_tag.as_ref().unwrap().line, 8);
    assert_eq!(samples().refs.len(), pipeline.jobs[0].runs.len());
}

#[test]
fn what_is_not_the_product_is_no_build() {
    let steps = |steps: &str| format!("on: push\njobs:\n  check:\n    steps:\n{steps}");
    for step in [
        "      - {name: Autobuild, uses: github/codeql-action/autobuild@v4}\n",
        "      - {name: Build documentation, run: npm run build}\n",
        "      - {name: Compile agentic workflows, run: make gh-aw-compile}\n",
    ] {
        let found = read_all(&[(CI, &steps(step))]);
        assert_eq!(found.provided(0, Stage::Build).mark, Mark::Missing, "{step}");
    }
    let docs = "on: push\njobs:\n  docs:\n    steps:\n      - run: npm run build\n";
    assert_eq!(read_all(&[(CI, docs)]).provided(0, Stage::Build).mark, Mark::Missing);
}

#[test]
fn a_job_that_judges_others_tests_nothing() {
    let text = "on: push\njobs:\n  test-e2e: {if: \"needs.x.outputs.y == 'a'\", steps: [{run: make e2e}]}\n  \
                e2e-composite-result: {if: always(), needs: test-e2e, steps: [{run: test -n x}]}\n";
    let cell = read_all(&[(CI, text)]).provided(0, Stage::EndToEnd);
    assert_eq!(cell.mark, Mark::Unknown);
    assert_eq!(cell.place.unwrap().line, 3);
}

#[test]
fn a_reason_that_needs_nobody_comes_first() {
    let text = "on: {workflow_dispatch: {}, push: {paths: [src/**]}}\njobs: {build: {steps: []}}";
    let reason = read_all(&[(CI, text)]).provided(0, Stage::Build).reason;
    assert_eq!(reason.as_deref(), Some("it runs where files of `paths` change"));
}
