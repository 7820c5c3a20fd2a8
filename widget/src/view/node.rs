//! A piece of a view as plain data, and the one piece of code that puts any of it on the page.
//!
//! With `view!` each shape of markup is a type of its own, with its own code to build and change it:
//! for what is said of components and incidents that is a third of the WebAssembly. So the parts
//! with events are `view!`, and the rest is this. It is compared with what it was before and changed
//! in place, so nothing that somebody reads or has focused is made anew.

use std::borrow::Cow;

use leptos::prelude::{Mountable, Render, document};
use leptos::tachys::renderer::types;
use wasm_bindgen::JsCast;

const HTML: &str = "http://www.w3.org/1999/xhtml";
const SVG: &str = "http://www.w3.org/2000/svg";

/// Attributes whose values never change.
type Fixed = &'static [(&'static str, &'static str)];

/// A text, or an element.
#[derive(Debug)]
enum Node {
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
}

/// A node on the page, and what it was made of.
#[derive(Debug)]
pub(super) struct Placed {
    node: Node,
    dom: types::Node,
    children: Vec<Placed>,
}

/// An element with the attributes that it always has.
pub(super) fn element(tag: &'static str, fixed: Fixed) -> Element {
    Element(Box::new(Content {
        tag,
        fixed,
        varying: Vec::new(),
        children: Vec::new(),
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

impl Render for Element {
    type State = Placed;

    fn build(self) -> Placed {
        Placed::new(Node::Element(self))
    }

    fn rebuild(self, placed: &mut Placed) {
        placed.turn_into(Node::Element(self));
    }
}

impl Placed {
    fn new(mut node: Node) -> Self {
        let dom: types::Node = match &node {
            Node::Text(text) => document().create_text_node(text).into(),
            Node::Element(element) => element.create().into(),
        };
        let children = node
            .take_children()
            .into_iter()
            .map(Self::new)
            .collect::<Vec<_>>();
        for child in &children {
            // A new element takes every new child.
            let _ = dom.append_child(&child.dom);
        }
        Self {
            node,
            dom,
            children,
        }
    }

    /// Changes on the page what is different in `node`.
    fn turn_into(&mut self, mut node: Node) {
        match (&self.node, &node) {
            (Node::Text(old), Node::Text(new)) => {
                if old != new {
                    self.dom.set_node_value(Some(new));
                }
            }
            (Node::Element(old), Node::Element(new)) if old.0.tag == new.0.tag => {
                new.change_attributes(old, self.dom.unchecked_ref());
            }
            _ => {
                let next = Self::new(node);
                if let Some(parent) = self.dom.parent_node() {
                    let _ = parent.replace_child(&next.dom, &self.dom);
                }
                *self = next;
                return;
            }
        }
        let next = node.take_children();
        self.node = node;
        for gone in self.children.drain(next.len().min(self.children.len())..) {
            let _ = self.dom.remove_child(&gone.dom);
        }
        for (index, child) in next.into_iter().enumerate() {
            if let Some(placed) = self.children.get_mut(index) {
                placed.turn_into(child);
            } else {
                let placed = Self::new(child);
                let _ = self.dom.append_child(&placed.dom);
                self.children.push(placed);
            }
        }
    }
}

impl Node {
    fn take_children(&mut self) -> Vec<Self> {
        match self {
            Self::Text(_) => Vec::new(),
            Self::Element(element) => core::mem::take(&mut element.0.children),
        }
    }
}

impl Element {
    /// The element without its children. Its tag and its attributes' names are ours and valid.
    fn create(&self) -> types::Element {
        let space = if matches!(self.0.tag, "svg" | "path") {
            SVG
        } else {
            HTML
        };
        let created = document().create_element_ns(Some(space), self.0.tag);
        #[expect(
            clippy::unwrap_used,
            reason = "the browser refuses only tags that are no names"
        )]
        let created = created.unwrap();
        for (name, value) in self.attributes() {
            let _ = created.set_attribute(name, value);
        }
        created
    }

    fn change_attributes(&self, old: &Self, dom: &types::Element) {
        for attribute in self.attributes() {
            if old.attributes().all(|known| known != attribute) {
                let _ = dom.set_attribute(attribute.0, attribute.1);
            }
        }
        for (name, _) in old.attributes() {
            if self.attributes().all(|(kept, _)| kept != name) {
                let _ = dom.remove_attribute(name);
            }
        }
    }

    fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let varying = self
            .0
            .varying
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        self.0.fixed.iter().copied().chain(varying)
    }
}

impl Mountable for Placed {
    fn unmount(&mut self) {
        if let Some(parent) = self.dom.parent_node() {
            let _ = parent.remove_child(&self.dom);
        }
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        let _ = parent.insert_before(&self.dom, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.dom.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.dom));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<types::Element> {
        Vec::new()
    }
}
