//! A piece of a view as plain data; [`placed`](super::placed) puts it on the page.
//!
//! With `view!` each shape of markup is a type of its own, with its own code to build and change it:
//! for what is said of components and incidents that is a third of the WebAssembly. So there is no
//! `view!`, and everything is this.

use std::borrow::Cow;
use std::vec::IntoIter;

/// Attributes whose values never change.
type Fixed = &'static [(&'static str, &'static str)];

/// A text, or an element.
#[derive(Debug)]
pub(super) enum Node {
    Text(Cow<'static, str>),
    Element(Element),
}

/// An element with attributes and children. Boxed, so that building one passes a pointer on.
#[derive(Debug)]
pub(super) struct Element(Box<Content>);

#[derive(Debug)]
struct Content {
    tag: &'static str,
    fixed: Fixed,
    varying: Vec<(&'static str, String)>,
    children: Vec<Node>,
    /// Whether it says of itself that something inside is still to come.
    is_told_busy: bool,
}

/// An element with the attributes that it always has.
pub(super) fn element(tag: &'static str, fixed: Fixed) -> Element {
    Element(Box::new(Content {
        tag,
        fixed,
        varying: Vec::new(),
        children: Vec::new(),
        is_told_busy: false,
    }))
}

impl Element {
    /// With an attribute that differs from one element, or one time, to another.
    pub(super) fn with(mut self, name: &'static str, value: String) -> Self {
        self.0.varying.push((name, value));
        self
    }

    pub(super) fn child(mut self, child: Self) -> Self {
        self.0.children.push(Node::Element(child));
        self
    }

    /// With a child, if there is one.
    pub(super) fn maybe(self, child: Option<Self>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Says to readers of the page when what is inside is not all there yet.
    pub(super) fn told_busy(mut self) -> Self {
        self.0.is_told_busy = true;
        self
    }

    pub(super) fn tag(&self) -> &'static str {
        self.0.tag
    }

    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let varying = self
            .0
            .varying
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        self.0.fixed.iter().copied().chain(varying)
    }

    pub(super) fn is_told_busy(&self) -> bool {
        self.0.is_told_busy
    }

    /// With words of ours.
    pub(super) fn text(mut self, words: &'static str) -> Self {
        self.0.children.push(Node::Text(Cow::Borrowed(words)));
        self
    }

    /// With words of a feed, which are text and never anything else.
    pub(super) fn said(mut self, words: String) -> Self {
        self.0.children.push(Node::Text(Cow::Owned(words)));
        self
    }
}

impl Node {
    pub(super) fn take_children(&mut self) -> IntoIter<Self> {
        match self {
            Self::Text(_) => Vec::new(),
            Self::Element(element) => core::mem::take(&mut element.0.children),
        }
        .into_iter()
    }
}
