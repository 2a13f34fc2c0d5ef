//! Pull requests out of a list: the one that was changed last comes first, and what was merged in a range was changed
//! since the range began.

use relnotes_core::enrichment::PullRequest;

use super::{Found, Wanted};
use crate::error::Error;

/// A pull request of a list.
pub(super) struct Listed {
    /// What it is.
    pub(super) request: PullRequest,
    /// Commits that brought it, perhaps abbreviated: of a merge, of a squash.
    pub(super) commits: Vec<String>,
    /// When it was changed last, in seconds since 1970.
    pub(super) changed_at: Option<i64>,
}

/// A page of a list.
pub(super) struct Page {
    /// What is on it.
    pub(super) listed: Vec<Listed>,
    /// Whether there is none after it.
    pub(super) is_last: bool,
}

/// Reads pages, counted from 0, until the range begins; says so where there are too many.
pub(super) fn read(
    wanted: &Wanted,
    most: usize,
    mut page: impl FnMut(usize) -> Result<Page, Error>,
) -> Result<Found, Error> {
    let mut found = Found::default();
    for number in 0..most {
        let Page { listed, is_last } = page(number)?;
        let oldest = listed.last().and_then(|it| it.changed_at);
        for it in listed {
            take(it, wanted, &mut found);
        }
        if is_last || oldest.is_some_and(|oldest| oldest < wanted.since) {
            return Ok(found);
        }
    }
    let count = found.requests.len();
    let problem = format!("only the {count} pull requests that were changed last were read");
    found.problem = Some(problem);
    Ok(found)
}

fn take(listed: Listed, wanted: &Wanted, found: &mut Found) {
    let Listed { request, commits, .. } = listed;
    if request.merged_at.is_none() {
        return;
    }
    // Twelve digits are the shortest that a forge gives, and no two commits share them.
    let digits = commits.iter().filter(|digits| digits.len() >= 12);
    for digits in digits {
        for commit in wanted.commits.iter().filter(|commit| commit.starts_with(digits)) {
            let numbers = found.of_commits.entry(*commit).or_default();
            if !numbers.contains(&request.number) {
                numbers.push(request.number);
            }
        }
    }
    found.requests.insert(request.number, request);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(number: u64, merged_at: Option<i64>, changed_at: i64, commit: &str) -> Listed {
        let request = PullRequest { number, merged_at, ..PullRequest::default() };
        Listed { request, commits: vec![commit.to_owned()], changed_at: Some(changed_at) }
    }

    #[test]
    fn pages_are_read_until_the_range_begins() {
        let commits = vec!["1234567890123456789012345678901234567890".parse().unwrap()];
        let wanted = Wanted { commits: commits.clone(), since: 50, ..Wanted::default() };
        let page = |number| {
            let at = 100 - 40 * i64::try_from(number).unwrap();
            let short = if number == 1 { "123456789012" } else { "1234" };
            let number = u64::try_from(number).unwrap();
            let listed =
                vec![listed(number, Some(1), at, short), listed(10 + number, None, at, "")];
            Ok(Page { listed, is_last: false })
        };
        let found = read(&wanted, 9, page).unwrap();
        assert_eq!(found.requests.keys().collect::<Vec<_>>(), [&0, &1, &2]);
        assert_eq!(found.of_commits[&commits[0]], [1]);
        assert_eq!(found.problem, None);
        let told = "only the 2 pull requests that were changed last were read";
        assert_eq!(read(&wanted, 2, page).unwrap().problem.as_deref(), Some(told));
    }
}
