//! Exchanges in a folder: written as they happen, and answered from.

use std::path::PathBuf;

use super::exchange::{Exchange, path_of};
use super::{Request, Response, Transport};
use crate::error::Error;

/// Writes every exchange into a folder.
pub struct Recorder<T> {
    inner: T,
    folder: PathBuf,
}

impl<T> Recorder<T> {
    /// Makes a carrier that records what another one does.
    pub fn new(inner: T, folder: PathBuf) -> Self {
        Self { inner, folder }
    }
}

impl<T: Transport> Transport for Recorder<T> {
    fn send(&self, request: &Request) -> Result<Response, Error> {
        let response = self.inner.send(request)?;
        if request.is_secret {
            return Ok(response);
        }
        Exchange::new(request, &response).write(&path_of(&self.folder, request, ""))?;
        Ok(response)
    }
}

/// Answers out of a folder of recorded exchanges, and asks nobody.
pub struct Replay {
    folder: PathBuf,
}

impl Replay {
    /// Makes a carrier that answers out of a folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Looks at every file: fixtures are named by people.
    fn search(&self, request: &Request) -> Result<Option<Exchange>, Error> {
        let fail = |error: std::io::Error| Error::File {
            path: self.folder.display().to_string(),
            reason: error.to_string(),
        };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                paths.push(path);
            }
        }
        paths.sort();
        for path in paths {
            if let Some(exchange) = Exchange::read(&path)?.filter(|it| it.is_of(request)) {
                return Ok(Some(exchange));
            }
        }
        Ok(None)
    }
}

impl Transport for Replay {
    fn send(&self, request: &Request) -> Result<Response, Error> {
        let usual =
            Exchange::read(&path_of(&self.folder, request, ""))?.filter(|it| it.is_of(request));
        let found = match usual {
            Some(exchange) => Some(exchange),
            None => self.search(request)?,
        };
        found.map(|exchange| exchange.response()).ok_or_else(|| Error::NotRecorded {
            method: request.method.as_str(),
            address: request.shown(),
            folder: self.folder.display().to_string(),
        })
    }
}
