//! Pull requests without a token: the list of closed ones, a hundred with one request.

use super::super::like_github::Request;
use super::super::listing::{self, Page};
use super::super::{Found, Wanted};
use super::GitHub;
use crate::error::Error;

/// How many pages are read: of the sixty requests an hour that GitHub gives to those without a token.
const MOST_PAGES: usize = 20;

impl GitHub<'_> {
    pub(super) fn by_list(&self, wanted: &Wanted) -> Result<Found, Error> {
        listing::read(wanted, MOST_PAGES, |page| {
            let number = (page + 1).to_string();
            let query = [
                ("state", "closed"),
                ("sort", "updated"),
                ("direction", "desc"),
                ("per_page", "100"),
                ("page", number.as_str()),
            ];
            let listed: Vec<Request> = self.api.get(self.url(&["pulls"], &query))?;
            let is_last = listed.len() < 100;
            Ok(Page { listed: listed.into_iter().map(Into::into).collect(), is_last })
        })
    }
}
