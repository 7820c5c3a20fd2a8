//! Elements on the page: the one piece of code that puts any of them there and changes them.
//!
//! An element is compared with what it was before and changed in place, so nothing that somebody
//! reads or has focused is made anew. What is too much for one task waits at a row or a section, and
//! with it all that comes after it, for the next.

use std::vec::IntoIter;

use js_sys::Reflect;
use leptos::prelude::document;
use leptos::tachys::renderer::types;
use wasm_bindgen::JsCast;

use super::node::{Element, Node};

const HTML: &str = "http://www.w3.org/1999/xhtml";
const SVG: &str = "http://www.w3.org/2000/svg";
const BUSY: &str = "aria-busy";

/// A node on the page, and what it was made of.
#[derive(Debug)]
pub(super) struct Placed {
    node: Node,
    dom: types::Node,
    children: Vec<Placed>,
    /// How many of the children are as they are to be.
    done: usize,
    /// What the others are to be.
    waiting: IntoIter<Node>,
}

/// What may still be done in this task.
#[derive(Debug)]
pub(super) struct Work {
    /// Nodes to be made or changed.
    nodes_left: usize,
    /// Something has to wait, and so all that comes after it.
    is_over: bool,
}

impl Work {
    pub(super) fn new(nodes_left: usize) -> Self {
        Self {
            nodes_left,
            is_over: false,
        }
    }

    /// Whether something has to wait for another task.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    fn spend(&mut self) {
        self.nodes_left = self.nodes_left.saturating_sub(1);
    }

    /// Whether the next node is for this task.
    fn goes_on_to(&mut self, node: &Node) -> bool {
        let may_wait =
            matches!(node, Node::Element(element) if matches!(element.tag(), "li" | "section"));
        self.is_over |= may_wait && self.nodes_left == 0;
        !self.is_over
    }
}

impl Placed {
    pub(super) fn new(element: Element, work: &mut Work) -> Self {
        Self::of(Node::Element(element), work)
    }

    fn of(mut node: Node, work: &mut Work) -> Self {
        work.spend();
        let dom: types::Node = match &node {
            Node::Text(text) => document().create_text_node(text).into(),
            Node::Element(element) => create(element).into(),
        };
        let mut placed = Self {
            waiting: node.take_children(),
            node,
            dom,
            children: Vec::new(),
            done: 0,
        };
        placed.go_on(work);
        placed
    }

    pub(super) fn dom(&self) -> &types::Node {
        &self.dom
    }

    /// Whether it can be changed into that, and need not be replaced.
    pub(super) fn fits(&self, element: &Element) -> bool {
        matches!(&self.node, Node::Element(old) if old.tag() == element.tag())
    }

    /// Changes on the page what is different in the element.
    pub(super) fn turn_into(&mut self, element: Element, work: &mut Work) {
        self.turn(Node::Element(element), work);
    }

    fn turn(&mut self, mut node: Node, work: &mut Work) {
        match (&self.node, &node) {
            (Node::Text(old), Node::Text(new)) => {
                if old != new {
                    work.spend();
                    // A text node of ours takes every text.
                    let _ = Reflect::set(&self.dom, &"nodeValue".into(), &(&**new).into());
                }
            }
            (Node::Element(old), Node::Element(new)) if old.tag() == new.tag() => {
                change(self.dom.unchecked_ref(), old, new, work);
            }
            _ => {
                let next = Self::of(node, work);
                if let Some(parent) = self.dom.parent_node() {
                    let _ = parent.replace_child(&next.dom, &self.dom);
                }
                *self = next;
                return;
            }
        }
        self.waiting = node.take_children();
        self.done = 0;
        self.node = node;
        let wanted = self.waiting.len().min(self.children.len());
        for gone in self.children.drain(wanted..) {
            let _ = self.dom.remove_child(&gone.dom);
        }
        self.go_on(work);
    }

    /// Does what waits, as far as the work of this task goes.
    pub(super) fn go_on(&mut self, work: &mut Work) {
        // Of all that was begun only the last can be unfinished.
        let last = self.done.checked_sub(1);
        if let Some(last) = last.and_then(|last| self.children.get_mut(last)) {
            last.go_on(work);
        }
        while let Some(next) = self.waiting.as_slice().first()
            && work.goes_on_to(next)
        {
            let Some(child) = self.waiting.next() else {
                break;
            };
            if let Some(placed) = self.children.get_mut(self.done) {
                placed.turn(child, work);
            } else {
                let placed = Self::of(child, work);
                // An element of ours takes every child.
                let _ = self.dom.append_child(&placed.dom);
                self.children.push(placed);
            }
            self.done += 1;
        }
        if let Node::Element(element) = &self.node
            && element.is_told_busy()
        {
            let dom: &types::Element = self.dom.unchecked_ref();
            let _ = if work.is_over {
                dom.set_attribute(BUSY, "true")
            } else {
                dom.remove_attribute(BUSY)
            };
        }
    }
}

/// The element without its children. Its tag and its attributes' names are ours and valid.
fn create(element: &Element) -> types::Element {
    let space = if matches!(element.tag(), "svg" | "path") {
        SVG
    } else {
        HTML
    };
    let created = document().create_element_ns(Some(space), element.tag());
    #[expect(
        clippy::unwrap_used,
        reason = "the browser refuses only tags that are no names"
    )]
    let created = created.unwrap();
    for (name, value) in element.attributes() {
        let _ = created.set_attribute(name, value);
    }
    created
}

fn change(dom: &types::Element, old: &Element, new: &Element, work: &mut Work) {
    for attribute in new.attributes() {
        if old.attributes().all(|known| known != attribute) {
            work.spend();
            let _ = dom.set_attribute(attribute.0, attribute.1);
        }
    }
    for (name, _) in old.attributes() {
        if new.attributes().all(|(kept, _)| kept != name) {
            let _ = dom.remove_attribute(name);
        }
    }
}
