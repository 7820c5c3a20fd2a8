//! The pages, and the frame that all of them share.

mod component;
mod context;
mod embed;
mod frame;
mod history;
mod incident;
mod maintenance;
mod missing;
mod month;
mod status;
mod subscribe;

pub(crate) use component::component;
pub(crate) use context::{Context, OfComponent};
pub(crate) use embed::embed;
pub(crate) use history::{
    index as history, lines_of, of_component as history_of_component, told_by_component,
    words as words_of_month,
};
pub(crate) use incident::incident;
pub(crate) use maintenance::maintenance;
pub(crate) use missing::missing;
pub(crate) use month::month;
pub(crate) use status::status;
pub(crate) use subscribe::subscribe;
