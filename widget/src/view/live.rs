//! A view that is made again whenever something that it shows has changed, and put on the page in
//! pieces: a panel of a hundred components would stop a slow phone for half a second. The shell comes
//! first, then rows, each piece in a task of its own. A newer view takes the place of what waits.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{Mountable, Notify, Render, RenderEffect, document};
use leptos::tachys::renderer::types;

use super::Scene;
use super::node::{Element, element};
use super::placed::{Placed, Work};
use crate::fetch::Timer;

/// Nodes in one piece: some ten rows, which also fill any window, so that a panel above its button
/// has its height from the first. 20 ms of a processor slowed four times.
const PIECE_NODES: usize = 240;

/// A view of a scene. The framework's own way, a closure, must be fit for threads, which a page does
/// not have.
pub(super) struct Live {
    pub(super) scene: Rc<Scene>,
    pub(super) view: fn(&Scene) -> Element,
}

/// What stands on the page and what is to.
struct Stand {
    scene: Rc<Scene>,
    placed: Placed,
    /// Another element, which takes the place of the first when it is whole: in the flow of a page
    /// nothing grows under somebody's eyes.
    next: Option<Placed>,
    /// Until the next piece.
    timer: Option<Timer>,
}

/// A view on the page, for as long as it is to stay there.
pub(super) struct Standing {
    stand: Rc<RefCell<Stand>>,
    _effect: RenderEffect<()>,
}

impl Render for Live {
    type State = Standing;

    fn build(self) -> Standing {
        let Self { scene, view } = self;
        let stand = Rc::new(RefCell::new(Stand {
            scene: Rc::clone(&scene),
            placed: Placed::new(element("slot", &[]), &mut piece()),
            next: None,
            timer: None,
        }));
        let shown = Rc::clone(&stand);
        let effect = RenderEffect::new(move |_| {
            let view = view(&scene);
            let mut work = piece();
            shown.borrow_mut().show(view, &mut work);
            end(&shown, &work);
        });
        Standing {
            stand,
            _effect: effect,
        }
    }

    fn rebuild(self, state: &mut Standing) {
        *state = self.build();
    }
}

/// As much as may be done in one task. Nobody is kept waiting on a page that nobody sees, and there
/// the next task may be a minute away.
fn piece() -> Work {
    Work::new(if document().hidden() {
        usize::MAX
    } else {
        PIECE_NODES
    })
}

/// After a piece: calls for the next, or the view is whole.
fn end(stand: &Rc<RefCell<Stand>>, work: &Work) {
    let mut now = stand.borrow_mut();
    if !work.is_over() {
        now.timer = None;
        now.settle();
        return;
    }
    let stand = Rc::downgrade(stand);
    now.timer = Some(Timer::new(0, move || {
        if let Some(stand) = stand.upgrade() {
            let mut work = piece();
            stand.borrow_mut().unfinished().go_on(&mut work);
            end(&stand, &work);
        }
    }));
}

impl Stand {
    fn unfinished(&mut self) -> &mut Placed {
        self.next.as_mut().unwrap_or(&mut self.placed)
    }

    fn show(&mut self, view: Element, work: &mut Work) {
        let placed = self.unfinished();
        if placed.fits(&view) {
            placed.turn_into(view, work);
        } else {
            self.next = Some(Placed::new(view, work));
        }
    }

    fn settle(&mut self) {
        if let Some(next) = self.next.take() {
            if let Some(parent) = self.placed.dom().parent_node() {
                let _ = parent.replace_child(next.dom(), self.placed.dom());
            }
            self.placed = next;
        }
        if !self.scene.is_whole.replace(true) {
            self.scene.became_whole.notify();
        }
    }
}

impl Mountable for Standing {
    fn unmount(&mut self) {
        let stand = self.stand.borrow();
        let dom = stand.placed.dom();
        if let Some(parent) = dom.parent_node() {
            let _ = parent.remove_child(dom);
        }
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        let _ = parent.insert_before(self.stand.borrow().placed.dom(), marker);
    }

    fn insert_before_this(&self, _: &mut dyn Mountable) -> bool {
        false
    }

    fn elements(&self) -> Vec<types::Element> {
        Vec::new()
    }
}
