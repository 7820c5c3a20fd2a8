//! The parts that pages are made of, each a function from the feed to a view.

pub(crate) mod banner;
pub(crate) mod chart;
pub(crate) mod component;
pub(crate) mod days;
pub(crate) mod embed;
pub(crate) mod filter;
pub(crate) mod follow;
pub(crate) mod footer;
pub(crate) mod history;
pub(crate) mod icon;
pub(crate) mod incident;
pub(crate) mod languages;
pub(crate) mod maintenance;
pub(crate) mod markdown;
pub(crate) mod own;
pub(crate) mod time;
