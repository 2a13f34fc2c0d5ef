//! A sign of life on standard error for work of over a second, only where somebody watches.

use std::io::Write;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::env::Env;

/// Shown until it is dropped.
pub(crate) struct Progress {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

const FRAMES: [&str; 4] = ["|", "/", "-", "\\"];

impl Progress {
    /// Begins to show that something is done, after a second.
    pub(crate) fn start(env: &Env, quiet: bool, what: &'static str) -> Self {
        if quiet || !env.is_watched {
            return Self { stop: None, thread: None };
        }
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let start = Instant::now();
            let mut wait = Duration::from_secs(1);
            let mut frame = 0;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = Duration::from_millis(120);
                frame += 1;
                let sign = FRAMES[frame % FRAMES.len()];
                let seconds = start.elapsed().as_secs();
                show(&format!("\r{sign} {what} ({seconds} s)"));
            }
            if frame > 0 {
                show("\r\u{1b}[2K");
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

/// Says that a service is waited for, and how long: also where nobody watches, since logs have times.
pub(crate) fn waiting(host: &str, span: &str) {
    show(&format!("\rwaiting {span} for {}\n", crate::shell::plain(host)));
}

fn show(text: &str) {
    let mut err = std::io::stderr().lock();
    // Nowhere to report that standard error is gone.
    drop(err.write_all(text.as_bytes()).and_then(|()| err.flush()));
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the sign of life is no reason to fail.
            drop(thread.join());
        }
    }
}
