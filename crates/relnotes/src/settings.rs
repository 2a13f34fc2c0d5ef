//! From the configuration to what documents are written with.

use std::path::PathBuf;

use relnotes_core::config::Lang;
use relnotes_core::config::forge::ForgeKind as Configured;
use relnotes_core::config::notes::ShippedBefore as Told;
use relnotes_render::Locale;
use relnotes_render::documents::{Blanks, Forge, ForgeKind, Settings, ShippedBefore};

use crate::env::Env;
use crate::failure::Failure;
use crate::load::Session;

/// What the command line says about documents.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed<'a> {
    /// `--lang`.
    pub(crate) lang: Option<&'a str>,
    /// `--templates`.
    pub(crate) templates: Option<PathBuf>,
}

/// Returns the settings of a session.
pub(crate) fn settings(
    session: &Session,
    typed: Typed<'_>,
    env: &Env,
) -> Result<Settings, Failure> {
    let config = &session.config;
    let configured = config.templates.as_ref().map(|folder| session.config_folder.join(folder));
    let (folder, way_out) = match typed.templates {
        Some(typed) => (Some(session.path(&typed)), "`--templates` names a folder that exists"),
        None => (configured, "make it, or take `templates` out of relnotes.toml"),
    };
    if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
        let what = if folder.exists() { "is no folder" } else { "does not exist" };
        let shown = folder.display();
        return Err(Failure::new(format!("the folder of templates `{shown}` {what}")).hint(way_out));
    }
    Ok(Settings {
        locale: locale(typed.lang, config.lang, env)?,
        templates: folder,
        forge: forge(session),
        ticket_url: config.tickets.url.clone(),
        standing: config.standing.clone(),
        date_format: config.documents.date_format.clone(),
        shipped_before: match config.notes.shipped_before {
            Told::Omit => ShippedBefore::Omit,
            Told::Mark => ShippedBefore::Mark,
        },
        contributors: config.notes.contributors,
        compare_link: config.notes.compare_link,
        blanks: Blanks::Show,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        product: config.name.clone(),
        ..Settings::default()
    })
}

/// `--lang`, then `RELNOTES_LANG`, then the configuration; never `LANG`, so that a laptop and CI
/// write the same.
pub(crate) fn locale(typed: Option<&str>, configured: Lang, env: &Env) -> Result<Locale, Failure> {
    let (source, name) = match (typed, env.lang.as_deref()) {
        (Some(name), _) => ("--lang", name),
        (None, Some(name)) => ("RELNOTES_LANG", name),
        (None, None) => {
            return Ok(match configured {
                Lang::En => Locale::En,
                Lang::Ru => Locale::Ru,
            });
        }
    };
    Locale::parse(name).ok_or_else(|| {
        Failure::new(format!("{source} is `{name}`, which is no language of documents"))
            .hint(format!("the languages are `en` and `ru`: {}", way_out(source)))
    })
}

fn way_out(source: &str) -> &'static str {
    if source == "--lang" { "relnotes --lang ru" } else { "export RELNOTES_LANG=ru" }
}

/// Returns where links of documents lead.
fn forge(session: &Session) -> Option<Forge> {
    let (url, kind) = place(session)?;
    let kind = match kind {
        Configured::Github => ForgeKind::GitHub,
        Configured::Gitlab => ForgeKind::GitLab,
        Configured::Gitea => ForgeKind::Gitea,
        Configured::Bitbucket => ForgeKind::Bitbucket,
        Configured::Auto | Configured::None => return None,
    };
    Some(Forge { url, kind })
}

/// Returns where the repository can be opened and what runs there, from the configuration or the remote `origin`.
pub(crate) fn place(session: &Session) -> Option<(String, Configured)> {
    let config = &session.config.forge;
    let url = config.url.clone().or_else(|| web_address(session.repository.origin_url()?))?;
    let kind = match config.kind {
        Configured::None => return None,
        Configured::Auto => guess(&url)?,
        kind => kind,
    };
    Some((url, kind))
}

fn guess(url: &str) -> Option<Configured> {
    let host = url.split("://").nth(1)?.split('/').next()?.to_ascii_lowercase();
    let known = [
        ("github", Configured::Github),
        ("gitlab", Configured::Gitlab),
        ("gitea", Configured::Gitea),
        ("forgejo", Configured::Gitea),
        ("codeberg", Configured::Gitea),
        ("bitbucket.org", Configured::Bitbucket),
    ];
    known.into_iter().find(|(name, _)| host.contains(name)).map(|(_, kind)| kind)
}

/// Makes a web address of a remote's url, without user, password and port of ssh; none of a path.
fn web_address(remote: &str) -> Option<String> {
    let (scheme, rest) = match remote.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => (scheme, rest.to_owned()),
        Some(("ssh" | "git", rest)) => ("https", rest.to_owned()),
        Some(_) => return None,
        // `git@github.com:shop/app.git`
        None => {
            let (host, path) = remote.split_once(':').filter(|(host, _)| !host.contains('/'))?;
            ("https", format!("{host}/{path}"))
        }
    };
    let (host, path) = rest.split_once('/')?;
    let host = host.rsplit('@').next()?;
    let host = if remote.starts_with("ssh") { host.split(':').next()? } else { host };
    let path = path.trim_end_matches('/').trim_end_matches(".git");
    let fits = host.contains('.') && !path.is_empty();
    fits.then(|| format!("{scheme}://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_become_web_addresses_without_secrets() {
        for (remote, address) in [
            ("https://github.com/shop/app.git", Some("https://github.com/shop/app")),
            ("https://user:secret@github.com/shop/app", Some("https://github.com/shop/app")),
            ("git@github.com:shop/app.git", Some("https://github.com/shop/app")),
            (
                "ssh://git@gitlab.example.com:2222/shop/app.git",
                Some("https://gitlab.example.com/shop/app"),
            ),
            ("/srv/git/app.git", None),
            ("../app", None),
            ("C:/git/app", None),
            ("file:///srv/app", None),
        ] {
            assert_eq!(web_address(remote).as_deref(), address, "{remote}");
        }
    }

    #[test]
    fn the_forge_is_guessed_by_its_host_only() {
        assert_eq!(guess("https://github.com/shop/app"), Some(Configured::Github));
        assert_eq!(guess("https://git.example.com/github/app"), None);
    }
}
