//! A request and its answer as a file: of the cache, of recordings, and of the fixtures of tests.

use std::collections::BTreeMap;
use std::fs;
use std::hash::Hasher;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Request, Response};
use crate::error::Error;

/// A request and its answer. Nothing of it is secret: no header of the request is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// The address.
    pub url: String,
    /// What was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<String>,
    /// The status of the answer.
    pub status: u16,
    /// Headers of the answer that matter.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// When it was read, in seconds since 1970.
    #[serde(default)]
    pub read_at: i64,
    /// What the answer holds: JSON where it is JSON.
    pub body: serde_json::Value,
}

/// Headers that anybody asks for later.
const KEPT: [&str; 5] = ["content-type", "etag", "last-modified", "link", "x-next-page"];

impl Exchange {
    pub(super) fn new(request: &Request, response: &Response) -> Self {
        let headers = KEPT.iter().filter_map(|name| {
            response.header(name).map(|value| ((*name).to_owned(), request.redacted(value)))
        });
        let body = request.redacted(&String::from_utf8_lossy(&response.body));
        Self {
            method: request.method.as_str().to_owned(),
            url: request.url.to_string(),
            sent: request.body.clone(),
            status: response.status,
            headers: headers.collect(),
            read_at: response.read_at,
            body: serde_json::from_str(&body).unwrap_or(serde_json::Value::String(body)),
        }
    }

    /// Returns the answer.
    pub fn response(&self) -> Response {
        let body = match &self.body {
            serde_json::Value::String(text) if !self.is_json() => text.clone().into_bytes(),
            value => value.to_string().into_bytes(),
        };
        let headers = self.headers.clone();
        Response { status: self.status, headers, body, read_at: self.read_at }
    }

    fn is_json(&self) -> bool {
        self.headers.get("content-type").is_some_and(|kind| kind.contains("json"))
    }

    /// Whether it is of a request.
    pub(super) fn is_of(&self, request: &Request) -> bool {
        self.method == request.method.as_str()
            && self.url == request.url.as_str()
            && self.sent == request.body
    }

    /// Reads a file; none where it does not exist.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, Error> {
        let fail = |reason: String| Error::File { path: path.display().to_string(), reason };
        match fs::read(path) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map(Some).map_err(|error| fail(error.to_string()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fail(error.to_string())),
        }
    }

    /// Writes a file as a whole, for this user's eyes only.
    pub(super) fn write(&self, path: &Path) -> Result<(), Error> {
        let fail = |reason: String| Error::File { path: path.display().to_string(), reason };
        let folder = path.parent().unwrap_or(Path::new("."));
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            // A temporary file is readable for its owner only.
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            serde_json::to_writer_pretty(&mut file, self)?;
            file.write_all(b"\n")?;
            file.persist(path)?;
            Ok(())
        };
        write().map_err(|error| fail(error.to_string()))
    }
}

/// Returns the file of a request in a folder: words to recognise it by, and a number of all that makes it.
pub(super) fn path_of(folder: &Path, request: &Request, salt: &str) -> PathBuf {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    for part in
        [request.method.as_str(), request.url.as_str(), request.body.as_deref().unwrap_or(""), salt]
    {
        hasher.write(part.as_bytes());
        hasher.write(&[0]);
    }
    let words = format!("{}{}", request.host(), request.url.path());
    let is_plain = |char: char| char.is_ascii_alphanumeric() || char == '.';
    let words: String =
        words.chars().map(|char| if is_plain(char) { char } else { '-' }).take(80).collect();
    let method = request.method.as_str().to_ascii_lowercase();
    folder.join(format!("{method}-{}-{:016x}.json", words.trim_matches('-'), hasher.finish()))
}

/// FNV-1a with 64 bits: the same number on every machine. It is no secret's hash.
struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
