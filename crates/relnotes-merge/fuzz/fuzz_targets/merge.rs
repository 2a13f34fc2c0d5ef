//! The merge: of any three texts, what comes out has a structure; a document that nothing changes stays as it was.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relnotes_merge::{Memory, Options, merge, structure};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut parts = text.split('\0');
    let (Some(base), Some(current), Some(new)) = (parts.next(), parts.next(), parts.next()) else {
        return;
    };
    let options = Options {
        stale: " _(gone)_".to_owned(),
        recheck: "again {at}".to_owned(),
        at: "now".to_owned(),
    };
    if let Ok(merged) = merge(Some(base), current, new, &Memory::default(), &options) {
        structure(&merged.text).expect("what was merged has a structure");
    }
    let has_mark = ["rn:drift", "rn:stale", "rn:i recheck"].iter().any(|it| current.contains(it));
    if let Ok(merged) = merge(Some(current), current, current, &Memory::default(), &options) {
        // Marks that say what a merge found are taken away where nothing differs.
        assert!(has_mark || merged.text == current);
    }
});
