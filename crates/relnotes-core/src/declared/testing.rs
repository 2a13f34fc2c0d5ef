//! For tests: a form must have every key of its file, each with a comment.

use crate::config::schema::{Key, Shape, header_of};

/// Panics where a form lacks a key or a comment. Examples in comments count.
pub(crate) fn check_form(form: &str, keys: &[Key]) {
    let lines: Vec<&str> = form.lines().collect();
    let bare: Vec<&str> =
        lines.iter().map(|line| line.trim_start_matches('#').trim_start()).collect();
    for key in keys {
        let section = header_of(&key.section, keys);
        let header = header_of(&key.path(), keys);
        let from = bare.iter().position(|line| *line == section);
        let end = |from: usize| {
            let next = bare[from..].iter().position(|line| is_header(line));
            next.map_or(lines.len(), |next| from + next)
        };
        let block = match from {
            _ if section.is_empty() => 0..end(0),
            Some(from) => from + 1..end(from + 1),
            // The section is written as one line of the section around it.
            None => {
                let (_, name) = key.section.rsplit_once('.').unwrap_or(("", &key.section));
                let inline = bare.iter().any(|line| {
                    line.starts_with(&format!("{name} = {{"))
                        && line.contains(&format!(" {} = ", key.key))
                });
                assert!(inline, "`{}` of `{section}` is missing", key.key);
                continue;
            }
        };
        let wanted = format!("{} = ", key.key);
        let at = block.clone().find(|at| bare[*at].starts_with(&wanted));
        let has_header = key.shape != Shape::Value && bare.contains(&header.as_str());
        let Some(at) = at else {
            assert!(has_header, "`{}` of `{section}` is missing", key.key);
            continue;
        };
        let is_example = lines[at].starts_with('#');
        let explained = lines[at - 1].starts_with("# ") || lines[at].contains(" # ");
        assert!(is_example || explained, "`{}` in `{section}` has no comment", key.key);
    }
}

fn is_header(line: &str) -> bool {
    line.starts_with('[') && line.ends_with(']') && !line.contains(' ')
}
