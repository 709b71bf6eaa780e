//! Finds cycles of names that refer to one another.

use std::collections::{HashMap, HashSet};

/// The state of a name during the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The name is on the path that is being followed.
    OnPath,
    /// Everything that can be reached from the name has been visited.
    Done,
}

/// Returns the cycles that can be reached from the given names, each cycle once. A cycle is a list of names in which
/// each name refers to the next, and the last to the first. If several cycles share a name, only one of them is
/// returned, because the others are usually consequences of it.
pub fn cycles<'a>(
    starts: impl IntoIterator<Item = &'a str>,
    next: impl Fn(&'a str) -> Vec<&'a str>,
) -> Vec<Vec<&'a str>> {
    let (mut states, mut cycles, mut in_cycle) = (HashMap::new(), Vec::new(), HashSet::new());
    for start in starts {
        follow(start, &next, &mut states, &mut |cycle: &[&'a str]| {
            if cycle.iter().all(|name| !in_cycle.contains(name)) {
                in_cycle.extend(cycle.iter().copied());
                cycles.push(cycle.to_vec());
            }
        });
    }
    cycles
}

/// Searches depth-first, starting from a name, and reports each cycle.
// A chain can be as long as the catalog, so the path is an explicit stack: recursion could overflow the call stack.
fn follow<'a>(
    start: &'a str,
    next: &impl Fn(&'a str) -> Vec<&'a str>,
    states: &mut HashMap<&'a str, State>,
    report: &mut impl FnMut(&[&'a str]),
) {
    // Reached from an earlier start, so all of its cycles are known.
    if states.contains_key(start) {
        return;
    }
    states.insert(start, State::OnPath);
    let (mut path, mut pending) = (vec![start], vec![next(start)]);
    while let Some(names) = pending.last_mut() {
        let Some(name) = names.pop() else {
            // Everything behind it has been followed, so no path that reaches it later can find a new cycle.
            states.extend(path.pop().map(|name| (name, State::Done)));
            pending.pop();
            continue;
        };
        match states.get(name) {
            Some(State::Done) => {}
            Some(State::OnPath) => report(cycle(&path, name)),
            None => {
                states.insert(name, State::OnPath);
                path.push(name);
                pending.push(next(name));
            }
        }
    }
}

/// Returns the path from the given name to the end.
fn cycle<'p, 'a>(path: &'p [&'a str], name: &str) -> &'p [&'a str] {
    // The name is on the path, because its state is `OnPath`.
    let from = path.iter().position(|other| *other == name).unwrap_or_default();
    &path[from..]
}

#[cfg(test)]
mod tests {
    use super::cycles;

    fn cycles_in(edges: &[(&'static str, &[&'static str])]) -> Vec<Vec<&'static str>> {
        let next = |name: &str| {
            edges.iter().find(|(from, _)| *from == name).map_or(Vec::new(), |(_, to)| to.to_vec())
        };
        cycles(edges.iter().map(|(from, _)| *from), next)
    }

    #[test]
    fn each_cycle_is_found_once() {
        assert_eq!(cycles_in(&[("a", &["a"])]), [["a"]]);
        assert_eq!(cycles_in(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"])]), [["b", "c"]]);
        assert_eq!(cycles_in(&[("a", &["b", "c"]), ("b", &["d"]), ("c", &["d"]), ("d", &[])]), [[""; 0]; 0]);
        assert_eq!(cycles_in(&[("a", &["b"]), ("b", &["a"]), ("c", &["d"]), ("d", &["c", "a"])]).len(), 2);
    }

    #[test]
    fn long_cycle_does_not_overflow_the_stack() {
        let names: Vec<String> = (0..100_000).map(|index| index.to_string()).collect();
        let next = |name: &str| {
            let index: usize = name.parse().expect("a number");
            vec![names[(index + 1) % names.len()].as_str()]
        };
        assert_eq!(cycles([names[0].as_str()], next).len(), 1);
    }
}
