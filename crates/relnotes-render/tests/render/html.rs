//! The page of a bundle: whole, without requests, with hostile text inert.

#![cfg(test)]

use relnotes_core::person::Time;
use relnotes_render::documents::{self, Rendered, Settings, render};
use relnotes_render::html::{Moment, Sheet, page};
use relnotes_render::locale::Locale;

use crate::sample;

fn page_of(settings: &Settings, change: impl Fn(&mut Rendered)) -> String {
    page_with(settings, change, &[("v1.3.0-rc.1", 1_795_000_000), ("<b>v1.3.0</b>", 1_795_330_800)])
}

fn page_with(
    settings: &Settings,
    change: impl Fn(&mut Rendered),
    moments: &[(&str, i64)],
) -> String {
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
    let moment = |(name, seconds): &(&str, i64)| Moment {
        name: (*name).to_owned(),
        time: Time { seconds: *seconds, offset: 0 },
    };
    let moments: Vec<Moment> = moments.iter().map(moment).collect();
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

/// The values of an attribute of the elements that begin like this.
fn values(page: &str, begin: &str, attribute: &str) -> Vec<i64> {
    let value = |element: &str| {
        let (_, rest) = element.split_once(&format!(" {attribute}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    page.split(begin).skip(1).map(value).collect()
}

#[test]
fn names_on_the_timeline_do_not_touch() {
    let names: Vec<String> = (1..=12).map(|n| format!("v1.3.0-rc.{n}")).collect();
    let all: Vec<(&str, i64)> =
        names.iter().map(String::as_str).zip((1_795_000_000..).step_by(20_000)).collect();
    let page = page_with(&sample::settings(Locale::En), |_| {}, &all);
    let begin = "<text class=\"tag\"";
    let (middles, rows) = (values(&page, begin, "x"), values(&page, begin, "y"));
    assert_eq!(middles.len(), names.len());
    let half = |at: usize| i64::try_from(names[at].len()).unwrap() * 4;
    for one in 0..names.len() {
        assert!(middles[one] >= half(one) && middles[one] + half(one) <= 840, "{}", names[one]);
        for other in 0..one {
            let apart = (middles[one] - middles[other]).abs() >= half(one) + half(other);
            assert!(rows[one] != rows[other] || apart, "{} and {}", names[one], names[other]);
        }
    }
}

#[test]
fn a_graph_is_said_to_be_one() {
    let graph = "\n```mermaid\nflowchart LR\n```\n\n```sh\nls\n```\n";
    let page = page_of(&sample::settings(Locale::En), |rendered| rendered.text.push_str(graph));
    assert_eq!(page.matches("A graph in Mermaid").count(), 3, "one in each of three documents");
    assert!(
        page.contains(
            "here is its source.</p>\n<pre><code class=\"language-mermaid\">flowchart LR"
        )
    );
}

#[test]
fn a_box_is_ticked_or_not() {
    let boxes = "\n- [x] done\n- [ ] open\n";
    let page = page_of(&sample::settings(Locale::En), |rendered| rendered.text.push_str(boxes));
    assert!(page.contains("<li><input disabled=\"\" type=\"checkbox\" checked=\"\"/>\ndone</li>"));
    assert!(page.contains("<li><input disabled=\"\" type=\"checkbox\"/>\nopen</li>"));
}
