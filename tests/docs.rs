//! Pages that are made from the program itself. `UPDATE=1` writes them.

#![cfg(test)]

use std::fmt::Write;

use crate::cli::run;
use crate::golden::assert_golden;

const COMMANDS: [&str; 14] = [
    "why",
    "tags",
    "parse",
    "changelog",
    "blanks",
    "rollback",
    "lint",
    "explain",
    "doctor",
    "pipeline",
    "init",
    "init ci",
    "schema",
    "completions",
];

fn printed(arguments: &str) -> String {
    run(tempfile::tempdir().unwrap().path(), arguments).done()
}

/// Help as people see it, without white space at the ends of lines.
fn help(arguments: &str) -> String {
    printed(arguments).lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[test]
fn the_page_of_the_command_line_is_the_help() {
    let mut page = String::from(
        "# Command line\n\n<!-- Made from the help of the program: `UPDATE=1 cargo test docs`. -->\n",
    );
    let mut section = |title: &str, arguments: &str| {
        write!(page, "\n## {title}\n\n```text\n{}```\n", help(arguments)).unwrap();
    };
    section("relnotes", "--help");
    for command in COMMANDS {
        section(&format!("relnotes {command}"), &format!("{command} --help"));
    }
    assert_golden("docs/cli.md", &page);
}

#[test]
fn the_page_of_the_configuration_is_the_explained_defaults() {
    let defaults = printed("init --print");
    let page = format!(
        "# Configuration\n\n<!-- Made from the defaults: `UPDATE=1 cargo test docs`. -->\n\n\
         This is what holds without a `relnotes.toml`, as `relnotes init --print` prints it. Write \
         down only what differs. The schema for editors is \
         [schema/relnotes.toml.schema.json](schema/relnotes.toml.schema.json).\n\n\
         ```toml\n{defaults}```\n"
    );
    assert_golden("docs/config.md", &page);
}

#[test]
fn the_page_of_the_brief_is_the_explained_form() {
    let page = format!(
        "# release.toml\n\n<!-- Made from the form: `UPDATE=1 cargo test docs`. -->\n\n\
         What people declare about one release. It lies beside the release's documents, in \
         `releases/v1.3.0/release.toml`; the documents quote each value with its line. Keep the lines \
         that you fill. The schema for editors is \
         [schema/release.toml.schema.json](schema/release.toml.schema.json).\n\n\
         ```toml\n{}```\n",
        relnotes_core::brief::RELEASE_TOML
    );
    assert_golden("docs/brief.md", &page);
}

#[test]
fn every_rule_has_its_page() {
    let mut index = String::from(
        "# Rules\n\n<!-- Made from the rules: `UPDATE=1 cargo test docs`. -->\n\n\
         | code | name | level | group |\n|---|---|---|---|\n",
    );
    for rule in relnotes_core::policy::ALL {
        let (code, name) = (rule.code, rule.name);
        let (level, group) = (rule.level.as_str(), rule.group.as_str());
        writeln!(index, "| [{code}]({code}.md) | {name} | {level} | {group} |").unwrap();
        let page = printed(&format!("explain {code} --format md"));
        assert_golden(&format!("docs/rules/{code}.md"), &page);
    }
    assert_golden("docs/rules/README.md", &index);
}

#[test]
fn published_schemas_are_current() {
    for (name, file) in [
        ("config", "relnotes.toml"),
        ("brief", "release.toml"),
        ("release", "release"),
        ("tags", "tags"),
        ("why", "why"),
        ("lint", "lint"),
        ("pipeline", "pipeline"),
        ("pipelines", "pipelines"),
        ("blanks", "blanks"),
        ("gate", "gate"),
        ("next", "next"),
        ("hotfix", "hotfix"),
        ("state", "state"),
        ("parse", "parse"),
        ("notes", "context/notes"),
        ("internal-notes", "context/internal-notes"),
        ("plan", "context/plan"),
        ("checklist", "context/checklist"),
        ("monitoring", "context/monitoring"),
        ("branching", "context/branching"),
        ("changelog", "context/changelog"),
        ("rollback", "context/rollback"),
        ("announcement", "context/announcement"),
        ("delta", "context/delta"),
    ] {
        assert_golden(
            &format!("docs/schema/{file}.schema.json"),
            &printed(&format!("schema {name}")),
        );
    }
}

#[test]
fn the_page_of_the_detectors_is_their_table() {
    let mut page = String::from(
        "# Detectors\n\n<!-- Made from the detectors: `UPDATE=1 cargo test docs`. -->\n\n\
         What relnotes looks for in the files that differ between two releases. `detectors.disable` in relnotes.toml \
         switches one off by its code.\n\n| code | what it looks at |\n|---|---|\n",
    );
    for detector in relnotes_evidence::detectors::ALL {
        let about = detector.about.replace('|', "\\|").replace('<', "&lt;");
        writeln!(page, "| {} | {about} |", detector.code).unwrap();
    }
    assert_golden("docs/detectors.md", &page);
}

#[test]
fn the_page_of_the_gate_is_its_criteria() {
    let mut page = String::from(
        "# The go/no-go gate\n\n<!-- Made from the criteria: `UPDATE=1 cargo test docs`. -->\n\n\
         `relnotes gate` asks 22 questions about a release, each answered with `pass`, `fail`, `waived`, `unknown` or \
         `not-applicable`, with what shows it. One that fails makes it NO-GO (exit 1). Without a failure, one that cannot \
         be told makes it CANNOT TELL (exit 3): unknown is never a pass. Else it is GO (exit 0).\n\n\
         What no clone knows is attested by a person in `releases/vX.Y.Z/release.toml`: `[[attest]]` with `check`, `by` \
         and `at`. What fails and is taken on all the same is waived there: `[[waiver]]` with `rule = \"G06\"`, \
         `reason`, `by` and `until`. `gate.skip` in relnotes.toml leaves criteria out for good.\n\n\
         `relnotes gate --decide go --by NAME --note TEXT` records what people decided in `decision.toml` beside the \
         documents, with the commit and a number of the result: a later commit, and another result, make it out of \
         date. GO over a failure that nobody waives is not recorded.\n",
    );
    for criterion in relnotes_core::gate::ALL {
        let docs: Vec<&str> = criterion.docs.lines().map(str::trim).collect();
        writeln!(page, "\n## {} {}\n\n{}", criterion.code, criterion.name, docs.join("\n").trim())
            .unwrap();
    }
    assert_golden("docs/gate.md", &page);
}
