use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Branch, Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports branches whose name has upper case outside of a ticket (`feature/SHOP-12-search` is
    /// fine), characters beyond ASCII, more than 60 characters, a part that ends with a dot, or
    /// differs from another branch by case only.
    ///
    /// ## Why is this bad?
    /// Git keeps branches as files. On macOS and Windows `Search` and `search` are one file, on
    /// Windows no folder ends with a dot, and long or foreign names break scripts and host names.
    ///
    /// ## Example
    /// `feature/Search` beside `feature/search`, `feature/поиск`, `feature./search`.
    ///
    /// ## How to fix
    /// `git branch -m feature/Search feature/search`, and on the remote push the new name before the
    /// old one is deleted. Of two that differ by case, merge one into the other first.
    "RN104" "unportable-branch-name" Branches Warn
    needs [] check Branch(check)
}

/// How many characters a name has at most.
const LONGEST: usize = 60;

fn check(branch: &Branch, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let name = &branch.name;
    let lower = lower(name, facts);
    let mut problems = Vec::new();
    if *name != lower {
        problems.push("has upper case".to_owned());
    }
    if !name.is_ascii() {
        problems.push("has characters beyond ASCII".to_owned());
    }
    let length = name.chars().count();
    if length > LONGEST {
        problems.push(format!("has {length} characters, {LONGEST} allowed"));
    }
    if name.split('/').any(|part| part.ends_with('.')) {
        problems.push("has a part that ends with a dot".to_owned());
    }
    // Of each pair one is told.
    let folded = name.to_lowercase();
    let mut others = facts.branches.iter().map(|branch| &branch.name);
    let twin = others.find(|other| name < *other && folded == other.to_lowercase());
    problems.extend(twin.map(|twin| format!("differs from {twin} by case only")));
    if problems.is_empty() {
        return;
    }
    let better: Vec<&str> = lower.split('/').map(|part| part.trim_end_matches('.')).collect();
    let better = better.join("/");
    let is_taken = facts.branches.iter().any(|branch| branch.name == better);
    let hint = match twin {
        Some(twin) => {
            format!("git log --oneline --left-right {}", word(&format!("{name}...{twin}")))
        }
        None if better.is_ascii() && better.len() <= LONGEST && !is_taken => {
            format!("git branch -m {} {}", word(name), word(&better))
        }
        None => format!("git branch -m {} NEW", word(name)),
    };
    findings.violation(branch, format!("{name} {}", problems.join(", "))).evidence(twin).hint(hint);
}

/// Returns a name in lower case but for its tickets.
fn lower(name: &str, facts: &Facts<'_>) -> String {
    let mut lower = name.to_ascii_lowercase();
    let tickets = facts.sources.parser.parse(&format!("Merge branch '{name}'")).tickets;
    for ticket in tickets.iter().map(ToString::to_string) {
        for (at, found) in name.match_indices(&ticket) {
            lower.replace_range(at..at + found.len(), found);
        }
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    fn says(branches: &[&str]) -> String {
        let branches: String = branches.iter().map(|name| format!("\nbranch {name}")).collect();
        history(&format!("commit \"a\"{branches}")).says(&RULE)
    }

    #[test]
    fn names_that_break_elsewhere_are_reported() {
        assert_eq!(
            says(&["feature/Search"]),
            "refs/heads/feature/Search: feature/Search has upper case \
             -> git branch -m feature/Search feature/search"
        );
        assert_eq!(
            says(&["feature./search"]),
            "refs/heads/feature./search: feature./search has a part that ends with a dot \
             -> git branch -m feature./search feature/search"
        );
        assert!(says(&["feature/поиск"]).ends_with(
            "feature/поиск has characters beyond ASCII -> git branch -m feature/поиск NEW"
        ));
    }

    #[test]
    fn of_two_names_that_differ_by_case_both_are_named() {
        assert_eq!(
            says(&["feature/search", "feature/Search"]),
            "refs/heads/feature/Search: feature/Search has upper case, differs from feature/search \
             by case only [feature/search] -> git log --oneline --left-right \
             feature/Search...feature/search"
        );
        let said = says(&["feature/shop-12", "feature/SHOP-12"]);
        assert!(said.starts_with(
            "refs/heads/feature/SHOP-12: feature/SHOP-12 differs from feature/shop-12 by case only"
        ));
        assert_eq!(said.lines().count(), 1, "{said}");
    }

    #[test]
    fn names_of_the_model_and_tickets_are_fine() {
        let fine = ["develop", "release/v1.0.0", "release/v1.0.0-hotfix", "feature/SHOP-12-search"];
        assert_eq!(says(&fine), "");
        assert!(
            says(&["feature/SHOP-12-Search"])
                .ends_with("git branch -m feature/SHOP-12-Search feature/SHOP-12-search")
        );
    }

    #[test]
    fn sixty_characters_are_fine() {
        let name = format!("feature/{}", "x".repeat(52));
        assert_eq!(says(&[&name]), "");
        assert!(says(&[&format!("{name}x")]).contains("has 61 characters, 60 allowed"));
    }
}
