use crate::pipeline::{Filter, Pipeline, RefKind};
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, model_stages};

declare_rule! {
    /// ## What it does
    /// Reports filters of GitHub such as `feature/*`, which take `feature/login` in and leave
    /// `feature/login/form` out.
    ///
    /// ## Why is this bad?
    /// In GitHub's filters `*` ends at a slash. The branch looks like every other one, its pull
    /// request has no red mark, and nothing was run.
    ///
    /// ## Example
    /// `on: { push: { branches: ['feature/*'] } }`
    ///
    /// ## How to fix
    /// Write `feature/**`.
    "RN606" "shallow-branch-glob" Pipelines Warn
    needs [] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let pipelines = &facts.pipelines;
    let features = pipelines.samples.iter().enumerate();
    let mut features = features.filter(|(_, sample)| sample.kind == RefKind::Feature);
    let (Some((flat, _)), Some((deep, sample))) = (features.next(), features.next()) else {
        return;
    };
    for file in &pipelines.files {
        for filter in file.filters.iter().filter(|it| is_shallow(it, file, flat, deep)) {
            let text = &filter.text;
            let message = format!("`{text}` leaves {} out: `*` ends at a slash", sample.name);
            let better = text
                .strip_suffix('*')
                .map_or_else(|| text.replace('*', "**"), |head| format!("{head}**"));
            findings.violation(&filter.place, message).hint(format!("write '{better}'"));
        }
    }
    if let Some((subject, reason)) = model_stages::hidden(pipelines) {
        findings.cannot_tell(subject, reason);
    }
}

/// Another pattern may take in what this one leaves out.
fn is_shallow(filter: &Filter, file: &Pipeline, flat: usize, deep: usize) -> bool {
    let fits = |filter: &Filter, at: usize| filter.fits.get(at).copied().unwrap_or(false);
    let is_alone = !file.filters.iter().any(|it| it.event == filter.event && fits(it, deep));
    fits(filter, flat) && filter.text.contains('*') && is_alone
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    #[track_caller]
    fn check(pipelines: &str, expected: &str) {
        let case = history("commit \"feat: a\"").pipelines(pipelines);
        assert_eq!(case.says(&RULE), expected);
    }

    #[test]
    fn a_glob_that_ends_at_a_slash_is_reported() {
        check(
            "file ci.yml y\nfilter feature/* y-------",
            "ci.yml:2: `feature/*` leaves feature/a/b out: `*` ends at a slash \
             -> write 'feature/**'",
        );
    }

    #[test]
    fn a_deep_glob_and_a_name_are_fine() {
        check("file ci.yml y\nfilter feature/** yy------", "");
        check("file ci.yml y\nfilter feature/x y-------\nfilter release/* ---yy---", "");
    }

    #[test]
    fn another_pattern_may_take_the_rest_in() {
        check("file ci.yml y\nfilter feature/* y-------\nfilter feature/*/* -y------", "");
    }

    #[test]
    fn a_file_that_cannot_be_read_makes_it_unknown() {
        check("problem ci.yml", "? ci.yml:1: it cannot be read");
    }
}
