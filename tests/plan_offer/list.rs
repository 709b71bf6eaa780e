//! Lists of products and plans.
