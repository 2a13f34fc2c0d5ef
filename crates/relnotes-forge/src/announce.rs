//! A message to a chat: one JSON web hook.
//!
//! The address of a web hook is a secret itself: whoever has it can write. It comes from a variable, and of it nothing is
//! shown but the host.

use serde_json::{Value, json};

use crate::api::address_of;
use crate::error::Error;
use crate::network::Network;
use crate::tokens::{Lookup, read};
use crate::transport::{Method, Request};

/// The variable that holds the address.
pub const VARIABLE: &str = "RELNOTES_ANNOUNCE_URL";

/// A chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/>
    Slack,
    /// <https://developers.mattermost.com/integrate/webhooks/incoming/>
    Mattermost,
    /// <https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/>
    Teams,
    /// <https://core.telegram.org/bots/api#sendmessage>
    Telegram,
}

impl Service {
    /// Returns what is sent; Telegram wants to know to which chat.
    pub fn body(self, text: &str, room: Option<&str>) -> Value {
        match self {
            Self::Slack | Self::Mattermost => json!({ "text": text }),
            Self::Telegram => json!({
                "chat_id": room,
                "text": text,
                "link_preview_options": { "is_disabled": true },
            }),
            Self::Teams => {
                let block = json!({ "type": "TextBlock", "text": text, "wrap": true });
                let card = json!({
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": [block],
                });
                let kind = "application/vnd.microsoft.card.adaptive";
                json!({ "type": "message", "attachments": [{ "contentType": kind, "content": card }] })
            }
        }
    }
}

/// Sends a message; returns the host that took it.
///
/// # Errors
/// Where no address is known, or the chat does not take the message. Nothing is sent twice.
pub fn announce(network: &Network<'_>, lookup: &Lookup<'_>, body: &Value) -> Result<String, Error> {
    let token = read(VARIABLE, lookup)?.ok_or_else(|| Error::Unfit {
        service: "announcement",
        reason: format!("no web hook is known: set {VARIABLE}"),
    })?;
    let hidden = |_| Error::Address {
        address: format!("what {VARIABLE} holds"),
        reason: "it is no address of a web hook",
    };
    let url = address_of(token.expose()).map_err(hidden)?;
    let request = Request {
        method: Method::Post,
        url,
        headers: Vec::new(),
        body: Some(body.to_string()),
        auth: None,
        is_read: false,
        is_fresh: true,
        is_secret: true,
    };
    let response = network.send(&request)?;
    match response.status {
        200..300 => Ok(request.host()),
        status => {
            let message = "the message was not taken".to_owned();
            Err(Error::Status { address: request.shown(), status, message })
        }
    }
}

#[cfg(test)]
mod tests {
    use relnotes_testkit::{Answer, Server};

    use super::*;
    use crate::network::Wishes;
    use crate::transport::misbehaviour::{Still, wishes};

    fn send(server: &Server, wishes: &Wishes) -> Result<String, Error> {
        let clock = Still::default();
        let address = format!("{}/services/T0/S3CRET?key=S3CRET", server.address());
        let lookup = |name: &str| (name == VARIABLE).then(|| address.clone());
        let network = Network::open(wishes, &lookup, &clock).unwrap();
        announce(&network, &lookup, &Service::Slack.body("out", None))
    }

    #[test]
    fn a_message_is_sent_once_and_its_address_is_never_shown() {
        let server =
            Server::start(|_| Answer::status(200, "ok").header("content-type", "text/html"));
        assert!(send(&server, &wishes()).unwrap().starts_with("127.0.0.1:"));
        let asked = server.asked();
        assert_eq!(
            (asked[0].target.as_str(), asked[0].body.as_str()),
            ("/services/T0/S3CRET?key=S3CRET", "{\"text\":\"out\"}")
        );
        let folder = tempfile::tempdir().unwrap();
        let record = Some(folder.path().to_owned());
        let server = Server::start(|_| Answer::status(500, "S3CRET"));
        let error = send(&server, &Wishes { record, ..wishes() }).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("S3CRET"), "{error}");
        assert_eq!(server.asked().len(), 1, "nothing is sent twice");
        assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "it is not recorded");
        let offline = send(&server, &Wishes { offline: true, ..wishes() }).unwrap_err();
        assert!(!offline.to_string().contains("S3CRET"), "{offline}");
    }

    #[test]
    fn what_is_no_address_is_told_without_it() {
        let clock = Still::default();
        let told = |value: &'static str| {
            let lookup = move |name: &str| (name == VARIABLE).then(|| value.to_owned());
            let network = Network::open(&wishes(), &lookup, &clock).unwrap();
            announce(&network, &lookup, &json!({})).unwrap_err().to_string()
        };
        let expected = "`what RELNOTES_ANNOUNCE_URL holds` is no address of a service: it is no address of a web hook";
        assert_eq!(told("S3CRET"), expected);
        assert_eq!(told("https://user:S3CRET@x.com"), expected);
        assert_eq!(told(" "), "announcement: no web hook is known: set RELNOTES_ANNOUNCE_URL");
    }
}
