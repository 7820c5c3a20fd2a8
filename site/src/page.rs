//! The pages, and the frame that all of them share.

mod component;
mod context;
mod docs;
mod embed;
mod frame;
mod history;
mod incident;
pub(crate) mod machine;
mod maintenance;
mod missing;
mod month;
mod status;
mod subscribe;

pub(crate) use component::component;
pub(crate) use context::{Context, OfComponent};
pub(crate) use docs::docs;
pub(crate) use embed::embed;
pub(crate) use frame::is_page_in;
pub(crate) use history::{
    index as history, lines_of, of_component as history_of_component, told_by_component,
};
pub(crate) use incident::incident;
pub(crate) use maintenance::maintenance;
pub(crate) use missing::missing;
pub(crate) use month::month;
pub(crate) use status::status;
pub(crate) use subscribe::subscribe;
