//! The page of a bundle: whole, without requests, with hostile text inert.

use relnotes_core::person::Time;
use relnotes_render::documents::{self, Rendered, Settings, render};
use relnotes_render::html::{Moment, Sheet, page};
use relnotes_render::locale::Locale;

use crate::sample;

fn page_of(settings: &Settings, change: impl Fn(&mut Rendered)) -> String {
    let release = sample::release();
    let all = [&documents::NOTES, &documents::PLAN, &documents::ROLLBACK];
    let rendered: Vec<Rendered> = all
        .iter()
        .map(|document| {
            let mut rendered = render(document, &release, settings).unwrap();
            change(&mut rendered);
            rendered
        })
        .collect();
    let sheets: Vec<Sheet<'_>> = all
        .iter()
        .zip(&rendered)
        .map(|(document, rendered)| Sheet { document, rendered })
        .collect();
    let moment =
        |name: &str, seconds| Moment { name: name.to_owned(), time: Time { seconds, offset: 0 } };
    let moments = [moment("v1.3.0-rc.1", 1_795_000_000), moment("<b>v1.3.0</b>", 1_795_330_800)];
    page(&release, settings, &sheets, &moments).unwrap()
}

#[test]
fn the_page_has_every_document_and_its_contents() {
    for locale in Locale::ALL {
        let page = page_of(&sample::settings(locale), |_| {});
        assert!(page.starts_with("<!doctype html>\n"));
        assert!(page.contains(&format!("<html lang=\"{}\">", locale.as_str())));
        for name in ["notes", "plan", "rollback"] {
            assert!(page.contains(&format!("<article id=\"{name}\">")), "{name}");
            assert!(page.contains(&format!("<a href=\"#{name}\">")), "{name}");
        }
        assert!(page.contains("class=\"blank\" title=\"plan.context\""));
        assert_eq!(page.matches("<svg ").count(), page.matches("</svg>").count());
        assert!(page.matches("<svg ").count() >= 2);
        // Every place of the contents exists.
        for link in page.split("href=\"#").skip(1) {
            let id = link.split('"').next().unwrap();
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
}

#[test]
fn the_page_asks_for_nothing() {
    let page = page_of(&sample::settings(Locale::En), |_| {});
    for forbidden in
        ["<script", "<img", "<link", "<iframe", "src=", "@import", "url(", "javascript:"]
    {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn hostile_text_is_text() {
    let hostile = "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> ![x](https://evil.example/x.png) \
        [a](javascript:alert(1)) <!-- rn:todo x\" onload=\"alert(1) --> <style>*{}</style>\n";
    let page = page_of(&sample::settings(Locale::En), |rendered| rendered.text.push_str(hostile));
    for forbidden in ["<script", "<img", "javascript:", "onload=\"", "evil.example", "<style>*"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("&lt;b&gt;v1.3.0&lt;/b&gt;"));
}
