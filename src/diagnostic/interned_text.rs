//! Interns strings: each distinct string is kept once for the whole process, and never freed.
//!
//! Keys and names are interned, because a catalog has few different keys and names and repeats them often.

use foldhash::fast::{FixedState, RandomState};
use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::BuildHasher;
use std::sync::{LazyLock, PoisonError, RwLock};

// Never emptied: interned strings are `'static`, and the names of a catalog repeat rather than grow.
static TEXTS: LazyLock<RwLock<HashSet<&'static str, RandomState>>> = LazyLock::new(RwLock::default);

/// The number of strings that each thread caches to avoid the lock.
const RECENT: usize = 256;

thread_local! {
    static SEEN: RefCell<[&'static str; RECENT]> = const { RefCell::new([""; RECENT]) };
}

/// Returns the interned copy of the given string.
pub fn kept(text: &str) -> &'static str {
    // A cache slot per hash is enough: a collision only costs a lookup in the shared table.
    // A fixed seed, since a slot has to be the same for equal strings in every call.
    let hash = FixedState::with_seed(0).hash_one(text);
    SEEN.with_borrow_mut(|seen| {
        let slot = &mut seen[hash as usize % RECENT];
        // Compared with the text itself: another string may have the same slot.
        if **slot != *text {
            *slot = shared(text);
        }
        *slot
    })
}

/// Returns the interned copy of the given string from the table that all threads share. Adds the string if it is new.
fn shared(text: &str) -> &'static str {
    // Read first: most strings are known already, and readers do not wait for each other.
    if let Some(known) = TEXTS.read().unwrap_or_else(PoisonError::into_inner).get(text) {
        return known;
    }
    let mut texts = TEXTS.write().unwrap_or_else(PoisonError::into_inner);
    // Another thread may have added it between the two locks.
    if let Some(known) = texts.get(text) {
        return known;
    }
    let text: &'static str = String::leak(text.to_owned());
    texts.insert(text);
    text
}

#[cfg(test)]
mod tests {
    use super::{RECENT, kept};

    #[test]
    fn equal_strings_are_interned_once_across_threads() {
        let many: Vec<String> = (0..RECENT * 4).map(|number| format!("kept {number}")).collect();
        let first: Vec<&str> = many.iter().map(|text| kept(text)).collect();
        let again: Vec<&str> = many.iter().map(|text| kept(text)).collect();
        let in_other_thread = std::thread::scope(|scope| {
            scope.spawn(|| many.iter().map(|text| kept(text)).collect::<Vec<_>>()).join().expect("no panic")
        });
        assert_eq!(first, many);
        assert!(first.iter().zip(&again).all(|(first, again)| std::ptr::eq(*first, *again)));
        assert!(first.iter().zip(&in_other_thread).all(|(first, other)| std::ptr::eq(*first, *other)));
        assert_eq!(kept(""), "");
    }
}
