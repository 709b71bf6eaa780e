//! JSON pointers as small numbers.
//!
//! Each distinct pointer is stored once for the whole process, as its parent and its last key or index. Documents of
//! one kind share their pointers: 20,000 packages together have about fifty pointers. So a [`Pointer`] is only a
//! number, and extending it is a lookup. Pointers are never freed; each takes a few bytes.

use super::interned_text::kept;
use foldhash::fast::{FixedState, RandomState};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Write};
use std::hash::BuildHasher;
use std::sync::{LazyLock, PoisonError, RwLock, RwLockReadGuard};

/// A JSON pointer (RFC 6901): the keys and indexes that lead from the root of a document to a node. It is cheap to copy
/// and to compare.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
// Four bytes, so that a place with file, serial and part stays within 24.
pub struct Pointer(u32);

/// The table of all pointers. A step is a key of a mapping or an index of a list.
#[derive(Default)]
struct Steps {
    /// All pointers except the root, by parent and last step.
    known: HashMap<(Pointer, &'static str), Pointer, RandomState>,
    /// The parent and the last step of all pointers. Pointer number `n` is at index `n - 1`. The root has number 0 and
    /// is not stored.
    steps: Vec<(Pointer, &'static str)>,
}

static STEPS: LazyLock<RwLock<Steps>> = LazyLock::new(RwLock::default);

/// The number of steps that each thread caches to avoid the lock.
const RECENT: usize = 512;

/// A pointer, a key or index, and the pointer to the node at that key or index.
type Step = (Pointer, &'static str, Pointer);

thread_local! {
    /// A buffer for the text of a key or index, so that a lookup does not allocate.
    static SPELLED: RefCell<String> = const { RefCell::new(String::new()) };
    static MADE: RefCell<[Option<Step>; RECENT]> = const { RefCell::new([None; RECENT]) };
}

impl Pointer {
    /// The pointer to the root of a document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Parses a pointer such as `/periods/0`. A string without a `/` is the root; text before the first `/` is ignored.
    pub fn parse(text: &str) -> Self {
        // RFC 6901 escapes `~` as `~0` and `/` as `~1`.
        // Hardly any key contains `~`, so replacing is avoided.
        let step = |pointer: Self, part: &str| match part.contains('~') {
            // `~1` first: in the other order `~01` would become `/` instead of `~1`.
            true => pointer.step(&part.replace("~1", "/").replace("~0", "~")),
            false => pointer.step(part),
        };
        text.split('/').skip(1).fold(Self::root(), step)
    }

    /// Returns the pointer to the value of the given key in a mapping, or to the element with the given index in a
    /// list.
    pub fn child(self, part: impl fmt::Display) -> Self {
        SPELLED.with_borrow_mut(|spelled| {
            spelled.clear();
            // Writing to a `String` cannot fail.
            let _ = write!(spelled, "{part}");
            self.step(spelled)
        })
    }

    /// Returns the pointer to the given key or index. It is taken from the cache of the thread if possible.
    fn step(self, part: &str) -> Self {
        let hash = FixedState::with_seed(0).hash_one((self, part));
        MADE.with_borrow_mut(|made| {
            let slot = &mut made[hash as usize % RECENT];
            match slot {
                // The pointer and the text are compared: another step may have the same slot.
                Some((from, name, to)) if *from == self && *name == part => *to,
                _ => {
                    let (name, to) = self.shared_step(part);
                    *slot = Some((self, name, to));
                    to
                }
            }
        })
    }

    /// Returns the interned key or index, and the pointer to it, from the table that all threads share. Adds the
    /// pointer if it is new.
    fn shared_step(self, part: &str) -> (&'static str, Self) {
        if let Some(known) = steps().find(self, part) {
            return known;
        }
        let mut steps = STEPS.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have added it between the two locks.
        if let Some(known) = steps.find(self, part) {
            return known;
        }
        // Interned, since the same keys occur in every document.
        let part = kept(part);
        steps.steps.push((self, part));
        // Four billion pointers do not fit into memory either, so the limit is never reached.
        let pointer = Self(u32::try_from(steps.steps.len()).unwrap_or(u32::MAX));
        steps.known.insert((self, part), pointer);
        (part, pointer)
    }

    /// Returns the pointer to the mapping or list that contains the node. The root is its own parent.
    pub fn parent(self) -> Self {
        steps().last(self).map_or(self, |(parent, _)| parent)
    }

    /// The last key or index of the pointer; `None` for the root.
    pub fn last(self) -> Option<&'static str> {
        steps().last(self).map(|(_, part)| part)
    }

    /// The keys and indexes of the pointer, from the root to the node. List indexes are decimal numbers.
    pub fn parts(self) -> Vec<&'static str> {
        let steps = steps();
        // Steps are stored from the leaf to the root.
        let upwards = std::iter::successors(steps.last(self), |(parent, _)| steps.last(*parent));
        let mut parts: Vec<&'static str> = upwards.map(|(_, part)| part).collect();
        parts.reverse();
        parts
    }

    /// Whether this pointer names the same node as `other`, or a node inside that node.
    pub fn is_within(self, other: Self) -> bool {
        let steps = steps();
        std::iter::successors(Some(self), |pointer| steps.last(*pointer).map(|(parent, _)| parent))
            .any(|pointer| pointer == other)
    }

    /// Whether at least one of the given pointers names the same node as this pointer, or a node inside that node.
    pub fn holds_any(self, pointers: &BTreeSet<Self>) -> bool {
        // In order, the pointers to nodes inside come directly after the pointer itself.
        pointers.range(self..).next().is_some_and(|next| next.is_within(self))
    }
}

impl Steps {
    /// Finds the pointer to a key or index below `from`. Returns the interned key or index and the pointer, or `None`
    /// if there is no such pointer yet.
    fn find(&self, from: Pointer, part: &str) -> Option<(&'static str, Pointer)> {
        let to = *self.known.get(&(from, part))?;
        Some((self.last(to)?.1, to))
    }

    // 0 is the root, which has no step, and `checked_sub` fails for it.
    fn last(&self, pointer: Pointer) -> Option<(Pointer, &'static str)> {
        self.steps.get((pointer.0 as usize).checked_sub(1)?).copied()
    }
}

fn steps() -> RwLockReadGuard<'static, Steps> {
    STEPS.read().unwrap_or_else(PoisonError::into_inner)
}

/// Pointers are ordered by their keys and indexes, not by their numbers, which differ from run to run.
impl Ord for Pointer {
    fn cmp(&self, other: &Self) -> Ordering {
        // Comparing numbers is much cheaper than collecting the steps of both.
        if self == other { Ordering::Equal } else { self.parts().cmp(&other.parts()) }
    }
}

impl PartialOrd for Pointer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `~` first: the `~` of `~1` must not be escaped once more.
        self.parts().iter().try_for_each(|part| write!(f, "/{}", part.replace('~', "~0").replace('/', "~1")))
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;
    use std::collections::BTreeSet;

    #[test]
    fn equal_pointers_are_the_same_however_they_are_made() {
        let pointer = Pointer::root().child("periods").child(0).child("a/b~c");
        assert_eq!(pointer, Pointer::parse("/periods/0/a~1b~0c"));
        assert_eq!(pointer.to_string(), "/periods/0/a~1b~0c");
        assert_eq!(pointer.parts(), ["periods", "0", "a/b~c"]);
        assert_eq!((pointer.last(), pointer.parent().last()), (Some("a/b~c"), Some("0")));
        assert_eq!((Pointer::root().last(), Pointer::root().parent()), (None, Pointer::root()));
    }

    #[test]
    fn pointers_are_compared_by_containment_and_order() {
        let [a, b, ab] = ["/a", "/b", "/a/b"].map(Pointer::parse);
        assert!(ab.is_within(a) && a.is_within(a) && ab.is_within(Pointer::root()));
        assert!(!a.is_within(ab) && !b.is_within(a));
        assert!(a.holds_any(&BTreeSet::from([b, ab])) && !b.holds_any(&BTreeSet::from([a, ab])));
        assert!(a < ab && ab < b);
    }

    #[test]
    fn equal_pointers_from_different_threads_are_equal() {
        let make = || (0..200).map(|n| Pointer::root().child("threads").child(n)).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(make)).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("no panic"), make());
        }
    }
}
