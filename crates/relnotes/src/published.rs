//! The text of a release on the forge: what people read, and in a comment behind it what was generated, so that the next
//! publication tells a person's words from its own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use libdeflater::{CompressionLvl, Compressor, Decompressor};
use relnotes_merge::{Memory, Options, merge, recover};

/// Begins the comment.
const MARK: &str = "<!-- relnotes:generated ";

/// What forges take as the text of a release at most: 125,000 characters on GitHub.
const LONGEST: usize = 120_000;

/// What a comment may unfold to; whoever writes more there did not get it from here.
const MOST: usize = 1024 * 1024;

/// Merges what is generated now into what stands on the forge; returns what is to stand there.
pub(crate) fn merged(remote: Option<&str>, new: &str) -> String {
    let Some(remote) = remote else { return seal(new, new) };
    let (current, base) = open(remote);
    let text = match &base {
        // Nobody has touched it.
        Some(base) if base.trim() == current.trim() => new.to_owned(),
        // What somebody wrote who has never heard of this program stays as it is.
        None if !current.contains("<!-- rn:begin ") => match current.trim() {
            "" => new.to_owned(),
            _ => return remote.to_owned(),
        },
        base => {
            let options = Options::default();
            match merge(base.as_deref(), current, new, &Memory::default(), &options) {
                Ok(merged) => merged.text,
                Err(_) => recover(base.as_deref().unwrap_or_default(), current, new),
            }
        }
    };
    seal(&text, new)
}

/// Whether a text on the forge was made by somebody else, and is left alone.
pub(crate) fn is_foreign(remote: &str) -> bool {
    let (current, base) = open(remote);
    base.is_none() && !current.trim().is_empty() && !current.contains("<!-- rn:begin ")
}

/// Puts what was generated into a comment at the end, where there is room for it.
fn seal(text: &str, generated: &str) -> String {
    let mut compressor = Compressor::new(CompressionLvl::best());
    let mut packed = vec![0; compressor.zlib_compress_bound(generated.len())];
    let text = text.trim_end();
    let Ok(length) = compressor.zlib_compress(generated.as_bytes(), &mut packed) else {
        return format!("{text}\n");
    };
    let data = STANDARD.encode(&packed[..length]);
    let sealed = format!("{text}\n\n{MARK}{} {data} -->\n", generated.len());
    if sealed.len() > LONGEST { format!("{text}\n") } else { sealed }
}

/// Returns what people read, and what was generated where the comment says it.
fn open(body: &str) -> (&str, Option<String>) {
    let Some((text, rest)) = body.rsplit_once(MARK) else { return (body, None) };
    (text, unpacked(rest))
}

fn unpacked(rest: &str) -> Option<String> {
    let (length, data) = rest.split_once(" -->")?.0.split_once(' ')?;
    let length: usize = length.parse().ok().filter(|length| *length <= MOST)?;
    let packed = STANDARD.decode(data.trim()).ok()?;
    let mut text = vec![0; length];
    let unpacked = Decompressor::new().zlib_decompress(&packed, &mut text).ok()?;
    text.truncate(unpacked);
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(items: &[(&str, &str)]) -> String {
        let items: String =
            items.iter().map(|(id, text)| format!("- {text} <!-- rn:i {id} -->\n")).collect();
        format!("<!-- rn:begin new -->\n## New\n{items}<!-- rn:end new -->\n")
    }

    fn read(body: &str) -> String {
        let lines = open(body).0.lines().filter(|line| !line.starts_with("<!-- rn:"));
        let lines: Vec<String> = lines.map(relnotes_merge::marks::bare).collect();
        lines.join("\n").trim().to_owned()
    }

    #[test]
    fn what_a_person_changed_there_survives() {
        let first = merged(None, &notes(&[("a", "Search"), ("b", "Cart"), ("c", "Taxes")]));
        assert!(!read(&first).contains("relnotes:generated"));
        // Somebody rewrites one line, takes one away, and adds a paragraph.
        let edited = first
            .replace("Search", "Search in all shops")
            .replace("- Cart <!-- rn:i b -->\n", "")
            .replace("<!-- rn:begin", "Thanks to all!\n\n<!-- rn:begin");
        let new = notes(&[("a", "Search"), ("b", "Cart"), ("c", "Taxes of 2027"), ("d", "Gifts")]);
        let second = merged(Some(&edited), &new);
        let expected = "Thanks to all!\n\n## New\n- Search in all shops\n- Taxes of 2027\n- Gifts";
        assert_eq!(read(&second), expected);
        assert_eq!(merged(Some(&second), &new), second, "the same again changes nothing");
    }

    #[test]
    fn what_nobody_touched_is_replaced() {
        let first = merged(None, &notes(&[("a", "Search")]));
        let second = merged(Some(&first), &notes(&[("b", "Cart")]));
        assert_eq!(read(&second), "## New\n- Cart");
    }

    #[test]
    fn what_somebody_else_wrote_is_left_alone() {
        let own = "## By hand\n- all of it\n";
        assert!(is_foreign(own) && !is_foreign("") && !is_foreign(" \n"));
        assert_eq!(merged(Some(own), &notes(&[("a", "Search")])), own);
        assert!(read(&merged(Some("\n"), &notes(&[("a", "Search")]))).contains("Search"));
    }

    #[test]
    fn a_damaged_comment_loses_nothing() {
        let first = merged(None, &notes(&[("a", "Search")]));
        for (what, by) in [
            ("relnotes:generated ", "relnotes:generated 9999999999 "),
            ("eN", "!!"),
            (" -->\n", ""),
        ] {
            let damaged = first.replacen("Search", "Mine", 1);
            let at = damaged.rfind(MARK).unwrap();
            let damaged = damaged[..at].to_owned() + &damaged[at..].replace(what, by);
            assert!(
                merged(Some(&damaged), &notes(&[("a", "Search"), ("b", "Cart")])).contains("Mine")
            );
        }
    }

    #[test]
    fn what_is_too_long_for_the_comment_has_none() {
        let mut state = 1_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            format!("{:x}", state >> 20)
        };
        let long: Vec<String> = (0..9000).map(|_| random()).collect();
        let body = merged(None, &notes(&[("a", &long.join(" "))]));
        assert!(body.len() < LONGEST && !body.contains(MARK));
    }
}
