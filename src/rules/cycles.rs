//! Circles among things that lead to one another by name.

use std::collections::{HashMap, HashSet};

/// How far a name has been followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is on the way that is being followed.
    OnTheWay,
    /// Everything that it leads to is known.
    Done,
}

/// The circles among some names, each once, in the order in which one leads to the next. Of circles that
/// share a name one is found.
pub fn circles<'a>(
    starts: impl IntoIterator<Item = &'a str>,
    next: impl Fn(&'a str) -> Vec<&'a str>,
) -> Vec<Vec<&'a str>> {
    let (mut states, mut found, mut told) = (HashMap::new(), Vec::new(), HashSet::new());
    for start in starts {
        follow(start, &next, &mut states, &mut |circle: &[&'a str]| {
            if circle.iter().all(|name| !told.contains(name)) {
                told.extend(circle.iter().copied());
                found.push(circle.to_vec());
            }
        });
    }
    found
}

/// Follows a name as far as it leads. A chain may be as long as the catalog, so its names are kept in a list.
fn follow<'a>(
    start: &'a str,
    next: &impl Fn(&'a str) -> Vec<&'a str>,
    states: &mut HashMap<&'a str, State>,
    found: &mut impl FnMut(&[&'a str]),
) {
    if states.contains_key(start) {
        return;
    }
    states.insert(start, State::OnTheWay);
    let (mut way, mut left) = (vec![start], vec![next(start)]);
    while let Some(names) = left.last_mut() {
        let Some(name) = names.pop() else {
            states.extend(way.pop().map(|name| (name, State::Done)));
            left.pop();
            continue;
        };
        match states.get(name) {
            Some(State::Done) => {}
            Some(State::OnTheWay) => found(circle(&way, name)),
            None => {
                states.insert(name, State::OnTheWay);
                way.push(name);
                left.push(next(name));
            }
        }
    }
}

/// The end of a way, from a name on.
fn circle<'w, 'a>(way: &'w [&'a str], name: &str) -> &'w [&'a str] {
    let from = way.iter().position(|other| *other == name).unwrap_or_default();
    &way[from..]
}

#[cfg(test)]
mod tests {
    use super::circles;

    fn found(ways: &[(&'static str, &[&'static str])]) -> Vec<Vec<&'static str>> {
        let next = |name: &str| {
            ways.iter().find(|(from, _)| *from == name).map_or(Vec::new(), |(_, to)| to.to_vec())
        };
        circles(ways.iter().map(|(from, _)| *from), next)
    }

    #[test]
    fn circles_are_found_once() {
        assert_eq!(found(&[("a", &["a"])]), [["a"]]);
        assert_eq!(found(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"])]), [["b", "c"]]);
        assert_eq!(found(&[("a", &["b", "c"]), ("b", &["d"]), ("c", &["d"]), ("d", &[])]), [[""; 0]; 0]);
        assert_eq!(found(&[("a", &["b"]), ("b", &["a"]), ("c", &["d"]), ("d", &["c", "a"])]).len(), 2);
    }

    #[test]
    fn a_long_chain_is_no_trouble() {
        let names: Vec<String> = (0..100_000).map(|at| at.to_string()).collect();
        let next = |name: &str| {
            let at: usize = name.parse().expect("a number");
            vec![names[(at + 1) % names.len()].as_str()]
        };
        assert_eq!(circles([names[0].as_str()], next).len(), 1);
    }
}
