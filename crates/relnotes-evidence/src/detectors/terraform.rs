//! Terraform and OpenTofu, by their text.
//!
//! What a plan would do depends on a state that is not in the repository: a resource that left the files may live on
//! under another name. So a file is told to have changed, and which blocks came and went; never that anything will be
//! destroyed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{
    Confidence, Fact, Infrastructure, InfrastructureClass as Class, Kind, Place, Verb,
};

use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, Range};

pub(super) static DETECTOR: Detector = Detector {
    code: "INFRA-TF",
    about: "Files of Terraform that changed, and resources and modules that came to or left the text.",
    ground: Ground::Product,
    picks: |path| {
        let is_beside = path.is_below("examples") || path.is_below("example");
        matches!(path.extension(), "tf" | "tfvars" | "tofu") && !is_beside
    },
    detect: Detect::Range(detect),
};

/// The head of a block.
static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?:(resource)\s+"([\w-]+)"\s+"([\w-]+)"|(module)\s+"([\w-]+)")\s*\{"#)
        .expect("regex is a literal")
});

/// Blocks of a tree by folder, which is a module of its own, and address: where they stand.
type Blocks = BTreeMap<(String, String), (String, u32)>;

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let (mut before, mut after) = (Blocks::new(), Blocks::new());
    let files: Vec<&FileDiff> = range.picked(detector).collect();
    for file in &files {
        let old = file.moved_from.as_ref().unwrap_or(&file.path.full);
        blocks(old, file.before(), &mut before);
        blocks(&file.path.full, file.after(), &mut after);
    }
    for (key @ (_, name), (path, line)) in &after {
        if !before.contains_key(key) {
            facts.push(block(Verb::Added, name, Place::after(path, *line)));
        }
    }
    for (key @ (_, name), (path, line)) in &before {
        if !after.contains_key(key) {
            facts.push(block(Verb::Removed, name, Place::before(path, *line)));
        }
    }
    let told: Vec<String> = facts.iter().map(|fact| fact.place.path.clone()).collect();
    for file in files {
        if file.moved_from.is_none() && !told.contains(&file.path.full) {
            facts.push(changed(file));
        }
    }
}

fn blocks(path: &str, text: &str, found: &mut Blocks) {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut in_comment = false;
    for (at, line) in (1..).zip(text.lines()) {
        let start = line.trim_start();
        in_comment |= start.starts_with("/*");
        if !in_comment && let Some(head) = BLOCK.captures(line) {
            let word = |group: usize| head.get(group).map(|it| it.as_str());
            let name = match (word(2), word(3), word(5)) {
                (Some(kind), Some(name), _) => format!("{kind}.{name}"),
                (_, _, Some(name)) => format!("module.{name}"),
                _ => continue,
            };
            found.entry((folder.to_owned(), name)).or_insert_with(|| (path.to_owned(), at));
        }
        in_comment &= !line.contains("*/");
    }
}

fn block(verb: Verb, name: &str, place: Place) -> Fact {
    let object = match name.split_once('.') {
        Some(("module", _)) | None => "module".to_owned(),
        Some((kind, _)) => format!("resource \"{kind}\""),
    };
    let kind = Kind::Infrastructure(Infrastructure { class: Class::Resource, object });
    let id = format!("infra:{}#{name}", place.path);
    Fact::new(DETECTOR.code, kind, verb, id, name, place).as_sure_as(Confidence::Likely)
}

fn changed(file: &FileDiff) -> Fact {
    let path = &file.path.full;
    let (verb, place) = match (file.old, file.new) {
        (None, _) => (Verb::Added, Place::after(path, None)),
        (_, None) => (Verb::Removed, Place::before(path, None)),
        _ => (Verb::Changed, Place::after(path, None)),
    };
    let kind = Infrastructure { class: Class::Resource, object: "file".to_owned() };
    Fact::new(DETECTOR.code, Kind::Infrastructure(kind), verb, format!("infra:{path}"), path, place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_facts;

    #[track_caller]
    fn check(files: &[(&str, Option<&str>, Option<&str>)], expected: &[&str]) {
        let found = file_facts(&DETECTOR, files);
        let shown: Vec<String> =
            found.iter().map(|fact| format!("{:?} {}", fact.verb, fact.id)).collect();
        assert_eq!(shown, expected);
    }

    const DB: &str = "resource \"aws_db_instance\" \"main\" {\n  size = 1\n}\n";

    #[test]
    fn blocks_come_and_go() {
        let after =
            "module \"vpc\" {\n}\n# resource \"a\" \"b\" {\n/*\nresource \"c\" \"d\" {\n*/\n";
        check(
            &[("infra/main.tf", Some(DB), Some(after))],
            &[
                "Removed infra:infra/main.tf#aws_db_instance.main",
                "Added infra:infra/main.tf#module.vpc",
            ],
        );
    }

    #[test]
    fn a_block_in_another_file_is_no_news_but_the_files_are() {
        check(
            &[("a.tf", Some(DB), Some("# moved\n")), ("b.tf", None, Some(&format!("{DB}\n")))],
            &["Changed infra:a.tf", "Added infra:b.tf"],
        );
    }

    #[test]
    fn each_folder_is_a_module_of_its_own() {
        check(
            &[("a/main.tf", Some(DB), Some("# x\n")), ("b/main.tf", Some("# x\n"), Some(DB))],
            &[
                "Removed infra:a/main.tf#aws_db_instance.main",
                "Added infra:b/main.tf#aws_db_instance.main",
            ],
        );
    }

    #[test]
    fn a_file_that_changed_otherwise_is_told() {
        check(
            &[
                ("a.tf", Some(DB), Some(&DB.replace('1', "2"))),
                ("prod.tfvars", Some("a = 1\n"), Some("a = 2\n")),
            ],
            &["Changed infra:a.tf", "Changed infra:prod.tfvars"],
        );
    }

    #[test]
    fn examples_and_tests_are_left_alone() {
        check(&[("examples/a.tf", None, Some(DB)), ("test/a.tf", None, Some(DB))], &[]);
    }
}
