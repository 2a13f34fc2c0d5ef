//! Answers on the disk: for a while they are given without asking, and after that the service is asked whether they still
//! hold (RFC 9111, 4.3).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::exchange::{Exchange, path_of};
use super::{Clock, Method, Request, Response, Transport, errors_of};
use crate::error::Error;

/// A carrier that keeps answers.
pub struct Cached<'c, T> {
    inner: T,
    folder: PathBuf,
    clock: &'c dyn Clock,
    seconds: i64,
}

/// How many bytes the folder may hold; when it has more, the oldest answers go until half is left.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

impl<'c, T> Cached<'c, T> {
    /// Makes a carrier that keeps answers in a folder and gives them unasked for some seconds.
    pub fn new(inner: T, folder: PathBuf, clock: &'c dyn Clock, seconds: i64) -> Self {
        bound(&folder, MOST_BYTES);
        Self { inner, folder, clock, seconds }
    }

    /// Answers of one token are not given to another: a person may have several.
    fn path(&self, request: &Request) -> PathBuf {
        let variable = request.auth.as_ref().map_or("", |auth| auth.token.variable());
        path_of(&self.folder, request, variable)
    }
}

impl<T: Transport> Transport for Cached<'_, T> {
    fn send(&self, request: &Request) -> Result<Response, Error> {
        if !request.is_read {
            return self.inner.send(request);
        }
        let path = self.path(request);
        // A damaged file is an answer that is not there.
        let known = Exchange::read(&path).ok().flatten().filter(|it| it.is_of(request));
        if let Some(known) = &known {
            let age = self.clock.now() - known.read_at;
            if !request.is_fresh && (0..self.seconds).contains(&age) {
                return Ok(known.response());
            }
        }
        let mut asked = request.clone();
        if let Some(known) = known.as_ref().filter(|_| request.method == Method::Get) {
            let conditions = [("if-none-match", "etag"), ("if-modified-since", "last-modified")];
            for (condition, header) in conditions {
                asked.headers.extend(known.headers.get(header).map(|it| (condition, it.clone())));
            }
        }
        let response = self.inner.send(&asked)?;
        let mut exchange = match known {
            Some(known) if response.status == 304 => known,
            _ if response.status == 200 && !is_refusal(request, &response) => {
                Exchange::new(request, &response)
            }
            _ => return Ok(response),
        };
        exchange.read_at = response.read_at;
        // What cannot be kept was answered all the same.
        drop(exchange.write(&path));
        Ok(exchange.response())
    }
}

/// Whether an answer of GraphQL holds no answer: in a minute there may be one. What is not there stays so for a while.
fn is_refusal(request: &Request, response: &Response) -> bool {
    request.method == Method::Post && errors_of(&response.body).any(|kind| kind != "NOT_FOUND")
}

/// Takes the oldest files away where a folder has become too large.
fn bound(folder: &Path, most: u64) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let data = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((data.modified().ok()?, data.len(), entry.path()))
        })
        .collect();
    let mut left: u64 = files.iter().map(|(_, size, _)| size).sum();
    if left <= most {
        return;
    }
    files.sort();
    for (_, size, path) in files {
        if left <= most / 2 {
            break;
        }
        if fs::remove_file(path).is_ok() {
            left -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_first() {
        let folder = tempfile::tempdir().unwrap();
        for (at, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
            let path = folder.path().join(name);
            fs::write(&path, [0; 100]).unwrap();
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(at as u64);
            fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        }
        let names = || {
            let mut names: Vec<_> =
                fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
            names.sort();
            names
        };
        bound(folder.path(), 400);
        assert_eq!(names().len(), 4);
        bound(folder.path(), 399);
        assert_eq!(names(), ["d"]);
    }
}
