//! How GitHub's API is spoken to, by its forge and by its issues.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use crate::api::Api;
use crate::error::Error;
use crate::network::Network;
use crate::secret::Scheme;

const NAME: &str = "GitHub";

/// Returns the address of the API of an origin: `https://github.com` or a server of one's own.
pub(crate) fn address_of(origin: &str) -> String {
    match origin {
        "https://github.com" => "https://api.github.com".to_owned(),
        origin => format!("{origin}/api/v3"),
    }
}

/// Reaches the API.
pub(crate) fn open<'n>(network: &'n Network<'n>, address: &str) -> Result<Api<'n>, Error> {
    Ok(Api::open(network, address, Scheme::Bearer)?.accepting("application/vnd.github+json"))
}

/// Answers by the names that their questions were given.
#[derive(Deserialize)]
struct Answer<D> {
    data: Option<D>,
    #[serde(default)]
    errors: Vec<Problem>,
}

#[derive(Deserialize)]
struct Data<T> {
    repository: Option<BTreeMap<String, Option<T>>>,
}

#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: Option<String>,
    message: String,
}

/// Asks questions about a repository; what does not exist is left out.
pub(crate) fn ask<T: DeserializeOwned>(
    api: &Api<'_>,
    owner: &str,
    name: &str,
    questions: &[(String, String)],
) -> Result<Vec<(String, T)>, Error> {
    let query = format!(
        "query($owner: String!, $name: String!) {{ repository(owner: $owner, name: $name) {{ {} }} }}",
        joined(questions)
    );
    let body = json!({ "query": query, "variables": { "owner": owner, "name": name } });
    let data: Option<Data<T>> = data(api, &body)?;
    match data.and_then(|data| data.repository) {
        Some(answers) => {
            Ok(answers.into_iter().filter_map(|(name, it)| Some((name, it?))).collect())
        }
        None => {
            let reason = format!("there is no repository {owner}/{name}, or it is not shown to us");
            Err(Error::Unfit { service: NAME, reason })
        }
    }
}

/// Asks questions about all of GitHub.
pub(crate) fn search<T: DeserializeOwned>(
    api: &Api<'_>,
    questions: &[(String, String)],
) -> Result<Vec<(String, T)>, Error> {
    let body = json!({ "query": format!("query {{ {} }}", joined(questions)) });
    let data: Option<BTreeMap<String, T>> = data(api, &body)?;
    Ok(data.unwrap_or_default().into_iter().collect())
}

/// Each question by the name of its answer.
fn joined(questions: &[(String, String)]) -> String {
    let each = questions.iter().map(|(name, question)| format!("{name}: {question}"));
    each.collect::<Vec<_>>().join(" ")
}

fn data<D: DeserializeOwned>(api: &Api<'_>, body: &Value) -> Result<Option<D>, Error> {
    let answer: Answer<D> = api.query(graphql(api), body)?;
    // A number may be that of something else: the others are answered all the same.
    let is_missing = |it: &&Problem| it.kind.as_deref() == Some("NOT_FOUND");
    match answer.errors.iter().find(|it| !is_missing(it)) {
        Some(problem) => Err(Error::Unfit { service: NAME, reason: problem.message.clone() }),
        None => Ok(answer.data),
    }
}

/// `https://api.github.com/graphql`; of a server of one's own `https://HOST/api/graphql`.
fn graphql(api: &Api<'_>) -> Url {
    let mut url = api.url(&[], &[]);
    let path = url.path().trim_end_matches('/').trim_end_matches("/v3").to_owned();
    url.set_path(&format!("{path}/graphql"));
    url
}
