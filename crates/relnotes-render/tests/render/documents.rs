//! Goldens of the sample, and what holds for every document.

use std::path::{Path, PathBuf};

use relnotes_core::release::model::{BaseRule, Change, Kind, Release, TextSource};
use relnotes_render::documents::{self, Blanks, Document, Error, Settings, ShippedBefore, render};
use relnotes_render::locale::Locale;

use crate::sample;

pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares with the file; `UPDATE=1` writes it.
pub(crate) fn assert_golden(path: &str, actual: &str) {
    let path = workspace().join(path);
    #[allow(clippy::disallowed_methods, reason = "a test that writes what it compares with")]
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == actual,
        "{} differs: run with UPDATE=1 and read the diff\n{actual}",
        path.display()
    );
}

fn text(document: &Document, release: &Release, settings: &Settings) -> String {
    render(document, release, settings).unwrap().text
}

#[test]
fn the_sample_reads_as_its_goldens() {
    let whole = sample::Whole::new();
    for locale in Locale::ALL {
        for document in documents::ALL {
            let settings = match document.name {
                "notes" => sample::published(locale),
                _ => sample::settings(locale),
            };
            let path = format!("fixtures/golden/sample/{}/{}.md", locale.as_str(), document.name);
            assert_golden(&path, &render(document, whole.subject(), &settings).unwrap().text);
        }
    }
}

#[test]
fn every_document_is_tidy() {
    for release in [sample::release(), sample::empty()] {
        for locale in Locale::ALL {
            for blanks in [Blanks::Show, Blanks::Hide] {
                for settings in
                    [Settings { locale, ..Settings::default() }, sample::settings(locale)]
                {
                    for document in documents::ALL {
                        assert_tidy(&text(
                            document,
                            &release,
                            &Settings { blanks, ..settings.clone() },
                        ));
                    }
                }
            }
        }
    }
}

pub(crate) fn assert_tidy(text: &str) {
    assert!(!text.contains("\n\n\n"), "double blank line in\n{text}");
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "end of\n{text}");
    for line in text.lines() {
        assert_eq!(line.trim_end(), line, "in\n{text}");
        assert!(!line.contains("()") && !line.contains(" ,") && !line.contains("{{"), "{line}");
    }
}

#[test]
fn user_notes_never_show_what_is_internal() {
    for locale in Locale::ALL {
        let notes = text(&documents::NOTES, &sample::release(), &sample::published(locale));
        for foreign in [
            "<!--",
            "split the ledger",
            "charge twice",
            "relnotes.toml",
            "cache the build",
            "PAY-9)",
        ] {
            assert!(!notes.contains(foreign), "{foreign} in\n{notes}");
        }
    }
}

#[test]
fn hostile_text_forges_no_blank() {
    let rendered =
        render(&documents::PLAN, &sample::release(), &sample::settings(Locale::En)).unwrap();
    assert_eq!(rendered.blanks.iter().filter(|blank| blank.id == "plan.context").count(), 1);
    assert_eq!(rendered.blanks[0].id, "plan.context");
    assert_eq!(
        rendered.blanks[0].text,
        "[1-2 sentences: what this release is, why now, business value]"
    );
}

#[test]
fn blanks_are_known_unique_and_counted_when_hidden() {
    for release in [sample::release(), sample::empty()] {
        for document in documents::ALL {
            let rendered = render(document, &release, &sample::settings(Locale::Ru)).unwrap();
            let mut ids: Vec<_> = rendered.blanks.iter().map(|blank| blank.id.as_str()).collect();
            for id in &ids {
                let form = id.split(['/', '~']).next().unwrap();
                assert!(document.blanks.contains(&form), "{id}");
            }
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count);
        }
    }
    let shown = render(&documents::NOTES, &sample::empty(), &sample::settings(Locale::Ru)).unwrap();
    let hidden =
        render(&documents::NOTES, &sample::empty(), &sample::published(Locale::Ru)).unwrap();
    assert_eq!(shown.blanks, hidden.blanks);
}

#[test]
fn changes_shipped_before_can_be_marked() {
    let mark = Settings { shipped_before: ShippedBefore::Mark, ..sample::published(Locale::Ru) };
    let notes = text(&documents::NOTES, &sample::release(), &mark);
    assert!(
        notes.contains("- **Фикс**: billing: round half to even (уже в v1.2.0-hotfix.1)"),
        "{notes}"
    );
    assert!(!notes.contains("не повторя"), "{notes}");
}

#[test]
fn an_empty_release_says_so() {
    let first = sample::empty();
    let later =
        Release { base_rule: BaseRule::Ancestor, range: sample::release().range, ..first.clone() };
    for (release, locale, expected) in [
        (
            &first,
            Locale::En,
            "# Release v1.3.0 - 2026-11-22\n\nThis is the first release.\n\nNo changes.\n",
        ),
        (&later, Locale::Ru, "# Релиз v1.3.0 - 22.11.2026\n\nИзменений нет.\n"),
    ] {
        let settings = Settings { locale, blanks: Blanks::Hide, ..Settings::default() };
        assert_eq!(text(&documents::NOTES, release, &settings), expected);
        let plan = text(&documents::PLAN, release, &settings);
        assert!(plan.contains("\nNo changes.\n") || plan.contains("\nИзменений нет.\n"), "{plan}");
    }
}

#[test]
fn an_untagged_target_has_the_date_of_a_draft_and_no_link_to_its_tip() {
    let mut release = sample::release();
    let version = release.range.to.version.take();
    release.range.to.tag = None;
    release.range.to.name = "HEAD".to_owned();
    let settings = sample::published(Locale::En);
    let notes = text(&documents::NOTES, &release, &settings);
    assert!(notes.starts_with("# Release HEAD\n") && !notes.contains("compare"), "{notes}");
    let settings =
        Settings { version: Some("v1.3.0".to_owned()), blanks: Blanks::Show, ..settings };
    let notes = text(&documents::NOTES, &release, &settings);
    assert!(notes.starts_with("# Release v1.3.0 - [Date]\n"), "{notes}");
    release.range.to.version = version;
    let notes = text(&documents::NOTES, &release, &settings);
    assert!(notes.starts_with("# Release v1.3.0 - 2026-11-22\n"), "{notes}");
}

#[test]
fn a_wrong_date_format_is_an_error() {
    let settings = Settings { date_format: Some("%Q%".to_owned()), ..Settings::default() };
    let error = render(&documents::PLAN, &sample::release(), &settings).unwrap_err();
    assert!(matches!(error, Error::DateFormat { .. }));
    assert_eq!(error.to_string(), "`%Q%` is no format of dates");
}

#[test]
fn what_was_shipped_before_is_counted_with_its_tags() {
    let sample = sample::release();
    let shipped = sample.changes.iter().find(|change| change.id == "p:50").unwrap();
    let release = |kind: Kind, tags: &[&str]| {
        let change = |tag: &&str| Change {
            kind,
            first_shipped_in: Some((*tag).to_owned()),
            ..shipped.clone()
        };
        Release { changes: tags.iter().map(change).collect(), ..sample.clone() }
    };
    for (locale, kind, tags, expected) in [
        (
            Locale::Ru,
            Kind::Fix,
            vec!["v1"; 2],
            "2 исправления уже выпущены (v1) и здесь не повторяются.",
        ),
        (
            Locale::Ru,
            Kind::Feature,
            vec!["v1"; 11],
            "11 изменений уже выпущены (v1) и здесь не повторяются.",
        ),
        (
            Locale::Ru,
            Kind::Fix,
            vec!["v1", "v2"],
            "2 исправления уже выпущены (v1 и v2) и здесь не повторяются.",
        ),
        (Locale::En, Kind::Fix, vec!["v1"; 12], "12 fixes shipped before in v1 are not repeated."),
        (
            Locale::En,
            Kind::Improvement,
            vec!["v1", "v2", "v3", "v4", "v5", "v6"],
            "6 changes shipped before in v1, v2, v3, v4 and 2 more are not repeated.",
        ),
    ] {
        let notes = text(&documents::NOTES, &release(kind, &tags), &sample::published(locale));
        assert!(notes.contains(&format!("\n{expected}\n")), "{notes}");
        let users = if locale == Locale::En {
            "No changes that users would notice."
        } else {
            "Изменений, заметных"
        };
        assert!(notes.contains(users), "{notes}");
    }
}

#[test]
fn texts_without_anything_to_read_have_a_word_in_their_place() {
    let mut release = sample::release();
    for change in &mut release.changes {
        change.description = "\u{200b}\n".to_owned();
        change.title.clear();
        change.authors[0].person.name = "\u{1}".to_owned();
    }
    let lists =
        [&documents::NOTES, &documents::INTERNAL_NOTES, &documents::PLAN, &documents::CHANGELOG];
    for document in lists {
        let written = text(document, &release, &sample::settings(Locale::En));
        assert!(written.contains("(no description)"), "{written}");
        assert!(
            ["plan", "changelog"].contains(&document.name)
                || written.contains("anna.ivanova@&#8203;example.com")
                || written.contains("anna.ivanova@example.com"),
            "{written}"
        );
        assert_tidy(&written);
    }
}

/// A hotfix is there for its fixes: they are its main changes.
#[test]
fn a_release_of_fixes_has_them_as_main_changes() {
    let mut release = sample::release();
    release
        .changes
        .retain(|change| !change.breaking && matches!(change.kind, Kind::Fix | Kind::Technical));
    let plan = text(&documents::PLAN, &release, &sample::settings(Locale::En));
    let (main, technical) = plan.split_once("### Technical changes").unwrap();
    assert!(main.contains("keep the session") && technical.contains("split the ledger"), "{plan}");
    assert!(!main.contains("[Feature 1]"), "{plan}");
}

#[test]
fn technical_changes_that_users_are_told_of_are_listed() {
    let mut release = sample::release();
    for change in &mut release.changes {
        if change.hidden_by.as_deref() == Some("type") {
            (change.hidden_by, change.in_user_notes) = (None, true);
        }
    }
    release.changes[0].continues = Some("v1.2.5".to_owned());
    let notes = text(&documents::NOTES, &release, &sample::published(Locale::En));
    assert!(notes.contains("## ⚙️ Technical changes\n- core: split the ledger"), "{notes}");
    assert!(notes.contains("as CSV (continued, first part in v1.2.5) (["), "{notes}");
}

/// Also where its words are those of a pull request; not before what a person wrote, nor what stands there anyway.
#[test]
fn a_change_begins_with_the_part_of_the_product() {
    let of = |adapt: &dyn Fn(&mut Change)| {
        let mut release = sample::release();
        let fix =
            release.changes.iter_mut().find(|change| change.tickets.contains(&"PAY-9".to_owned()));
        let fix = fix.unwrap();
        (fix.first_shipped_in, fix.in_user_notes) = (None, true);
        adapt(fix);
        let notes = text(&documents::NOTES, &release, &sample::published(Locale::En));
        let line = notes.lines().find(|line| line.contains("round half to even")).unwrap();
        line.split(" ([").next().unwrap().to_owned()
    };
    let plain = "- **Fix**: round half to even";
    let placed = |place: &str| format!("- **Fix**: {place}: round half to even");
    assert_eq!(of(&|_| {}), placed("billing"));
    assert_eq!(of(&|fix| fix.text_source = TextSource::PullRequest), placed("billing"));
    assert_eq!(of(&|fix| fix.category = Some("Invoices".to_owned())), placed("Invoices"));
    assert_eq!(of(&|fix| fix.scope = Some("a*b*".to_owned())), placed("a\\*b\\*"));
    assert_eq!(of(&|fix| fix.scope = Some("Fix".to_owned())), plain);
    assert_eq!(of(&|fix| fix.scope = Some("PAY-9".to_owned())), plain);
    assert_eq!(of(&|fix| fix.scope = None), plain);
    for source in [TextSource::Override, TextSource::ReleaseNote] {
        assert_eq!(of(&|fix| fix.text_source = source), plain);
    }
}
