use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Subject, waiver};

declare_rule! {
    /// ## What it does
    /// Reports waivers in `relnotes.toml` whose last day (`until`) is over, by the calendar of UTC.
    ///
    /// ## Why is this bad?
    /// Somebody took a finding on until a day. From then on nobody does; the finding is back as well.
    ///
    /// ## Example
    /// `until = "2026-09-30"` in October.
    ///
    /// ## How to fix
    /// Mend what was waived and take the waiver out, or agree on another day with the one who signed.
    "RN005" "expired-waiver" Clone Deny
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    for it in facts.sources.config.policy.waivers.iter() {
        if waiver::is_expired(it, facts.now) {
            let subject = Subject::File { path: "relnotes.toml".to_owned(), line: None };
            let message = format!(
                "the waiver of {} for {} by {} ended on {}",
                it.rule, it.subject, it.by, it.until
            );
            findings
                .violation(subject, message)
                .evidence([&it.reason])
                .hint("mend it and take the waiver out, or agree on another `until`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    fn waiver(until: &str) -> String {
        format!(
            "[[policy.waivers]]\nrule = \"RN302\"\nsubject = \"v1.0.0\"\nby = \"Anna\"\n\
             reason = \"published\"\nuntil = \"{until}\"\n"
        )
    }

    #[test]
    fn a_waiver_counts_until_the_end_of_its_last_day() {
        let said = |until: &str| history("commit \"a\"").config(&waiver(until)).says(&RULE);
        assert_eq!(
            said("2024-02-28"),
            "relnotes.toml: the waiver of RN302 for v1.0.0 by Anna ended on 2024-02-28 [published] \
             -> mend it and take the waiver out, or agree on another `until`"
        );
        assert!(!said("2024-02-29").is_empty());
        assert_eq!(said("2024-03-01"), "");
    }
}
