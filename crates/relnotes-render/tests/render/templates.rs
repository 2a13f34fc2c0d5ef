//! Templates of users: what replaces what, and what is refused.

use std::fs;
use std::path::PathBuf;

use relnotes_render::documents::{self, Settings, render};
use relnotes_render::locale::Locale;
use relnotes_render::templates::{Error, Templates};

use crate::sample;

/// A folder of templates that is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _removed = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).unwrap();
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(root)
    }
}

fn refused(name: &str, template: &str) -> String {
    let folder = Folder::new(name, &[("notes.md.hbs", template)]);
    match Templates::with_overrides(Locale::En, &folder.0) {
        Ok(_) => panic!("accepted: {template}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn built_in_templates_name_what_exists() {
    for locale in Locale::ALL {
        let templates = Templates::builtin(locale).unwrap();
        for document in documents::ALL {
            let problems = templates.check(document);
            assert!(problems.is_empty(), "{problems:#?}");
        }
    }
}

#[test]
fn the_nearest_file_wins() {
    let folder = Folder::new(
        "wins",
        &[
            ("notes.md.hbs", "{{version}} for all {{> line}}\n"),
            ("en/notes.md.hbs", "{{version}} in English {{> line}}\n"),
            ("partials/line.hbs", "{{#each fixes}}{{{text}}};{{/each}}"),
        ],
    );
    for (locale, expected) in [(Locale::En, "v1.3.0 in English "), (Locale::Ru, "v1.3.0 for all ")]
    {
        let settings = Settings { templates: Some(folder.0.clone()), ..sample::published(locale) };
        let text = render(&documents::NOTES, &sample::release(), &settings).unwrap().text;
        assert!(text.starts_with(expected), "{text}");
        assert!(text.contains("\\[button\\] no longer \\*jumps\\* in `a_b`;"), "{text}");
    }
}

#[test]
fn wrong_names_are_found_where_strict_mode_finds_none() {
    for (name, template, expected) in [
        (
            "if",
            "a\n{{#if breakin}}x{{/if}}",
            "2: `breakin` does not exist here; did you mean `breaking`",
        ),
        ("each", "{{#each fixs}}x{{/each}}", "1: `fixs` does not exist here; did you mean `fixes`"),
        (
            "item",
            "{{#each fixes}}\n{{{txt}}}{{/each}}",
            "2: `txt` does not exist here; did you mean `text`",
        ),
        (
            "up",
            "{{#each fixes}}{{../vers}}{{/each}}",
            "1: `../vers` does not exist here; did you mean `version`",
        ),
        (
            "nested",
            "{{#each features}}{{#each changes}}{{#if ../nam}}{{/if}}{{/each}}{{/each}}",
            "did you mean `name`",
        ),
        ("root", "{{@root.versio}}", "did you mean `version`"),
        ("named", "{{#each fixes as |fix|}}{{fix.idd}}{{/each}}", "did you mean `id`"),
        ("inner", "{{#if (not emty)}}{{/if}}", "did you mean `empty`"),
        (
            "else",
            "{{#if first}}{{else}}{{#unless emptyy}}{{/unless}}{{/if}}",
            "did you mean `empty`",
        ),
        ("helper", "{{tod \"notes.date\"}}", "there is no helper `tod`; did you mean `todo`"),
        ("lookup", "{{lookup fixes 0}}", "there is no helper `lookup`"),
        ("block", "{{#ech fixes}}{{/ech}}", "there is no helper `ech`; did you mean `each`"),
        ("partial", "{{> warning}}", "there is no partial `warning`; did you mean `warnings`"),
        ("partial2", "{{> ../../etc/passwd}}", "there is no partial"),
        ("taken", "{{> warnings}}", "`lacks` does not exist here"),
        (
            "blank",
            "{{todo \"notes.dat\"}}",
            "there is no blank `notes.dat`; did you mean `notes.date`",
        ),
        ("list", "{{#each version}}{{/each}}", "`version` is no list"),
        ("text", "{{fixes}}", "`fixes` is no text"),
        ("raw", "{{{version}}}", "`version` is plain text: write it with two braces"),
        ("raw2", "{{&version}}", "`version` is plain text: write it with two braces"),
        (
            "twice",
            "{{#each fixes}}{{text}}{{/each}}",
            "`text` is Markdown: write it with three braces",
        ),
    ] {
        let message = refused(&format!("wrong-{name}"), template);
        assert!(message.contains(expected), "{template}: {message}");
        assert!(message.contains("notes.md.hbs:") || name == "taken", "{message}");
    }
}

#[test]
fn files_that_cannot_be_used_are_refused() {
    let folder = Folder::new("syntax", &[("plan.md.hbs", "a\n{{#if x}}\n")]);
    let error = Templates::with_overrides(Locale::En, &folder.0).map(drop).unwrap_err();
    assert!(
        matches!(&error, Error::Syntax { origin, .. } if origin.ends_with("plan.md.hbs")),
        "{error}"
    );

    let folder = Folder::new("name", &[("ru/pln.md.hbs", "")]);
    let error = Templates::with_overrides(Locale::Ru, &folder.0).map(drop).unwrap_err();
    assert!(error.to_string().ends_with("did you mean `plan`"), "{error}");

    let folder = Folder::new("loop", &[("plan.md.hbs", "{{> a}}"), ("partials/a.hbs", "{{> a}}")]);
    let error = Templates::with_overrides(Locale::Ru, &folder.0).map(drop).unwrap_err();
    assert!(error.to_string().contains("takes in itself"), "{error}");
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_folder() {
    let outside = Folder::new("outside", &[("secret.hbs", "{{version}}")]);
    let folder = Folder::new("links", &[]);
    std::os::unix::fs::symlink(outside.0.join("secret.hbs"), folder.0.join("notes.md.hbs"))
        .unwrap();
    let error = Templates::with_overrides(Locale::En, &folder.0).map(drop).unwrap_err();
    assert!(matches!(error, Error::Outside { .. }), "{error}");
}

/// A field with the name of a helper would call the helper.
#[test]
fn no_field_is_named_like_a_helper() {
    const HELPERS: &[&str] = &[
        "len", "log", "lookup", "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not", "raw",
        "with", "each", "if", "unless", "todo", "item",
    ];
    fn walk(value: &serde_json::Value) {
        if let Some(fields) = value.get("properties").and_then(|fields| fields.as_object()) {
            for name in fields.keys() {
                assert!(!HELPERS.contains(&name.as_str()), "{name}");
            }
        }
        for inner in value.as_object().into_iter().flat_map(|object| object.values()) {
            walk(inner);
        }
    }
    for document in documents::ALL {
        walk(&document.context_schema());
    }
}
