//! Descriptions of products, plans and packages.
