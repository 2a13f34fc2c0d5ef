//! Tokens, which leave this program in one header of a request and nowhere else.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A token, and the variable that it came from. What is printed of it is the name of the variable.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    variable: String,
    text: String,
}

impl Token {
    /// Takes a token; none where the text is empty or blank.
    pub fn new(variable: &str, text: &str) -> Option<Self> {
        let text = text.trim();
        let token = || Self { variable: variable.to_owned(), text: text.to_owned() };
        (!text.is_empty()).then(token)
    }

    /// Returns the name of the variable that it came from.
    pub fn variable(&self) -> &str {
        &self.variable
    }

    /// Returns the secret itself: for a header that is marked as sensitive.
    pub(crate) fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token(of {})", self.variable)
    }
}

/// How a service wants its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `Authorization: Bearer TOKEN`; of a token `user:secret` the basic scheme of RFC 7617.
    Bearer,
    /// `Authorization: WORD TOKEN`.
    Word(&'static str),
    /// `Authorization: TOKEN`.
    Bare,
    /// A header of the service's own: `PRIVATE-TOKEN`.
    Header(&'static str),
}

/// A token with the way in which it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auth {
    /// The token.
    pub token: Token,
    /// How it is shown.
    pub scheme: Scheme,
}

impl Auth {
    /// Returns the header that carries it: its name and its value.
    pub(crate) fn header(&self) -> (&'static str, String) {
        let text = self.token.expose();
        match self.scheme {
            Scheme::Bearer if text.contains(':') => {
                ("authorization", format!("Basic {}", STANDARD.encode(text)))
            }
            Scheme::Bearer => ("authorization", format!("Bearer {text}")),
            Scheme::Word(word) => ("authorization", format!("{word} {text}")),
            Scheme::Bare => ("authorization", text.to_owned()),
            Scheme::Header(name) => (name, text.to_owned()),
        }
    }

    /// Takes the token out of a text: a service may repeat what it was shown.
    pub(crate) fn redacted(&self, text: &str) -> String {
        let (_, shown) = self.header();
        let packed = shown.rsplit(' ').next().unwrap_or_default();
        let secret = self.token.expose();
        let parts = secret.split(':').filter(|part| part.len() >= SHORTEST);
        let mut text = text.replace(secret, HIDDEN);
        for part in parts.chain([packed]) {
            text = text.replace(part, HIDDEN);
        }
        text
    }
}

/// What stands in the place of a token.
const HIDDEN: &str = "[token]";

/// A shorter part of a token is a word like any other, and no secret.
const SHORTEST: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_shown() {
        let token = Token::new("GITHUB_TOKEN", " s3cret\n").unwrap();
        let auth = Auth { token: token.clone(), scheme: Scheme::Bearer };
        assert_eq!(format!("{token:?}"), "Token(of GITHUB_TOKEN)");
        assert!(!format!("{auth:?}").contains("s3cret"));
        assert_eq!(auth.header(), ("authorization", "Bearer s3cret".to_owned()));
        assert_eq!(Token::new("X", " \n"), None);
    }

    #[test]
    fn a_user_and_a_secret_are_basic() {
        let of =
            |text: &str, scheme| Auth { token: Token::new("X", text).unwrap(), scheme }.header().1;
        // The example of RFC 7617, section 2.
        assert_eq!(of("Aladdin:open sesame", Scheme::Bearer), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(of("a:b", Scheme::Word("token")), "token a:b");
    }

    #[test]
    fn what_a_service_repeats_is_hidden() {
        let redacted = |secret: &str, text: &str| {
            let token = Token::new("X", secret).unwrap();
            Auth { token, scheme: Scheme::Bearer }.redacted(text)
        };
        assert_eq!(redacted("s3cret", "bad token s3cret!"), "bad token [token]!");
        assert_eq!(redacted("anna:open sesame", "no open sesame"), "no [token]");
        let basic = STANDARD.encode("anna:open sesame");
        assert_eq!(redacted("anna:open sesame", &format!("Basic {basic}")), "Basic [token]");
        assert_eq!(redacted("anna:open sesame", "anna is not open"), "anna is not open");
    }
}
