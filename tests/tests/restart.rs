//! A server that loses its power has lost nothing that it told anyone.

use std::fs;
use std::net::TcpListener;

use pilotlight_feed::{Feed, Status};
use pilotlight_tests::{Home, Server};

fn configuration(target: &TcpListener) -> String {
    let address = target.local_addr().expect("a bound socket has an address");
    format!(
        "data_dir = \"data\"\n\
         [page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [http]\nlisten = \"{{listen}}\"\n\
         [publish]\ndirectory = \"public\"\nrefresh = \"1s\"\nvalid_for = \"3m\"\n\
         [[component]]\nid = \"db\"\nname = \"Database\"\n\
         [[component.monitor]]\nkind = \"tcp\"\naddress = \"{address}\"\n\
         every = \"1s\"\nfailures = 1\nrecoveries = 1\n"
    )
}

#[test]
fn a_status_outlives_a_kill_with_its_time() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::with(&configuration(&target));
    let server = Server::start(&home);
    server.until_component("db", |db| db.status == Status::Operational);
    drop(target);
    let told = server.until_component("db", |db| db.status == Status::MajorOutage);
    drop(server);

    let again = Server::start(&home);
    let feed = again.feed();
    assert_eq!(
        feed.components[0].status,
        Status::MajorOutage,
        "before any new check"
    );
    assert_eq!(feed.components[0].since, told.components[0].since);
}

#[test]
fn a_revision_is_never_given_twice() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::with(&configuration(&target));
    let on_disk = || -> Feed {
        let text = fs::read(home.path("public/feed/v1/summary.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    };
    for _ in 0..3 {
        let server = Server::start(&home);
        server.until_component("db", |db| db.status == Status::Operational);
        drop(server);
        let told = on_disk().revision;
        let served = Server::start(&home).feed().revision;
        assert!(told < served, "{served} after {told}");
    }
}
