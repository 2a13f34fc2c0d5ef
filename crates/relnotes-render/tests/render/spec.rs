//! The specification's headings and form lines, byte for byte and in order.

use relnotes_render::documents::{self, Document, Settings, Subject, render};
use relnotes_render::locale::Locale;

use crate::documents::workspace;
use crate::sample;

/// The lines of one form of the specification; its forms stand in fences, one a section.
fn form(file: &str, section: &str) -> Vec<String> {
    let text = std::fs::read_to_string(workspace().join("fixtures/spec").join(file)).unwrap();
    let (_, below) = text.split_once(&format!("\n## {section}\n")).expect(section);
    let (_, below) = below.split_once("```\n").unwrap();
    let (form, _) = below.split_once("\n```").unwrap();
    form.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The form line as the sample fills its title.
fn with_title(line: &str) -> String {
    [
        ("[Название релиза]", "v1.3.0"),
        ("[Release name]", "v1.3.0"),
        ("[Версия]", "v1.3.0"),
        ("[Version]", "v1.3.0"),
        ("- [Дата]", "- 22.11.2026"),
        ("- [Date]", "- 2026-11-22"),
    ]
    .iter()
    .fold(
        line.to_owned(),
        |line, (from, to)| if line.starts_with("# ") { line.replace(from, to) } else { line },
    )
}

fn assert_in_order(document: &Document, subject: Subject<'_>, locale: Locale, wanted: &[String]) {
    let settings = Settings { locale, ..Settings::default() };
    let text = render(document, subject, &settings).unwrap().text;
    let mut lines = text.lines().map(|line| line.split(" <!-- rn:").next().unwrap_or_default());
    for line in wanted {
        assert!(lines.any(|found| found == line), "`{line}` is not in its place in\n{text}");
    }
}

/// The documents in the order of [`check`].
const DOCUMENTS: [&Document; 6] = [
    &documents::NOTES,
    &documents::INTERNAL_NOTES,
    &documents::PLAN,
    &documents::CHECKLIST,
    &documents::MONITORING,
    &documents::BRANCHING,
];

fn check(locale: Locale, file: &str, sections: [&str; 6]) {
    let (empty, whole) = (sample::empty(), sample::Whole::new());
    for (document, section) in DOCUMENTS.into_iter().zip(sections) {
        let form: Vec<_> = form(file, section).iter().map(|line| with_title(line)).collect();
        assert!(form.len() > 10);
        assert_in_order(document, Subject::from(&empty), locale, &form);
        let fixed: Vec<_> =
            form.into_iter().filter(|line| !line.contains('[') || line.contains("[ ]")).collect();
        assert_in_order(document, whole.subject(), locale, &fixed);
    }
}

#[test]
fn the_russian_form_is_kept() {
    let sections = [
        "Release Notes (для пользователей)",
        "Release Notes (внутренние)",
        "Release Plan",
        "Release Checklist",
        "Monitoring & Validation Plan",
        "Git Branching Strategy",
    ];
    check(Locale::Ru, "release-documents.ru.md", sections);
}

#[test]
fn the_english_form_is_kept() {
    let sections = [
        "Release Notes (for users)",
        "Release Notes (internal)",
        "Release Plan",
        "Release Checklist",
        "Monitoring & Validation Plan",
        "Git Branching Strategy",
    ];
    check(Locale::En, "release-documents.en.md", sections);
}
