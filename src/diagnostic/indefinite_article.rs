//! Chooses between "a" and "an" for the names that messages contain.

/// Returns the indefinite article for the name of a kind or of a reference's target: `an` for `item`, `a` for
/// `user_group`.
pub fn indefinite_article(name: &str) -> &'static str {
    // By sound: `user_group` begins with a "y", `upgrade_group` with a vowel.
    match name.starts_with(['a', 'e', 'i', 'o', 'u']) && !name.starts_with("user") {
        true => "an",
        false => "a",
    }
}

#[cfg(test)]
mod tests {
    use super::indefinite_article;

    #[test]
    fn indefinite_article_depends_on_the_sound() {
        let an = ["article", "item", "extra_service", "installation_package", "upgrade_group"];
        assert!(an.iter().all(|name| indefinite_article(name) == "an"));
        let a = ["package", "user_group", "service_plan", "tariff"];
        assert!(a.iter().all(|name| indefinite_article(name) == "a"));
    }
}
