//! Templates of the user's that cannot be used.

use std::fs;
use std::path::Path;

use snapbox::{assert_data_eq, str};

use super::{fixture, run};

/// Puts a file into the folder `own` of a fixture and writes the notes with it.
fn refused(file: &str, bytes: &[u8]) -> String {
    refused_by(|own| {
        let path = own.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    })
}

fn refused_by(arrange: impl Fn(&Path)) -> String {
    let repo = fixture("gitflow");
    let own = repo.path().join("own");
    fs::create_dir(&own).unwrap();
    arrange(&own);
    let said = run(repo.path(), "v1.3.0 -o notes.md --templates own").refused();
    assert!(!repo.path().join("notes.md").exists());
    said
}

#[test]
fn what_is_no_handlebars_is_pointed_at() {
    assert_data_eq!(
        refused("notes.md.hbs", b"# x\n{{#if breaking}}\n"),
        str![[r#"
error: template `[ROOT]/own/notes.md.hbs` cannot be read (line 3)
caused by: Template error: invalid handlebars syntax: expected escape, expression, html_expression, decorator_expression, partial_expression, invert_tag, invert_chain_tag, helper_block_start, helper_block_end, decorator_block_start, partial_block_start, raw_block_start, hbs_comment, or hbs_comment_compact
    --> Template error in "notes.md":3:1
     |
   0 | # x
   1 | {{#if breaking}}
     |
     = reason: invalid handlebars syntax: expected escape, expression, html_expression, decorator_expression, partial_expression, invert_tag, invert_chain_tag, helper_block_start, helper_block_end, decorator_block_start, partial_block_start, raw_block_start, hbs_comment, or hbs_comment_compact

hint: mend the template, or take it away: then the built-in one counts

"#]]
    );
    assert_data_eq!(
        refused("partials/x.hbs", b"{{#if"),
        str![[r#"
error: template `[ROOT]/own/partials/x.hbs` cannot be read (line 1)
caused by: Template error: invalid handlebars syntax: expected identifier, helper_parameter, block_param, or trailing_tilde_to_omit_whitespace
    --> Template error in "x":1:6
     |
   0 | {{#if
     |-----
     |
     = reason: invalid handlebars syntax: expected identifier, helper_parameter, block_param, or trailing_tilde_to_omit_whitespace

hint: mend the template, or take it away: then the built-in one counts

"#]]
    );
}

#[test]
fn a_misspelt_name_is_found_also_in_a_condition() {
    assert_data_eq!(
        refused("notes.md.hbs", b"{{#if brekaing}}x{{/if}}\n"),
        str![[r#"
error: templates name what does not exist:
  [ROOT]/own/notes.md.hbs:1: `brekaing` does not exist here; did you mean `breaking`
hint: `relnotes schema notes` lists what a template may name; so do `internal-notes`, `plan` and `changelog`

"#]]
    );
    assert_data_eq!(
        refused("notes.md.hbs", b"{{> wanrings}}\n"),
        str![[r#"
error: templates name what does not exist:
  [ROOT]/own/notes.md.hbs:1: there is no partial `wanrings`; did you mean `warnings`
hint: `relnotes schema notes` lists what a template may name; so do `internal-notes`, `plan` and `changelog`

"#]]
    );
}

#[test]
fn a_file_of_no_document_is_refused() {
    assert_data_eq!(
        refused("note.md.hbs", b"x"),
        str![[r#"
error: no document has the template `[ROOT]/own/note.md.hbs`; did you mean `notes`
hint: the templates are notes.md.hbs, internal-notes.md.hbs, plan.md.hbs, checklist.md.hbs, rollback.md.hbs, rollback-steps.md.hbs, monitoring.md.hbs, branching.md.hbs, delta.md.hbs, announcement.md.hbs, changelog.md.hbs

"#]]
    );
}

#[test]
fn what_is_no_text_is_refused() {
    assert_data_eq!(
        refused("notes.md.hbs", b"\xff"),
        str![[r#"
error: cannot read `[ROOT]/own/notes.md.hbs`
caused by: stream did not contain valid UTF-8
hint: a template is a file of UTF-8 text that you may read

"#]]
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused() {
    let said = refused_by(|own| {
        std::os::unix::fs::symlink("../README.md", own.join("notes.md.hbs")).unwrap();
    });
    assert_data_eq!(
        said,
        str![[r#"
error: template `[ROOT]/own/notes.md.hbs` lies outside of the folder `[ROOT]/own`
hint: put the file itself into the folder

"#]]
    );
}

#[test]
fn a_folder_in_the_place_of_a_template_is_refused() {
    let said = refused_by(|own| fs::create_dir(own.join("notes.md.hbs")).unwrap());
    assert!(said.contains("\ncaused by: ") && said.contains("\nhint: "), "{said}");
}

#[test]
fn a_folder_that_does_not_exist_is_refused() {
    let repo = fixture("gitflow");
    assert_data_eq!(
        run(repo.path(), "v1.3.0 --templates none").refused(),
        str![[r#"
error: the folder of templates `none` does not exist
hint: `--templates` names a folder that exists

"#]]
    );
    assert_data_eq!(
        run(repo.path(), "v1.3.0 --templates README.md").refused(),
        str![[r#"
error: the folder of templates `README.md` is no folder
hint: `--templates` names a folder that exists

"#]]
    );
    fs::write(repo.path().join("relnotes.toml"), "templates = \"none\"\n").unwrap();
    assert_data_eq!(
        run(repo.path(), "v1.3.0").refused(),
        str![[r#"
error: the folder of templates `[ROOT]/none` does not exist
hint: make it, or take `templates` out of relnotes.toml

"#]]
    );
}

#[test]
fn a_template_of_the_folder_is_used() {
    let repo = fixture("gitflow");
    fs::create_dir(repo.path().join("own")).unwrap();
    fs::write(repo.path().join("own/notes.md.hbs"), "own {{version}}\n").unwrap();
    assert_eq!(run(repo.path(), "v1.3.0 --templates own").done(), "own v1.3.0\n");
    assert_eq!(run(repo.path(), "-C own v1.3.0 --templates .").done(), "own v1.3.0\n");
}
