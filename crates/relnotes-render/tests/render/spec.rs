//! The specification's headings and form lines, byte for byte and in order.

use relnotes_core::release::model::Release;
use relnotes_render::documents::{self, Document, Settings, render};
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

fn assert_in_order(document: &Document, release: &Release, locale: Locale, wanted: &[String]) {
    let settings = Settings { locale, ..Settings::default() };
    let text = render(document, release, &settings).unwrap().text;
    let mut lines =
        text.lines().map(|line| line.split(" <!-- rn:todo ").next().unwrap_or_default());
    for line in wanted {
        assert!(lines.any(|found| found == line), "`{line}` is not in its place in\n{text}");
    }
}

fn check(locale: Locale, file: &str, sections: [&str; 3]) {
    for (document, section) in
        [&documents::NOTES, &documents::INTERNAL_NOTES, &documents::PLAN].into_iter().zip(sections)
    {
        let form: Vec<_> = form(file, section).iter().map(|line| with_title(line)).collect();
        assert!(form.len() > 10);
        assert_in_order(document, &sample::empty(), locale, &form);
        let fixed: Vec<_> =
            form.into_iter().filter(|line| !line.contains('[') || line.contains("[ ]")).collect();
        assert_in_order(document, &sample::release(), locale, &fixed);
    }
}

#[test]
fn the_russian_form_is_kept() {
    let sections =
        ["Release Notes (для пользователей)", "Release Notes (внутренние)", "Release Plan"];
    check(Locale::Ru, "release-documents.ru.md", sections);
}

#[test]
fn the_english_form_is_kept() {
    let sections = ["Release Notes (for users)", "Release Notes (internal)", "Release Plan"];
    check(Locale::En, "release-documents.en.md", sections);
}
