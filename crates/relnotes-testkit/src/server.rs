//! A server on this machine that answers as a test tells it to, well or badly, and remembers what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Headers by their names in small letters, in their order.
    pub headers: Vec<(String, String)>,
    /// What was sent along.
    pub body: String,
}

impl Asked {
    /// Returns a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What a server does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It answers.
    Whole {
        /// The status.
        status: u16,
        /// Headers beside the length.
        headers: Vec<(String, String)>,
        /// The body.
        body: Vec<u8>,
    },
    /// It says that more is to come than comes.
    Truncated,
    /// It sends a byte now and then, without an end.
    Drip,
    /// It sends a body of so many MiB.
    Flood(u64),
    /// It says nothing, and closes.
    Nothing,
}

impl Answer {
    /// Answers with JSON.
    pub fn json(body: impl Into<String>) -> Self {
        Self::status(200, body)
    }

    /// Answers with a status and JSON.
    pub fn status(status: u16, body: impl Into<String>) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self::Whole { status, headers, body: body.into().into_bytes() }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Self::Whole { headers, .. } = &mut self {
            headers.retain(|(known, _)| known != name);
            headers.push((name.to_owned(), value.into()));
        }
        self
    }
}

/// Decides what is answered.
type Script = dyn Fn(&Asked) -> Answer + Send + Sync;

/// A server on this machine, gone when dropped.
pub struct Server {
    address: String,
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server over plain HTTP.
    ///
    /// # Panics
    /// Where no port is free.
    pub fn start(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::open(None, Arc::new(script))
    }

    /// Starts a server over TLS with a certificate and its key, as PEM.
    ///
    /// # Panics
    /// Where they are none, or no port is free.
    pub fn start_tls(
        certificate: &[u8],
        key: &[u8],
        script: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let chain =
            CertificateDer::pem_slice_iter(certificate).map(|it| it.expect("a certificate"));
        let key = PrivateKeyDer::from_pem_slice(key).expect("a key");
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows TLS")
            .with_no_client_auth()
            .with_single_cert(chain.collect(), key)
            .expect("the key is of the certificate");
        Self::open(Some(Arc::new(config)), Arc::new(script))
    }

    fn open(tls: Option<Arc<ServerConfig>>, script: Arc<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let asked = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let (seen, stopped) = (Arc::clone(&asked), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                // A head and a body are two writes, and the second must not wait.
                drop(stream.set_nodelay(true));
                let (seen, script, tls) = (Arc::clone(&seen), Arc::clone(&script), tls.clone());
                std::thread::spawn(move || serve(stream, tls, &seen, &*script));
            }
        });
        let address = format!("{scheme}://127.0.0.1:{port}");
        Self { address, port, asked, stop, thread: Some(thread) }
    }

    /// Returns its address, without a slash at the end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns what it was asked so far, in the order of arrival.
    ///
    /// # Panics
    /// Where a script has panicked.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no script panicked").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // The thread waits for a connection: this is the last.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn serve(
    stream: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    seen: &Mutex<Vec<Asked>>,
    script: &Script,
) {
    match tls {
        None => talk(stream, seen, script),
        Some(config) => {
            if let Ok(connection) = ServerConnection::new(config) {
                talk(StreamOwned::new(connection, stream), seen, script);
            }
        }
    }
}

/// Reads one request and answers it; the client may go away at any time.
fn talk<S: Read + Write>(stream: S, seen: &Mutex<Vec<Asked>>, script: &Script) {
    let mut stream = BufReader::new(stream);
    while let Some(asked) = read(&mut stream) {
        if let Ok(mut seen) = seen.lock() {
            seen.push(asked.clone());
        }
        let answer = script(&asked);
        if !matches!(write(stream.get_mut(), &answer), Ok(true)) {
            break;
        }
    }
}

fn read(stream: &mut impl BufRead) -> Option<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut asked = Asked { method, target, headers, body: String::new() };
    let length = asked.header("content-length").and_then(|it| it.parse().ok()).unwrap_or(0_u64);
    stream.take(length).read_to_string(&mut asked.body).ok()?;
    Some(asked)
}

/// Writes an answer; says whether the connection can be used again.
fn write(stream: &mut impl Write, answer: &Answer) -> std::io::Result<bool> {
    let kind = "content-type: application/json";
    match answer {
        Answer::Whole { status, headers, body } => {
            let mut head = format!("HTTP/1.1 {status} -\r\ncontent-length: {}\r\n", body.len());
            for (name, value) in headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            head.push_str("\r\n");
            stream.write_all(head.as_bytes())?;
            stream.write_all(body)?;
            stream.flush()?;
            Ok(true)
        }
        Answer::Truncated => {
            write!(stream, "HTTP/1.1 200 -\r\n{kind}\r\ncontent-length: 1000\r\n\r\n[1, 2")?;
            stream.flush()?;
            Ok(false)
        }
        Answer::Drip => {
            write!(stream, "HTTP/1.1 200 -\r\n{kind}\r\ncontent-length: 1000000\r\n\r\n")?;
            for _ in 0..1000 {
                stream.write_all(b" ")?;
                stream.flush()?;
                std::thread::sleep(Duration::from_millis(50));
            }
            Ok(false)
        }
        Answer::Flood(mib) => {
            let length = mib * 1024 * 1024;
            write!(stream, "HTTP/1.1 200 -\r\n{kind}\r\ncontent-length: {length}\r\n\r\n")?;
            let block = vec![b' '; 1024 * 1024];
            for _ in 0..*mib {
                stream.write_all(&block)?;
            }
            stream.flush()?;
            Ok(false)
        }
        Answer::Nothing => Ok(false),
    }
}
