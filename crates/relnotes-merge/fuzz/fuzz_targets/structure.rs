//! The parser of documents: any text is read or refused, and what is read lies within it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relnotes_merge::structure;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(structure) = structure(text) else { return };
    let count = text.split('\n').count();
    let mut before = 0;
    for item in structure.regions.iter().flat_map(|region| &region.items) {
        assert!(before < item.line && item.line <= count, "line {} of {count}", item.line);
        before = item.line;
    }
});
