//! The server as an operator's service: what it logs, and how it ends.

use std::fs;
use std::net::TcpListener;

use pilotlight_feed::Status;
use pilotlight_tests::{Home, Server, get};

/// A component whose target nobody ever reaches: nothing listens on port 1.
fn unreachable() -> Home {
    Home::with(
        "data_dir = \"data\"\n\
         [page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [http]\nlisten = \"{listen}\"\n\
         [publish]\ndirectory = \"public\"\n\
         [[component]]\nid = \"web\"\nname = \"Website\"\n\
         [[component.monitor]]\nkind = \"http\"\nurl = \"http://127.0.0.1:1/\"\n\
         every = \"1s\"\nfailures = 2\n",
    )
}

#[test]
fn an_unreachable_target_is_a_status_and_no_error() {
    let home = unreachable();
    let server = Server::start(&home);
    server.until_component("web", |web| web.status == Status::MajorOutage);
    let log = server.log();
    assert!(log.contains("status changed"), "{log}");
    assert!(!log.contains("ERROR"), "{log}");
}

#[test]
fn asked_to_end_it_ends_well_and_leaves_everything_published() {
    let home = unreachable();
    let mut server = Server::start(&home);
    server.until_component("web", |web| web.status == Status::MajorOutage);
    let status = server.stop();
    assert!(status.success(), "{status}: {}", server.log());
    assert!(get(home.listen, "/").is_none(), "the port is still open");
    let page = fs::read_to_string(home.path("public/index.html")).unwrap();
    assert!(page.contains("Website is down"));
    TcpListener::bind(home.listen).unwrap();
}
