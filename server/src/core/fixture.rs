//! The page that the tests of the core watch: two components, `web` with one monitor and `api` with
//! two, each checked every minute, two failures down and two successes up.

use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::uptime::Weights;

use super::{Catalog, Component, Monitor, Page, Zone};

pub(crate) fn page(zone: Zone) -> Catalog {
    let component = |id: &str| Component {
        id: id.to_owned(),
        name: id.to_uppercase(),
        group: None,
        description: None,
        is_hidden: false,
        is_manual: false,
        is_critical: false,
        incident: None,
    };
    let monitor = |id: &str, component| Monitor {
        id: id.to_owned(),
        component,
        every: Duration::from_secs(60),
        timeout: Duration::from_secs(10),
        failures: 2,
        recoveries: 2,
    };
    Catalog {
        page: Page {
            name: "Acme".to_owned(),
            url: "https://status.acme.example/".to_owned(),
            zone,
            security_contact: None,
            look: Arc::default(),
        },
        groups: Vec::new(),
        components: vec![component("web"), component("api")],
        monitors: vec![
            monitor("web/1", 0),
            monitor("api/1", 1),
            monitor("api/2", 1),
        ],
        weights: Weights::default(),
        templates: Vec::new(),
    }
}
