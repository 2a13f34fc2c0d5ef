//! `CODEOWNERS`: who owns which paths.

use relnotes_core::config::glob::Glob;

/// A line of `CODEOWNERS`.
#[derive(Debug)]
pub(super) struct Rule {
    patterns: Vec<Glob>,
    /// As the file says: `@org/team`, `@name`, an address; none where the line takes owners away.
    pub(super) owners: Vec<String>,
    /// The line, from 1.
    pub(super) line: u32,
}

/// Reads the rules, section by section; only GitLab has more than one. In each the last that fits counts.
pub(super) fn parse(text: &str) -> Vec<Vec<Rule>> {
    let mut sections = vec![Vec::new()];
    let mut standing: Vec<String> = Vec::new();
    for (at, line) in (1..).zip(text.lines()) {
        let line = line.split_once(" #").map_or(line, |(line, _)| line).trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some((_, rest)) = section(line) {
            sections.push(Vec::new());
            standing = words(rest).into_iter().filter(|word| is_owner(word)).collect();
            continue;
        }
        let mut words = words(line).into_iter();
        let Some(pattern) = words.next() else { continue };
        let owners: Vec<String> = words.filter(|word| is_owner(word)).collect();
        let owners = if owners.is_empty() { standing.clone() } else { owners };
        let rule = Rule { patterns: globs(&pattern), owners, line: at };
        if let Some(rules) = sections.last_mut() {
            rules.push(rule);
        }
    }
    sections
}

/// Returns the rules that count for a path, one a section at most.
pub(super) fn rules_of<'r>(sections: &'r [Vec<Rule>], path: &str) -> Vec<&'r Rule> {
    let fits = |rule: &&Rule| rule.patterns.iter().any(|glob| glob.matches(path));
    sections.iter().filter_map(|rules| rules.iter().rev().find(fits)).collect()
}

/// `[Docs] @team`, `^[Optional]`, `[Two approvals][2]`.
fn section(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim_start_matches('^').strip_prefix('[')?.split_once(']')?;
    let rest = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(rest, |it| it.1);
    Some((name, rest))
}

/// Words of a line; a backslash keeps a space within one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        let last = words.last_mut().expect("there is one word");
        match char {
            '\\' => last.extend(chars.next()),
            _ if char.is_whitespace() => words.push(String::new()),
            _ => last.push(char),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_owner(word: &str) -> bool {
    word.contains('@')
}

/// What a pattern stands for: one without a slash before its end fits in any folder, and a folder all that is below it.
fn globs(pattern: &str) -> Vec<Glob> {
    let is_anchored = pattern.trim_end_matches('/').contains('/');
    let anywhere = if is_anchored || pattern == "*" { "" } else { "**/" };
    let path = format!("{anywhere}{}", pattern.trim_start_matches('/'));
    if pattern == "*" {
        return vec![Glob::of_paths("**")];
    }
    if let Some(folder) = path.strip_suffix('/') {
        return vec![Glob::of_paths(&format!("{folder}/**"))];
    }
    // `docs/*` is the files of the folder alone; `docs` is a file or a folder.
    if path.ends_with('*') {
        return vec![Glob::of_paths(&path)];
    }
    vec![Glob::of_paths(&path), Glob::of_paths(&format!("{path}/**"))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, path: &str, expected: &[&str]) {
        let sections = parse(text);
        let owners: Vec<&String> =
            rules_of(&sections, path).into_iter().flat_map(|rule| &rule.owners).collect();
        assert_eq!(owners, expected, "{path}");
    }

    #[test]
    fn the_last_rule_that_fits_counts() {
        let text = "# all\n* @org/all\n/docs/ @org/docs\n*.js @js a@b.c # why\n/docs/*.js @org/docs-js\n/apps @apps\n/free/\n";
        check(text, "a.go", &["@org/all"]);
        check(text, "docs/a/b.md", &["@org/docs"]);
        check(text, "src/docs/a.md", &["@org/all"]);
        check(text, "src/a.js", &["@js", "a@b.c"]);
        check(text, "docs/a.js", &["@org/docs-js"]);
        check(text, "docs/x/a.js", &["@js", "a@b.c"]);
        check(text, "apps/x/y", &["@apps"]);
        check(text, "apps", &["@apps"]);
        check(text, "free/x", &[]);
    }

    #[test]
    fn patterns_without_an_anchor_fit_anywhere() {
        check("apps/ @a\n", "x/apps/y", &["@a"]);
        check("**/logs @a\n", "x/logs/y", &["@a"]);
        check("docs/* @a\n", "docs/x", &["@a"]);
        check("docs/* @a\n", "docs/x/y", &[]);
        check("a\\ b @a\n", "x/a b", &["@a"]);
    }

    #[test]
    fn sections_of_gitlab_count_each() {
        let text = "* @all\n[Docs] @docs\n*.md\n^[Two][2]\n*.md @two\n";
        check(text, "a.md", &["@all", "@docs", "@two"]);
    }
}
