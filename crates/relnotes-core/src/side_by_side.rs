//! Several jobs at once: machines that make releases have two cores at least. What comes of them never depends on which
//! was faster.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs one job on a thread of its own and another one here.
pub fn side_by_side<A: Send, B>(
    there: impl FnOnce() -> A + Send,
    here: impl FnOnce() -> B,
) -> (A, B) {
    std::thread::scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        (there.join().unwrap_or_else(|panic| resume_unwind(panic)), here)
    })
}

/// Runs a job for each thing on a thread of its own, the first one here; the results come in the order of the things.
pub fn each<I: Send, T: Send>(things: Vec<I>, job: impl Fn(I) -> T + Sync) -> Vec<T> {
    let job = &job;
    let mut things = things.into_iter();
    let Some(first) = things.next() else { return Vec::new() };
    std::thread::scope(|scope| {
        let others: Vec<_> = things.map(|thing| scope.spawn(move || job(thing))).collect();
        let others =
            others.into_iter().map(|it| it.join().unwrap_or_else(|panic| resume_unwind(panic)));
        std::iter::once(job(first)).chain(others).collect()
    })
}

/// Spreads many jobs over some workers, each on a thread of its own; the results come in the order of the jobs.
///
/// A worker takes a few neighbours at a time: what one of them has read often helps with the next.
pub fn spread<W: Send, J: Sync, T: Send>(
    jobs: &[J],
    workers: Vec<W>,
    work: impl Fn(&W, &J) -> T + Sync,
) -> Vec<T> {
    let workers: Vec<W> = workers.into_iter().take(jobs.len()).collect();
    let at_once = (jobs.len() / (8 * workers.len()).max(1)).max(1);
    let (runs, next) = (jobs.chunks(at_once).collect::<Vec<_>>(), AtomicUsize::new(0));
    let done = each(workers, |worker| {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(run) = runs.get(at) else { return done };
            done.push((at, run.iter().map(|job| work(&worker, job)).collect::<Vec<T>>()));
        }
    });
    let mut done: Vec<(usize, Vec<T>)> = done.into_iter().flatten().collect();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_their_jobs() {
        for count in [0, 1, 2, 3, 100, 1001] {
            let jobs: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = jobs.iter().map(|job| job * 2).collect();
            for workers in [1, 2, 7] {
                assert_eq!(spread(&jobs, vec![2; workers], |by, job| by * job), doubled);
            }
            assert_eq!(
                each(jobs.into_iter().take(9).collect(), |job| job * 2),
                doubled[..count.min(9)]
            );
        }
    }

    #[test]
    fn a_job_that_panics_is_not_lost() {
        let jobs: Vec<usize> = (0..10).collect();
        let run = || spread(&jobs, vec![(), ()], |(), job| assert_ne!(*job, 7));
        assert!(std::panic::catch_unwind(run).is_err());
    }
}
