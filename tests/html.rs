//! The page of a bundle, as a browser sees it: whole, quiet and inert.
//!
//! What holds of the page is asked of its text, and where a Chromium is installed also of the document that the browser
//! made of it, of its console and of its log of requests.

#![cfg(test)]

mod browser;
mod elements;
mod gate;

use std::path::Path;

use tempfile::TempDir;

use self::browser::Browser;
use self::elements::{Element, elements};
use crate::cli::{fixture, run};

/// All elements that a page is made of; none of them fetches, runs or sends.
const ELEMENTS: &str = "html head meta title style body header h1 p dl div dt dd nav ol li a span main section figure \
    figcaption svg text rect line circle article h2 h3 h4 h5 h6 ul input strong em del code pre blockquote hr br table \
    thead tbody tr th td footer";

#[test]
fn the_page_of_a_release() {
    check("shop", "v1.3.0", "totals are whole cents");
}

#[test]
fn the_page_of_a_hostile_history() {
    check("hostile", "v1.1.0", "<script>alert('x')</script> & <img src=x onerror=alert(1)>");
}

/// Shows that what the other tests do not find would be found.
#[test]
fn the_browser_tells_of_requests_and_of_errors() {
    let Some(browser) = browser() else { return };
    let page = "<!doctype html><title>x</title><img src=\"http://asked.example/x.png\">\
        <script>console.error(\"seen\")</script>";
    let seen = browser.open(page);
    assert_eq!(seen.requests, ["http://asked.example/x.png"]);
    assert!(seen.console.iter().any(|line| line.contains("seen")), "{:?}", seen.console);
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">";
    let seen = browser.open(&page.replace("<title>", &format!("{policy}<title>")));
    assert!(seen.requests.is_empty(), "{:?}", seen.requests);
    assert!(seen.console.iter().any(|line| line.contains("Content Security Policy")));
}

fn browser() -> Option<Browser> {
    let browser = Browser::find();
    if browser.is_none() {
        eprintln!("no chromium on PATH: what a browser makes of the page is left out");
    }
    browser
}

/// Checks the page of a fixture, which tells `told`.
fn check(name: &str, range: &str, told: &str) {
    let repo = fixture(name);
    let folder = TempDir::new().unwrap();
    let to = |format: &str, target: &str| {
        let target = folder.path().join(target).display().to_string();
        let done =
            run(repo.path(), &format!("{range} -d all --format {format} -o {target}")).done();
        assert_eq!(done, "");
    };
    to("html", "page.html");
    to("md", "documents/");
    let page = std::fs::read_to_string(folder.path().join("page.html")).unwrap();
    let titles = headings_of_documents(&folder.path().join("documents"));
    assert!(titles.len() > 40, "{titles:?}");
    let all = elements(&page);
    assert!(all[0].text.contains(told), "{told}");
    check_elements(&all, &titles);

    let Some(browser) = browser() else { return };
    let seen = browser.open(&page);
    let all = elements(&seen.dom);
    assert!(all[0].text.contains(told), "{told}");
    check_elements(&all, &titles);
    assert!(seen.console.is_empty(), "{:?}", seen.console);
    assert!(seen.requests.is_empty(), "{:?}", seen.requests);
    assert!(seen.picture > 10_000, "a picture of {} bytes", seen.picture);
}

/// Nothing in the page can act, its links lead somewhere, and its headings are those of the documents.
fn check_elements(all: &[Element], titles: &[(usize, String)]) {
    let has = |name: &str| all.iter().any(|it| it.name == name);
    assert!(has("html") && has("main") && has("svg") && has("article"));
    let ids: Vec<&str> = all.iter().filter_map(|it| it.attribute("id")).collect();
    for element in all {
        let known = ELEMENTS.split_whitespace().any(|name| name == element.name);
        assert!(known, "{element:?}");
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on") && name != "style" && name != "src", "{element:?}");
            // No other meta element may act for the page: it could lead away from it.
            assert!(name != "http-equiv" || value == "Content-Security-Policy", "{element:?}");
            if name == "href" {
                let inside = value.strip_prefix('#').is_some_and(|id| ids.contains(&id));
                let outside = value.starts_with("https://") || value.starts_with("http://");
                assert!(element.name == "a" && (inside || outside), "{element:?}");
            }
        }
    }
    let level =
        |it: &Element| it.name.strip_prefix('h').and_then(|level| level.parse::<usize>().ok());
    let headings: Vec<(usize, String)> = all
        .iter()
        .filter(|it| it.attribute("id").is_some())
        .filter_map(|it| Some((level(it)? - 1, it.text.trim().to_owned())))
        .collect();
    assert_eq!(headings, titles);
    assert_eq!(all.iter().filter(|it| it.name == "h1").count(), 1);
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), ids.len(), "an id stands twice");
}

/// The headings of the Markdown, in the order of the page.
fn headings_of_documents(folder: &Path) -> Vec<(usize, String)> {
    let order =
        ["notes", "internal-notes", "plan", "checklist", "rollback", "monitoring", "branching"];
    let mut all = Vec::new();
    for name in order {
        let text = std::fs::read_to_string(folder.join(format!("{name}.md"))).unwrap();
        let mut in_code = false;
        for line in text.lines() {
            in_code ^= line.trim_start().starts_with("```");
            let words = line.trim_start_matches('#');
            let level = line.len() - words.len();
            if !in_code && level > 0 && words.starts_with(' ') {
                all.push((level, without_marks(words.trim())));
            }
        }
    }
    all
}

/// What a heading reads like: no backslashes before signs, no backticks, no stars.
fn without_marks(markdown: &str) -> String {
    let mut out = String::new();
    let mut signs = markdown.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => out.extend(signs.next()),
            '`' | '*' => {}
            sign => out.push(sign),
        }
    }
    out
}
