//! Which token belongs to which host: a variable names its host, so that no configuration can send a token elsewhere.
//!
//! | variable | host |
//! |---|---|
//! | `RELNOTES_TOKEN_<HOST>` | the host in capitals: `.` and `:` are `_`, `-` is `__`; `jira.example.com` is `RELNOTES_TOKEN_JIRA_EXAMPLE_COM` |
//! | `GH_TOKEN`, `GITHUB_TOKEN` | that of `GITHUB_API_URL`, which GitHub Actions sets, else `api.github.com` |
//! | `GH_ENTERPRISE_TOKEN`, `GITHUB_ENTERPRISE_TOKEN` | that of `GH_HOST` |
//! | `GITLAB_TOKEN` | that of `CI_SERVER_URL`, which GitLab sets, else of `GITLAB_HOST`, else `gitlab.com` |
//! | `CI_JOB_TOKEN` | that of `CI_SERVER_URL` |
//!
//! With `_FILE` at the end of the name the variable names a file that holds the token. The form with the host's name is
//! that of Terraform (`TF_TOKEN_app_terraform_io`). A file `relnotes.toml` in a pull request may name any address: for
//! that address there is no variable, and nothing secret is sent.

use url::Url;

use crate::error::Error;
use crate::secret::Token;

/// Looks a variable up; none where it is not set or empty.
pub type Lookup<'a> = dyn Fn(&str) -> Option<String> + Sync + 'a;

/// The longest file that is taken for a token.
const LONGEST: u64 = 16 * 1024;

/// Returns the token of the host of an address.
///
/// # Errors
/// Where a variable names a file that cannot be read.
pub fn token_for(address: &Url, lookup: &Lookup<'_>) -> Result<Option<Token>, Error> {
    let host = host_of(address);
    let own = variable_of(&host);
    if let Some(token) = read(&own, lookup)? {
        return Ok(Some(token));
    }
    for (variable, of_host) in well_known(lookup) {
        if of_host == host
            && let Some(token) = read(variable, lookup)?
        {
            return Ok(Some(token));
        }
    }
    // What people know as `github.com` answers at `api.github.com`.
    match host.strip_prefix("api.") {
        Some(known) if PUBLIC_API.contains(&known) => read(&variable_of(known), lookup),
        _ => Ok(None),
    }
}

/// Returns the variable that holds the token of an address.
pub fn variable_for(address: &Url) -> String {
    variable_of(&host_of(address))
}

/// Public hosts whose API is on a host of its own.
const PUBLIC_API: [&str; 3] = ["github.com", "bitbucket.org", "linear.app"];

/// Returns the host in small letters, with the port where it is not that of the scheme.
pub(crate) fn host_of(address: &Url) -> String {
    let host = address.host_str().unwrap_or_default().trim_matches(['[', ']']);
    match address.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn variable_of(host: &str) -> String {
    let mut name = "RELNOTES_TOKEN_".to_owned();
    for char in host.chars() {
        match char {
            '-' => name.push_str("__"),
            '.' | ':' => name.push('_'),
            other => name.push(other.to_ascii_uppercase()),
        }
    }
    name
}

fn well_known(lookup: &Lookup<'_>) -> Vec<(&'static str, String)> {
    let host_in = |variable: &str| {
        let value = lookup(variable)?;
        let address = if value.contains("://") { value } else { format!("https://{value}") };
        Url::parse(&address).ok().map(|address| host_of(&address))
    };
    let github = host_in("GITHUB_API_URL").unwrap_or_else(|| "api.github.com".to_owned());
    let gitlab_ci = host_in("CI_SERVER_URL");
    let gitlab = gitlab_ci.clone().or_else(|| host_in("GITLAB_HOST"));
    let mut known = vec![("GH_TOKEN", github.clone()), ("GITHUB_TOKEN", github)];
    if let Some(host) = host_in("GH_HOST") {
        known.extend(
            ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"].map(|it| (it, host.clone())),
        );
    }
    known.push(("GITLAB_TOKEN", gitlab.unwrap_or_else(|| "gitlab.com".to_owned())));
    known.extend(gitlab_ci.map(|host| (JOB_TOKEN, host)));
    known
}

/// The token of a job of GitLab, which is shown in a header of its own.
pub(crate) const JOB_TOKEN: &str = "CI_JOB_TOKEN";

pub(crate) fn read(variable: &str, lookup: &Lookup<'_>) -> Result<Option<Token>, Error> {
    if let Some(token) = lookup(variable).and_then(|text| Token::new(variable, &text)) {
        return Ok(Some(token));
    }
    let variable = format!("{variable}_FILE");
    let Some(path) = lookup(&variable) else { return Ok(None) };
    let fail = |reason: String| Error::TokenFile { variable: variable.clone(), reason };
    let size = std::fs::metadata(&path).map_err(|error| fail(error.to_string()))?;
    if !size.is_file() || size.len() > LONGEST {
        return Err(fail("it is no small file".to_owned()));
    }
    let text = std::fs::read_to_string(&path).map_err(|error| fail(error.to_string()))?;
    match Token::new(&variable, &text) {
        Some(token) => Ok(Some(token)),
        None => Err(fail("the file is empty".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(address: &str, variables: &[(&str, &str)]) -> Option<String> {
        let lookup = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let token = token_for(&Url::parse(address).unwrap(), &lookup).unwrap()?;
        Some(format!("{} {}", token.variable(), token.expose()))
    }

    #[test]
    fn a_variable_names_its_host() {
        let variables = [
            ("RELNOTES_TOKEN_JIRA_MY__SHOP_COM", "a"),
            ("RELNOTES_TOKEN_LOCALHOST_8080", "b"),
            ("RELNOTES_TOKEN_GITHUB_COM", "c"),
        ];
        for (address, expected) in [
            ("https://jira.my-shop.com/rest", Some("RELNOTES_TOKEN_JIRA_MY__SHOP_COM a")),
            ("https://JIRA.my-shop.com", Some("RELNOTES_TOKEN_JIRA_MY__SHOP_COM a")),
            ("https://jira.my-shop.com:8443", None),
            ("https://jira.my-shop.com.evil.example", None),
            ("https://evil.example/jira.my-shop.com", None),
            ("https://jira.my-shop.com@evil.example", None),
            ("http://localhost:8080/api", Some("RELNOTES_TOKEN_LOCALHOST_8080 b")),
            ("http://localhost/api", None),
            ("https://api.github.com", Some("RELNOTES_TOKEN_GITHUB_COM c")),
            ("https://api.shop.com", None),
        ] {
            assert_eq!(found(address, &variables).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn what_a_ci_gives_is_for_its_own_server() {
        let actions = [("GITHUB_TOKEN", "a"), ("GITHUB_API_URL", "https://ghe.shop.com/api/v3")];
        assert_eq!(found("https://ghe.shop.com/api/v3", &actions).unwrap(), "GITHUB_TOKEN a");
        assert_eq!(found("https://api.github.com", &actions), None);
        assert_eq!(found("https://api.github.com", &actions[..1]).unwrap(), "GITHUB_TOKEN a");
        assert_eq!(found("https://evil.example", &actions), None);
        let gitlab = [
            ("CI_JOB_TOKEN", "a"),
            ("CI_SERVER_URL", "https://git.shop.com"),
            ("GITLAB_TOKEN", "b"),
        ];
        assert_eq!(found("https://git.shop.com", &gitlab).unwrap(), "GITLAB_TOKEN b");
        assert_eq!(found("https://git.shop.com", &gitlab[..2]).unwrap(), "CI_JOB_TOKEN a");
        assert_eq!(found("https://gitlab.com", &gitlab), None);
        assert_eq!(found("https://gitlab.com", &gitlab[2..]).unwrap(), "GITLAB_TOKEN b");
        assert_eq!(found("https://gitlab.com", &gitlab[..1]), None);
    }

    #[test]
    fn a_file_may_hold_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "s3cret\n").unwrap();
        let path = path.to_str().unwrap();
        let own = "RELNOTES_TOKEN_A_COM_FILE";
        assert_eq!(found("https://a.com", &[(own, path)]).unwrap(), format!("{own} s3cret"));
        let only_file = |name: &str| (name == own).then(|| "no/such/file".to_owned());
        let error = token_for(&Url::parse("https://a.com").unwrap(), &only_file).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("the file that RELNOTES_TOKEN_A_COM_FILE names cannot be read"),
            "{error}"
        );
    }
}
