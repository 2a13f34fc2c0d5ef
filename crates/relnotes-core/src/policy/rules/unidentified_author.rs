use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, LineCommit};

declare_rule! {
    /// ## What it does
    /// Reports commits of release and hotfix branches whose author has no name or no e-mail address,
    /// or one outside of `policy.email_domains`, where that says anything. `.mailmap` counts, and so
    /// do subdomains; commits of bots count for nothing. Allowed by default.
    ///
    /// ## Why is this bad?
    /// Nobody can ask the one who made a late change, and thanks go to nobody.
    ///
    /// ## Example
    /// `anna <anna@laptop.local>` where `policy.email_domains = ["shop.example"]`.
    ///
    /// ## How to fix
    /// `git config user.email anna@shop.example`; for what is there already, a line in `.mailmap`:
    /// `Anna Ivanova <anna@shop.example> <anna@laptop.local>`.
    "RN409" "unidentified-author" Commits Allow
    needs [History] check Commit(check)
}

fn check(it: &LineCommit<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let commit = it.commit;
    if commit.by_bot {
        return;
    }
    let person = &commit.author.person;
    let (name, email) = (person.name.trim(), person.email.trim());
    let domains = &facts.sources.config.policy.email_domains;
    let domain = email.rsplit_once('@').filter(|(user, _)| !user.is_empty()).map(|it| it.1);
    let problem = match domain {
        _ if name.is_empty() => format!("the author <{email}> has no name"),
        None | Some("") => format!("the author {name} has no e-mail address"),
        Some(domain) if !domains.is_empty() && !domains.iter().any(|it| is_below(domain, it)) => {
            format!("{name} wrote as {email}, which is not of {}", domains.join(" or "))
        }
        Some(_) => return,
    };
    findings
        .violation(commit.id, problem)
        .hint("git commit --amend --reset-author, before it is merged; else a line in .mailmap")
        .evidence([facts.shown(it.node)]);
}

/// Returns whether a domain is another one or below it.
fn is_below(domain: &str, upper: &str) -> bool {
    let (domain, upper) = (domain.to_lowercase(), upper.trim_start_matches('@').to_lowercase());
    domain.strip_suffix(&upper).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const SHOP: &str = "policy.email_domains = [\"shop.example\"]";

    fn by(author: &str, config: &str) -> String {
        let text = format!(
            "commit \"a\"\nbranch develop\nbranch release/v1.1.0\ncommit \"fix: b\" by \"{author}\""
        );
        history(&text).config(config).says(&RULE)
    }

    #[test]
    fn an_author_without_name_or_address_is_reported() {
        assert!(
            by(" <anna@shop.example>", "")
                .contains(": the author <anna@shop.example> has no name [")
        );
        assert!(by("Anna <>", "").contains(": the author Anna has no e-mail address ["));
        assert!(by("Anna <anna>", "").contains(": the author Anna has no e-mail address ["));
    }

    #[test]
    fn an_address_of_another_domain_is_reported() {
        let said = by("Anna <anna@laptop.local>", SHOP);
        let wanted = ": Anna wrote as anna@laptop.local, which is not of shop.example [";
        assert!(said.contains(wanted), "{said}");
        assert!(by("Anna <anna@myshop.example>", SHOP).contains("which is not of shop.example"));
    }

    #[test]
    fn addresses_of_the_domain_and_below_it_are_fine() {
        assert_eq!(by("Anna <anna@Shop.Example>", SHOP), "");
        assert_eq!(by("Anna <anna@mail.shop.example>", SHOP), "");
        assert_eq!(by("Anna <anna@laptop.local>", ""), "");
    }

    #[test]
    fn bots_may_come_from_anywhere() {
        assert_eq!(by("dependabot[bot] <1+dependabot[bot]@users.noreply.github.com>", SHOP), "");
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let said = history("commit \"a\"\ncommit \"b\"\nbranch develop").shallow().says(&RULE);
        assert!(said.starts_with("? repository: the clone is shallow"), "{said}");
    }
}
