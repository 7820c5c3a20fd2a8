//! A parsed document, flattened: its elements in order, each with its attributes and all the text
//! within.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

pub(crate) struct Document {
    pub(crate) elements: Vec<Element>,
    /// What the parser complained of.
    pub(crate) errors: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Document {
    /// Parses a page, or a picture as it would be inside one.
    pub(crate) fn parse(text: &str) -> Self {
        let html = match text.starts_with("<svg") {
            true => ["<!DOCTYPE html>", text].concat(),
            false => text.to_owned(),
        };
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
        let mut elements = Vec::new();
        flatten(&dom.document, &mut elements);
        let errors = dom
            .errors
            .borrow()
            .iter()
            .map(ToString::to_string)
            .collect();
        Self { elements, errors }
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements
            .iter()
            .filter(move |element| element.name == name)
    }

    pub(crate) fn one<'a>(&'a self, name: &'a str) -> &'a Element {
        let found: Vec<&Element> = self.all(name).collect();
        assert_eq!(found.len(), 1, "{name}");
        found[0]
    }

    pub(crate) fn with_class<'a>(&'a self, class: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |element| {
            element
                .attribute("class")
                .unwrap_or("")
                .split(' ')
                .any(|word| word == class)
        })
    }
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.0 == name)
            .map(|found| found.1.as_str())
    }
}

/// Appends the elements below a node; returns the text below it.
fn flatten(node: &Handle, elements: &mut Vec<Element>) -> String {
    let mut text = String::new();
    let mut place = None;
    match &node.data {
        NodeData::Text { contents } => text.push_str(&contents.borrow()),
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs
                .borrow()
                .iter()
                .map(|attribute| {
                    (
                        attribute.name.local.to_string(),
                        attribute.value.to_string(),
                    )
                })
                .collect();
            place = Some(elements.len());
            elements.push(Element {
                name: name.local.to_string(),
                attributes,
                text: String::new(),
            });
        }
        NodeData::Comment { .. }
        | NodeData::Document
        | NodeData::Doctype { .. }
        | NodeData::ProcessingInstruction { .. } => {}
    }
    for child in node.children.borrow().iter() {
        text.push_str(&flatten(child, elements));
    }
    if let Some(place) = place {
        elements[place].text.clone_from(&text);
    }
    text
}
