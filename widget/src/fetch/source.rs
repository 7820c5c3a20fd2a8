//! The feeds of a page: one source an address, shared by all elements that show it, alive as long
//! as any of them. It asks its model what to do, does it and tells the views.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::prelude::{ArcRwSignal, GetUntracked, Set};
use pilotlight_feed::{Feed, is_web_address};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, Url};

use super::browser::{Listener, Timer, is_visible, moment, now_ms, returns};
use super::request;
use crate::model::{Document, Model, Shown, Wishes};
use crate::options::{Options, Variant};

thread_local! {
    /// The only state that elements share: the loader mounts each by itself and knows of no other.
    static SOURCES: RefCell<Vec<Weak<Source>>> = const { RefCell::new(Vec::new()) };
}

/// One feed.
#[derive(Debug)]
struct Source {
    address: String,
    model: RefCell<Model>,
    shown: ArcRwSignal<Shown>,
    wishes: RefCell<Vec<Weak<Cell<Wishes>>>>,
    request: RefCell<Option<AbortController>>,
    timer: RefCell<Option<Timer>>,
    _returns: [Listener; 3],
}

/// An element's hold on its feed.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    source: Rc<Source>,
    wishes: Rc<Cell<Wishes>>,
}

impl Reader {
    /// Reads the feed that the options name, beginning with `first`, what was fetched of it already.
    pub(crate) fn new(options: &Options, first: Option<Feed>) -> Self {
        let wishes = Wishes {
            poll_s: options.poll_s,
            is_open: options.variant == Variant::Panel,
            is_visible: is_visible(),
        };
        let source = SOURCES.with_borrow_mut(|sources| {
            sources.retain(|source| 0 < source.strong_count());
            let known = sources.iter().filter_map(Weak::upgrade);
            match known
                .into_iter()
                .find(|source| source.address == options.feed)
            {
                Some(source) => source,
                None => {
                    let source = Source::new(&options.feed, wishes, first);
                    sources.push(Rc::downgrade(&source));
                    source
                }
            }
        });
        let wishes = Rc::new(Cell::new(wishes));
        source.wishes.borrow_mut().push(Rc::downgrade(&wishes));
        source.step();
        Self { source, wishes }
    }

    /// What may be shown, at any time.
    pub(crate) fn shown(&self) -> ArcRwSignal<Shown> {
        self.source.shown.clone()
    }

    /// The element's panel was opened or closed.
    pub(crate) fn set_open(&self, is_open: bool) {
        self.wishes.set(Wishes {
            is_open,
            ..self.wishes.get()
        });
        self.source.step();
    }
}

impl Source {
    fn new(address: &str, wishes: Wishes, first: Option<Feed>) -> Rc<Self> {
        let model = Model::new(moment(), wishes, first);
        let shown = ArcRwSignal::new(model.shown(now_ms()));
        Rc::new_cyclic(|source: &Weak<Self>| {
            let source = source.clone();
            Self {
                address: address.to_owned(),
                model: RefCell::new(model),
                shown,
                wishes: RefCell::default(),
                request: RefCell::default(),
                timer: RefCell::default(),
                _returns: returns(move || {
                    if let Some(source) = source.upgrade() {
                        source.model.borrow_mut().resumed(now_ms());
                        source.step();
                    }
                }),
            }
        })
    }

    /// Shows what is true now, fetches what is due and sets the timer for the next look.
    fn step(self: &Rc<Self>) {
        let now_ms = now_ms();
        let wishes = self.together();
        let (shown, next) = {
            let mut model = self.model.borrow_mut();
            model.wish(now_ms, wishes);
            (model.shown(now_ms), model.next(now_ms))
        };
        if !self.shown.get_untracked().is_same(&shown) {
            self.shown.set(shown);
        }
        if let Some(document) = next.fetch
            && self.request.borrow().is_none()
        {
            self.fetch(document);
        }
        let source = Rc::downgrade(self);
        *self.timer.borrow_mut() = Some(Timer::new(next.wake_at_ms - now_ms, move || {
            if let Some(source) = source.upgrade() {
                source.step();
            }
        }));
    }

    /// What the elements want together; those that are gone want nothing.
    fn together(&self) -> Wishes {
        let mut together = Wishes {
            is_visible: is_visible(),
            ..Wishes::default()
        };
        let mut all = self.wishes.borrow_mut();
        all.retain(|wishes| 0 < wishes.strong_count());
        for wishes in all.iter().filter_map(Weak::upgrade) {
            let Wishes {
                poll_s, is_open, ..
            } = wishes.get();
            together.is_open |= is_open;
            together.poll_s = [together.poll_s, poll_s].into_iter().flatten().min();
        }
        together
    }

    fn fetch(self: &Rc<Self>, document: Document) {
        let (Some(address), Ok(abort)) = (self.address_of(document), AbortController::new()) else {
            self.model.borrow_mut().failed(moment(), document, None);
            return;
        };
        *self.request.borrow_mut() = Some(abort.clone());
        // The source must be able to end while it waits, so the request does not hold it. Spawned
        // without the framework, which is set up only by the first view, and that comes later.
        let source = Rc::downgrade(self);
        spawn_local(async move {
            let result = request::get(&address, &abort).await;
            let Some(source) = source.upgrade() else {
                return;
            };
            source.request.borrow_mut().take();
            match result {
                Ok(feed) => source.model.borrow_mut().read(moment(), document, feed),
                Err(failure) => {
                    let retry_after_s = failure.retry_after_s;
                    source
                        .model
                        .borrow_mut()
                        .failed(moment(), document, retry_after_s);
                }
            }
            source.step();
        });
    }

    fn address_of(&self, document: Document) -> Option<String> {
        match document {
            Document::Summary => Some(self.address.clone()),
            Document::Whole => {
                let model = self.model.borrow();
                let url = Url::new_with_base(model.whole_link()?, &self.address).ok()?;
                Some(url.href()).filter(|address| is_web_address(address))
            }
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        if let Some(request) = self.request.get_mut().take() {
            request.abort();
        }
    }
}
