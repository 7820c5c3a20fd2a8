//! What the operator brings: the brand, links, words, icon and stylesheet.

use leptos::prelude::*;

use super::markdown::markdown;
use crate::asset::Asset;
use crate::look::{Density, Picture};
use crate::page::Context;
use crate::words::Word;

/// Whose page it is: the logo where there is one, else the name.
pub(crate) fn brand(context: &Context<'_>) -> AnyView {
    let name = context.feed.page.name.clone();
    let look = context.options.look;
    let inside = match &look.logo {
        None => {
            let name = view! { <bdi>{name}</bdi> }.into_any();
            context.words.view(Word::StatusOf, [("name", name)])
        }
        Some(logo) => {
            let dark = look
                .logo_dark
                .as_ref()
                .map(Picture::address)
                .map(|address| {
                    view! { <source srcset=address media="(prefers-color-scheme: dark)"/> }
                });
            let words = context.words.fill(Word::StatusOf, [("name", &name)]);
            view! { <picture>{dark}<img src=logo.address() alt=words/></picture> }.into_any()
        }
    };
    view! { <p class="brand"><a href=context.to("/")>{inside}</a></p> }.into_any()
}

/// Links to elsewhere, before our own.
pub(crate) fn links(context: &Context<'_>) -> Vec<AnyView> {
    let links = context.options.look.links.iter().cloned();
    links
        .map(|link| view! { <a href=link.url><bdi>{link.text}</bdi></a> }.into_any())
        .collect()
}

/// Words above the status.
pub(crate) fn head(context: &Context<'_>) -> Option<AnyView> {
    words(context.options.look.header.as_deref())
}

/// Words at the end.
pub(crate) fn foot(context: &Context<'_>) -> Option<AnyView> {
    words(context.options.look.footer.as_deref())
}

fn words(source: Option<&str>) -> Option<AnyView> {
    let words = markdown(source?);
    Some(view! { <div class="said words" dir="auto">{words}</div> }.into_any())
}

/// Where the icon of the tab stands.
pub(crate) fn icon(context: &Context<'_>) -> String {
    let own = context.options.look.icon.as_ref();
    own.map_or_else(|| Asset::Icon.address(), Picture::address)
}

/// Their stylesheet, which comes after ours.
pub(crate) fn stylesheet(context: &Context<'_>) -> Option<AnyView> {
    let address = context.options.look.address()?;
    Some(view! { <link rel="stylesheet" href=address/> }.into_any())
}

/// What our stylesheet has to know of the whole page.
pub(crate) fn class(context: &Context<'_>) -> Option<&'static str> {
    match context.options.look.density {
        Density::Comfortable => None,
        Density::Compact => Some("compact"),
    }
}
