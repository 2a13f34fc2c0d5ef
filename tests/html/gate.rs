//! The page of the gate in a browser: the verdict is there, nothing is asked for, nothing is said, two sheets of paper.

use super::browser::Browser;
use crate::cli::{fixture, run};

#[test]
fn the_page_of_the_gate() {
    let Some(browser) = Browser::find() else { return };
    let repo = fixture("hostile");
    let ran = run(repo.path(), "gate v1.1.0 --format html");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let seen = browser.open(&ran.stdout);
    assert!(seen.dom.contains("<p class=\"verdict\">NO-GO</p>"), "{}", seen.dom);
    assert_eq!(seen.dom.matches("<tr class=").count(), 22, "{}", seen.dom);
    assert!(!seen.dom.contains("<script") && !seen.dom.contains("<img"), "{}", seen.dom);
    assert_eq!((seen.console, seen.requests), (Vec::new(), Vec::new()));
    assert!(seen.picture > 10_000);
}
