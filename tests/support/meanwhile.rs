//! Cases that wait more than they work.

/// Does something with each case, with all of them at the same time. What fails in one fails the test.
pub fn all_at_once<T: Send>(cases: impl IntoIterator<Item = T>, work: impl Fn(T) + Sync) {
    let work = &work;
    std::thread::scope(|scope| {
        let running: Vec<_> = cases.into_iter().map(|case| scope.spawn(move || work(case))).collect();
        for one in running {
            if let Err(panic) = one.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}
