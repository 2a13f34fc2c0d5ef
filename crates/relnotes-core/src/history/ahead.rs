//! Reads commits on another thread before the walk comes to them.
//!
//! A walk reads one commit after the other, because each names the next. But a history is no single
//! line: while the walk follows one, this reads others, side branches of merges and what tags lead
//! to, the youngest first, as the walk will. What a commit says does not depend on who reads it, so
//! that this can make a walk faster, and nothing else: what was not read ahead, or could not be, the
//! walk reads itself.

use std::collections::BinaryHeap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::git::{RawCommit, Repository};
use crate::id::{CommitId, IdMap};

/// How many commits may lie ready, beside an eighth of what the walk has asked for: what still lies
/// there at its end was read in vain.
const LEAD: usize = 64;
/// How many are read at once, so that the threads need not wake each other for every one.
const BATCH: usize = 32;

/// The other thread, which ends with this.
pub(super) struct Ahead {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Commits of which no parents are wanted, the last first.
    listed: Vec<CommitId>,
    /// Commits below which to go on, with the time of a child.
    wanted: BinaryHeap<(i64, CommitId)>,
    /// Commits that somebody reads or has read.
    known: IdMap<Slot>,
    ready: usize,
    /// How many the walk has asked for.
    asked: usize,
    /// Whether enough lies ready, until there is room for a batch.
    is_full: bool,
    is_waiting: bool,
    is_over: bool,
}

enum Slot {
    /// On the other thread.
    Reading,
    /// By the other thread, and nobody has asked for it yet.
    Ready(Box<[u8]>),
    /// By the walk.
    Taken,
}

impl Ahead {
    pub(super) fn start(repository: Repository) -> Self {
        let shared = Arc::new(Shared::default());
        let there = Arc::clone(&shared);
        let read = move || while there.read_next(&repository) {};
        // Without a thread nothing is read ahead.
        let thread = std::thread::Builder::new().spawn(read).ok();
        Self { shared, thread }
    }

    /// Says that these commits will be asked for, the first of them first, but not their parents.
    pub(super) fn list(&self, commits: impl DoubleEndedIterator<Item = CommitId>) {
        let mut state = self.shared.lock();
        state.listed.extend(commits.rev());
        self.shared.wake(state);
    }

    /// Says that the walk will come to these commits and what is below them.
    pub(super) fn want(&self, child_time: i64, commits: impl Iterator<Item = CommitId>) {
        let mut state = self.shared.lock();
        for id in commits {
            if !state.known.contains_key(&id) {
                state.wanted.push((child_time, id));
            }
        }
        self.shared.wake(state);
    }

    /// Returns a commit that was read ahead; else it is the caller's to read.
    pub(super) fn take(&self, id: CommitId) -> Option<Box<[u8]>> {
        let mut state = self.shared.lock();
        state.asked += 1;
        let bytes = match state.known.insert(id, Slot::Taken) {
            Some(Slot::Ready(bytes)) => {
                state.ready -= 1;
                Some(bytes)
            }
            _ => None,
        };
        if state.is_full && state.ready + BATCH <= state.lead() {
            state.is_full = false;
            self.shared.wake(state);
        }
        bytes
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.is_over = true;
        self.shared.wake(state);
        // A panic there left nothing half done here: what is not ready is read by the walk.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

impl State {
    fn lead(&self) -> usize {
        LEAD + self.asked / 8
    }

    /// Returns what to read next, and whether its parents are wanted too.
    fn pop(&mut self) -> Option<(CommitId, bool)> {
        if let Some(id) = self.listed.pop() {
            return Some((id, false));
        }
        self.is_full |= self.ready >= self.lead();
        let wanted = if self.is_full { None } else { self.wanted.pop() };
        wanted.map(|(_, id)| (id, true))
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the other thread where it waits: to ask the system each time would cost more.
    fn wake(&self, mut state: MutexGuard<'_, State>) {
        let was_waiting = std::mem::take(&mut state.is_waiting);
        drop(state);
        if was_waiting {
            self.changed.notify_one();
        }
    }

    /// Reads one commit; returns whether to go on.
    fn read_next(&self, repository: &Repository) -> bool {
        let Some((id, goes_on)) = self.next() else { return false };
        // What cannot be read is the walk's to report, if it ever asks.
        let Ok(bytes) = repository.read_commit(id) else { return true };
        let Ok(raw) = RawCommit::parse(&bytes) else { return true };
        let parents: Vec<CommitId> = match goes_on {
            true if !repository.shallow().contains(&id) => raw.parents().collect(),
            _ => Vec::new(),
        };
        let time = raw.time();
        let bytes = bytes.into_boxed_slice();
        let mut state = self.lock();
        state.wanted.extend(parents.into_iter().map(|parent| (time, parent)));
        // The walk may have become impatient and have read it itself: then nobody takes this one.
        if let Some(slot @ Slot::Reading) = state.known.get_mut(&id) {
            *slot = Slot::Ready(bytes);
            state.ready += 1;
        }
        true
    }

    /// Waits for something to read; none when the walk is over.
    fn next(&self) -> Option<(CommitId, bool)> {
        let mut state = self.lock();
        loop {
            if state.is_over {
                return None;
            }
            match state.pop() {
                Some((id, goes_on)) => {
                    if let Entry::Vacant(slot) = state.known.entry(id) {
                        slot.insert(Slot::Reading);
                        return Some((id, goes_on));
                    }
                }
                None => {
                    state.is_waiting = true;
                    let waited = self.changed.wait(state);
                    state = waited.unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use relnotes_testkit::Fixture;

    use super::*;
    use crate::git::Location;

    const HISTORY: &str = r#"
commit "root" as root
commit "one" as one
branch side
commit "two" as two
switch main
merge side "three" as three
"#;

    #[test]
    fn what_lies_ready_is_what_git_has() {
        let repo = Fixture::parse(HISTORY).unwrap().build();
        let location = Location { start: repo.path().to_owned(), git_dir: None };
        let repository = Repository::open(&location).unwrap();
        let id = |name: &str| -> CommitId { repo.id(name).parse().unwrap() };
        // No thread: this one does its work, step by step.
        let ahead = Ahead { shared: Arc::default(), thread: None };
        let read_next = || assert!(ahead.shared.read_next(&repository));
        let gone = CommitId([7; 20]);
        ahead.list([id("three"), gone].into_iter());
        (0..2).for_each(|_| read_next());
        assert_eq!(
            ahead.take(id("three")).unwrap(),
            repository.read_commit(id("three")).unwrap().into()
        );
        assert_eq!(ahead.take(id("three")), None);
        assert_eq!(ahead.take(gone), None);
        // The parents of what was listed are not read; the walk takes `one` itself.
        assert_eq!(ahead.take(id("one")), None);
        ahead.want(0, [id("two")].into_iter());
        read_next();
        assert_eq!(ahead.take(id("root")), None);
        assert_eq!(
            ahead.take(id("two")).unwrap(),
            repository.read_commit(id("two")).unwrap().into()
        );
        ahead.shared.lock().is_over = true;
        assert!(!ahead.shared.read_next(&repository));
    }
}
