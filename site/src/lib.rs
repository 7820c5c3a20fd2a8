//! The status site.
