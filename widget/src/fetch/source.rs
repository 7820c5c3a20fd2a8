//! The feeds of a page: one source an address, shared by all elements that show it, alive as long
//! as any of them. It asks its model what to do, does it and tells the views.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::prelude::{ArcTrigger, Notify, Track};
use pilotlight_feed::Feed;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::browser::{Listener, Timer, is_visible, moment, now_ms, returns};
use super::request::{self, Failure};
use super::tabs::Tabs;
use crate::host::Host;
use crate::model::{Document, Model, Shown, Wishes};
use crate::options::{Options, Variant};

/// A request ends after 8 seconds. What takes longer, for each address, was lost while the page was
/// frozen, and is not waited for: its end would come with the pause that follows a failure.
const PATIENCE_MS: i64 = 10_000;

thread_local! {
    /// The only state that elements share: the loader mounts each by itself and knows of no other.
    static SOURCES: RefCell<Vec<Weak<Source>>> = const { RefCell::new(Vec::new()) };
}

/// One feed.
#[derive(Debug)]
struct Source {
    /// Where its summary is to be had; the first fresh one is taken.
    addresses: Vec<String>,
    /// Who must have signed it.
    key: String,
    host: Rc<Host>,
    model: RefCell<Model>,
    shown: RefCell<Shown>,
    changed: ArcTrigger,
    wishes: RefCell<Vec<Weak<Cell<Wishes>>>>,
    is_waiting: Cell<bool>,
    /// When the request under way was made.
    asked_at_ms: Cell<Option<i64>>,
    tabs: Tabs,
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
    /// Reads one of the feeds that the options name, beginning with what the element has fetched of
    /// it already.
    pub(crate) fn new(host: &Rc<Host>, options: &Options, index: usize) -> Self {
        let addresses = &options.feeds[index];
        let wishes = Wishes {
            poll_s: options.poll_s,
            is_open: options.variant == Variant::Panel,
            is_visible: true,
        };
        let source = SOURCES.with_borrow_mut(|sources| {
            sources.retain(|source| 0 < source.strong_count());
            let mut known = sources.iter().filter_map(Weak::upgrade);
            let known =
                known.find(|source| source.addresses == *addresses && source.key == options.key);
            known.unwrap_or_else(|| {
                let source = Source::new(host, options, index);
                sources.push(Rc::downgrade(&source));
                source
            })
        });
        let wishes = Rc::new(Cell::new(wishes));
        source.wishes.borrow_mut().push(Rc::downgrade(&wishes));
        source.step();
        Self { source, wishes }
    }

    /// What may be shown, at any time.
    pub(crate) fn shown(&self) -> Shown {
        self.source.changed.track();
        self.source.shown.borrow().clone()
    }

    /// The element wants something else.
    pub(crate) fn wish(&self, wishes: Wishes) {
        self.wishes.set(wishes);
        self.source.step();
    }

    /// Somebody waits for news, also while nobody looks.
    pub(crate) fn set_waiting(&self, is_waiting: bool) {
        self.source.is_waiting.set(is_waiting);
        self.source.step();
    }

    /// Asks for news now.
    pub(crate) fn refresh(&self) {
        self.source.model.borrow_mut().asked(now_ms());
        self.source.step();
    }
}

impl Source {
    fn new(host: &Rc<Host>, options: &Options, index: usize) -> Rc<Self> {
        let addresses = &options.feeds[index];
        let wishes = Wishes {
            poll_s: options.poll_s,
            ..Wishes::default()
        };
        let failure = Failure::from(host.reason(index));
        let first = request::feed_of(host.feed(index)).ok_or(failure.retry_after_s);
        let mut model = Model::new(moment(), wishes, first);
        model.set_unsigned(failure.is_unsigned);
        let shown = RefCell::new(model.shown(now_ms()));
        Rc::new_cyclic(|source: &Weak<Self>| {
            let (source, listening) = (source.clone(), source.clone());
            // Who trusts another key has to see for himself.
            let name = [&addresses.join(" "), "\n", &options.key].concat();
            let tabs = Tabs::new(name, move |document| {
                if let Some(source) = listening.upgrade() {
                    source.fetch(Document::Summary, document);
                }
            });
            Self {
                addresses: addresses.clone(),
                key: options.key.clone(),
                host: Rc::clone(host),
                is_waiting: Cell::new(false),
                model: RefCell::new(model),
                shown,
                changed: ArcTrigger::new(),
                wishes: RefCell::default(),
                asked_at_ms: Cell::new(None),
                tabs,
                timer: RefCell::default(),
                _returns: returns(move || {
                    if let Some(source) = source.upgrade() {
                        source.tabs.open();
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
        let is_same = self.shown.borrow().is_same(&shown);
        if !is_same {
            *self.shown.borrow_mut() = shown;
            self.changed.notify();
        }
        if let Some(document) = next.fetch
            && !self.is_asking(now_ms)
        {
            self.asked_at_ms.set(Some(now_ms));
            self.fetch(document, JsValue::UNDEFINED);
        }
        self.step_in(next.wake_at_ms - now_ms);
    }

    fn is_asking(&self, now_ms: i64) -> bool {
        let patience_ms: i64 = self.addresses.iter().map(|_| PATIENCE_MS).sum();
        let asked_at_ms = self.asked_at_ms.get();
        asked_at_ms.is_some_and(|at_ms| now_ms < at_ms + patience_ms)
    }

    fn step_in(self: &Rc<Self>, delay_ms: i64) {
        let source = Rc::downgrade(self);
        *self.timer.borrow_mut() = Some(Timer::new(delay_ms, move || {
            if let Some(source) = source.upgrade() {
                source.step();
            }
        }));
    }

    /// What the elements want together; those that are gone want nothing.
    fn together(&self) -> Wishes {
        let mut together = Wishes::default();
        let mut all = self.wishes.borrow_mut();
        all.retain(|wishes| 0 < wishes.strong_count());
        for wishes in all.iter().filter_map(Weak::upgrade) {
            let Wishes {
                poll_s,
                is_open,
                is_visible,
            } = wishes.get();
            together.is_open |= is_open;
            together.is_visible |= is_visible;
            together.poll_s = [together.poll_s, poll_s].into_iter().flatten().min();
        }
        together.is_visible = together.is_visible && is_visible() || self.is_waiting.get();
        together
    }

    /// Fetches a document, or takes what is known of it from another page.
    fn fetch(self: &Rc<Self>, document: Document, known: JsValue) {
        let link = match document {
            Document::Summary => String::new(),
            Document::Whole => self
                .model
                .borrow()
                .whole_link()
                .unwrap_or_default()
                .to_owned(),
        };
        let addresses = self.addresses.clone();
        let host = Rc::clone(&self.host);
        // The source must be able to end while it waits, so the request does not hold it. Spawned
        // without the framework, which is set up only by the first view, and that comes later.
        let source = Rc::downgrade(self);
        spawn_local(async move {
            let mut result = Err(Failure::default());
            for address in addresses {
                let next = request::answer(host.get(&address, &link, &known)).await;
                let promised_ms = |feed: &Feed| feed.valid_until.0.saturating_mul(1_000);
                let is_fresh = next
                    .as_ref()
                    .is_ok_and(|(feed, _)| now_ms() <= promised_ms(feed));
                if result.is_err() || is_fresh {
                    result = next;
                }
                if is_fresh {
                    break;
                }
            }
            let Some(source) = source.upgrade() else {
                return;
            };
            let is_own = known.is_undefined();
            if is_own {
                source.asked_at_ms.set(None);
            }
            {
                let mut model = source.model.borrow_mut();
                match result {
                    Ok((feed, text)) => {
                        if is_own && document == Document::Summary {
                            source.tabs.tell(&text);
                        }
                        model.read(moment(), document, feed);
                    }
                    Err(failure) => {
                        model.failed(moment(), document, failure.retry_after_s);
                        model.set_unsigned(failure.is_unsigned);
                    }
                }
            }
            // To read a long document is enough for one task. Where nobody looks, the next may be a
            // minute away.
            if is_visible() {
                source.step_in(0);
            } else {
                source.step();
            }
        });
    }
}
