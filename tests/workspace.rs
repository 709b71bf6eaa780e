//! A workspace: after any edits it finds what it would find if it were opened anew, and does little for it.

mod cut;

use fastrand::Rng;

/// A number from the environment, or another.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

/// One of several.
fn pick<'a, T: ?Sized>(rng: &mut Rng, from: &[&'a T]) -> &'a T {
    from[rng.usize(..from.len())]
}
