//! Who commits and tags, as git is configured.

use relnotes_core::person::Person;

use crate::env::Env;
use crate::failure::Failure;
use crate::load::Session;

/// Returns the committer: of the variables that git reads, else of its configuration.
pub(crate) fn of(session: &Session, env: &Env, undone: &str) -> Result<Person, Failure> {
    let setting =
        |key: &str| session.repository.settings(key).pop().filter(|it| !it.trim().is_empty());
    let name = env.committer_name.clone().or_else(|| setting("user.name"));
    let email = env.committer_email.clone().or_else(|| setting("user.email"));
    match (name, email) {
        (Some(name), Some(email)) => Ok(Person { name, email }),
        _ => Err(Failure::new(format!("git does not know who you are: {undone}"))
            .hint("git config user.name 'Your Name'")
            .hint("git config user.email you@example.com")),
    }
}
