//! `relnotes publish --announce`: a few lines for the chat of the team.

use relnotes_core::config::network::ChatKind;
use relnotes_core::declared::value_of;
use relnotes_forge::Network;
use relnotes_forge::announce::{Service, announce};
use relnotes_render::chat::{Chat, chat};
use relnotes_render::documents::{ANNOUNCEMENT, Settings};

use super::{Args, Release, Told};
use crate::env::Env;
use crate::failure::Failure;
use crate::load::Session;
use crate::network::of_forge;

/// Tells the chat of a release that has just come out; one that was out before is no news.
pub(super) fn tell(
    args: &Args,
    release: &Release,
    told: &mut Told,
    session: &Session,
    network: &Network<'_>,
    env: &Env,
) -> Result<(), Failure> {
    let config = &session.config.announce;
    let kind = value_of(&config.kind).copied().ok_or_else(|| {
        Failure::new("no chat is configured").hint("write `kind` of [announce] into relnotes.toml")
    })?;
    if !told.is_news {
        told.notes.push(format!("{} was out before: it is not announced again", release.name));
        return Ok(());
    }
    let settings = Settings { published_at: told.url.clone(), ..release.settings.clone() };
    let sheets = release.content.write(&[&ANNOUNCEMENT], &settings)?;
    let markdown: String = sheets.into_iter().map(|(_, rendered)| rendered.text).collect();
    let (service, text) = match kind {
        ChatKind::Slack => (Service::Slack, chat(&markdown, Chat::Slack)),
        ChatKind::Mattermost => (Service::Mattermost, markdown),
        ChatKind::Teams => (Service::Teams, markdown),
        ChatKind::Telegram => (Service::Telegram, chat(&markdown, Chat::Plain)),
    };
    let body = service.body(&text, value_of(&config.chat).map(String::as_str));
    if args.dry_run {
        told.printed.push_str("\nPOST the web hook of RELNOTES_ANNOUNCE_URL\n\n");
        told.printed.push_str(&crate::commands::pretty(&body)?);
        return Ok(());
    }
    // The release is out, whatever becomes of the message.
    match announce(network, &|name| (env.variable)(name), &body) {
        Ok(host) => told.notes.push(format!("announced at {host}")),
        Err(error) => {
            told.warnings.push(format!("not announced: {error}"));
            told.warnings.extend(of_forge(error).hints);
        }
    }
    Ok(())
}
