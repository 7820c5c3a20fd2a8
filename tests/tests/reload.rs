//! SIGHUP reads the configuration anew, and so does a change of its file: all of it or nothing, and no history is lost.

use std::fs;
use std::net::TcpListener;

use pilotlight_feed::Status;
use pilotlight_tests::{Home, Server, until};

const HEAD: &str = "data_dir = \"data\"\n\
     [page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
     [http]\nlisten = \"{listen}\"\n\
     [publish]\nrefresh = \"1s\"\n";

fn component(id: &str, name: &str, target: &TcpListener) -> String {
    let address = target.local_addr().expect("a bound socket has an address");
    format!(
        "[[component]]\nid = \"{id}\"\nname = \"{name}\"\n\
         [[component.monitor]]\nkind = \"tcp\"\naddress = \"{address}\"\nevery = \"1s\"\n"
    )
}

/// Writes another configuration.
fn write(home: &Home, text: &str) {
    let text = text.replace("{listen}", &home.listen.to_string());
    fs::write(home.configuration(), text).expect("can be written");
}

/// Writes another configuration and tells the server to read it.
fn reload(home: &Home, server: &Server<'_>, text: &str) {
    write(home, text);
    // SIGHUP.
    server.publish();
}

fn until_log(server: &Server<'_>, words: &str) {
    until(words, || server.log().contains(words).then_some(()));
}

#[test]
fn what_stays_goes_on_what_comes_is_watched_and_what_goes_keeps_its_history() {
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let both = [
        HEAD,
        &component("web", "Web", &target),
        &component("api", "API", &target),
    ]
    .concat();
    let home = Home::with(&both);
    let server = Server::start(&home);
    // A day is known from its first whole second on.
    for id in ["web", "api"] {
        server.until_component(id, |known| {
            known.days.as_ref().is_some_and(|days| days.ends_with('o'))
        });
    }
    let days = |id: &str| {
        let feed = server.feed();
        let known = feed.components.into_iter().find(|known| known.id == id);
        known.and_then(|known| known.days)
    };

    let other = [
        HEAD,
        &component("web", "Website", &target),
        &component("new", "New", &target),
    ];
    reload(&home, &server, &other.concat());
    let feed = server.until_component("new", |new| new.status == Status::Operational);
    let names: Vec<&str> = feed
        .components
        .iter()
        .map(|known| known.name.as_str())
        .collect();
    assert_eq!(names, ["Website", "New"]);
    assert!(
        days("web").is_some_and(|days| days.ends_with('o')),
        "its history is still there"
    );
    for line in [
        "component web: \"Web\" is now \"Website\"",
        "component api: gone",
        "monitor new/1: added",
    ] {
        assert!(server.log().contains(line), "{line}: {}", server.log());
    }

    reload(&home, &server, &both);
    server.until_component("api", |api| api.status == Status::Operational);
    let api = days("api");
    assert!(
        api.as_deref().is_some_and(|days| days.ends_with('o')),
        "{api:?}"
    );
}

#[test]
fn a_file_with_a_mistake_or_with_what_needs_a_restart_changes_nothing() {
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let good = [HEAD, &component("web", "Web", &target)].concat();
    let home = Home::with(&good);
    let server = Server::start(&home);
    server.until_component("web", |web| web.status == Status::Operational);

    reload(
        &home,
        &server,
        &good.replace("name = \"Web\"", "nome = \"Web\""),
    );
    until_log(&server, "did you mean name?");
    let moved = good
        .replace("\"data\"", "\"elsewhere\"")
        .replace("\"Web\"", "\"Website\"");
    reload(&home, &server, &moved);
    until_log(&server, "data_dir cannot change while the server runs");
    assert_eq!(server.feed().components[0].name, "Web");

    reload(
        &home,
        &server,
        &good.replace("name = \"Web\"", "name = \"Website\""),
    );
    server.until_component("web", |web| web.name == "Website");
}

#[test]
fn what_is_hidden_leaves_the_published_folder_also_when_that_happens_while_nothing_runs() {
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let head = HEAD.replace("refresh", "directory = \"public\"\nrefresh");
    let of = |ids: &[&str]| {
        let sections = ids.iter().map(|id| component(id, id, &target));
        [head.clone(), sections.collect()].concat()
    };
    let all = of(&["web", "api", "shop"]);
    let hidden = all.replace("id = \"api\"", "id = \"api\"\nhidden = true");
    let home = Home::with(&all);
    let ledger = |id: &str| home.path(&format!("public/feed/v1/ledger/{id}.json"));
    let server = Server::start(&home);
    until("all ledgers", || {
        ["web", "api", "shop"]
            .iter()
            .all(|id| ledger(id).exists())
            .then_some(())
    });

    reload(&home, &server, &hidden);
    until("the ledger of the hidden one to go", || {
        (!ledger("api").exists()).then_some(())
    });
    assert!(
        ledger("web").exists() && ledger("shop").exists(),
        "the others stay"
    );

    drop(server);
    let text = of(&["web"]).replace("{listen}", &home.listen.to_string());
    fs::write(home.configuration(), text).expect("can be written");
    let server = Server::start(&home);
    until("the ledger of the removed one to go", || {
        (!ledger("shop").exists()).then_some(())
    });
    assert!(ledger("web").exists(), "{}", server.log());
}

#[test]
fn a_file_that_changes_is_read_by_itself_all_of_it_or_nothing() {
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let good = [HEAD, &component("web", "Web", &target)].concat();
    let home = Home::with(&good);
    let server = Server::start(&home);
    server.until_component("web", |web| web.status == Status::Operational);

    write(&home, &good.replace("name = \"Web\"", "nome = \"Web\""));
    until_log(&server, "did you mean name?");
    assert_eq!(server.feed().components[0].name, "Web");

    write(&home, &good.replace("\"Web\"", "\"Website\""));
    server.until_component("web", |web| web.name == "Website");
    until_log(&server, "component web: \"Web\" is now \"Website\"");
}

#[test]
fn a_file_is_not_followed_where_its_owner_does_not_want_it() {
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let head = HEAD.replace("[page]", "reload_on_change = false\n[page]");
    let good = [head.as_str(), &component("web", "Web", &target)].concat();
    let home = Home::with(&good);
    let server = Server::start(&home);
    server.until_component("web", |web| web.status == Status::Operational);
    // Told by SIGHUP to follow from now on; what was written before was not read by itself, or there
    // would be nothing new by then.
    write(&home, &good.replace("\"Web\"", "\"Website\""));
    let revision = server.feed().revision;
    until("more publications than a look takes", || {
        (revision + 6 < server.feed().revision).then_some(())
    });
    assert_eq!(server.feed().components[0].name, "Web");
    let followed = good.replace("= false", "= true");
    reload(&home, &server, &followed.replace("\"Web\"", "\"Website\""));
    server.until_component("web", |web| web.name == "Website");
    write(&home, &followed.replace("\"Web\"", "\"Sites\""));
    server.until_component("web", |web| web.name == "Sites");
}

#[test]
fn a_check_says_what_is_new_since_a_server_took_the_file_in() {
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let head = HEAD.replace("[page]", "reload_on_change = false\n[page]");
    let good = [head.as_str(), &component("web", "Web", &target)].concat();
    let home = Home::with(&good);
    let check = || {
        let checked = home.run("check", &[]);
        assert!(checked.status.success(), "{checked:?}");
        String::from_utf8(checked.stdout).expect("is text")
    };
    assert!(!check().contains("new"), "nothing was taken in yet");
    let pinned = "a page that pins this version of the widget gets 404";
    assert!(check().contains(pinned), "{}", check());
    let kept = good.replace("refresh", "directory = \"public\"\nrefresh");
    write(&home, &kept);
    assert!(!check().contains(pinned), "a folder keeps them");
    write(&home, &good);
    let server = Server::start(&home);
    server.until_component("web", |web| web.status == Status::Operational);
    assert!(check().contains("nothing is new"), "{}", check());

    let other = good.replace("refresh = \"1s\"", "refresh = \"2s\"");
    let other = other + "[backup]\ndirectory = \"backups\"\n";
    write(&home, &good.replace("\"Web\"", "\"Website\""));
    assert!(
        check().contains("  component web: \"Web\" is now \"Website\""),
        "{}",
        check()
    );
    write(&home, &other);
    assert!(
        check().contains("  [backup]: changed, which needs a restart"),
        "{}",
        check()
    );
    assert!(
        check().contains("  [publish] refresh: 1s is now 2s"),
        "{}",
        check()
    );
    assert_eq!(
        server.feed().components[0].name,
        "Web",
        "a check changes nothing"
    );
}
