//! Backups of a running server while four people write, put back.

use pilotlight_tests::{Server, Told, until};

use crate::database::names;
use crate::writers::Acknowledged;

/// What is acknowledged at least before the first backup begins, and between the two.
const SOME: usize = 10;

#[track_caller]
fn run(told: &Told, command: &str, file: &str) {
    let output = told.home.run(command, &[file]);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_backup_among_writers_holds_what_was_acknowledged_before_it_began() {
    let (told, acknowledged) = (Told::default(), Acknowledged::default());
    let token = told.token();
    let server = Server::start(&told.home);
    let more = |than: usize| {
        until("acknowledgements", || {
            (than + SOME <= acknowledged.names().len()).then_some(())
        });
        acknowledged.names()
    };
    let (first, second) = acknowledged.write_during(told.admin, &token, || {
        let first = more(0);
        run(&told, "backup", "first.db");
        let second = more(acknowledged.names().len());
        run(&told, "backup", "second.db");
        more(second.len());
        (first, second)
    });
    drop(server);
    let of_first = names(&told.home.path("first.db")).expect("can be read");
    let of_second = names(&told.home.path("second.db")).expect("can be read");
    assert!(first.is_subset(&of_first) && second.is_subset(&of_second));
    // The control: what came after a backup began is missed in it.
    assert!(!second.is_subset(&of_first), "a loss would not be seen");

    let at_its_end = acknowledged.names();
    run(&told, "restore", "second.db");
    let server = Server::start(&told.home);
    let answer = told.until_told(&token, "after", 201);
    assert!(answer.text().contains("after"));
    drop(server);
    let mut restored = names(&told.database()).expect("can be read");
    assert!(restored.remove("after"));
    assert_eq!(restored, of_second);
    // What was there before the restore was moved aside, whole.
    let data = std::fs::read_dir(told.home.path("data")).expect("is a folder");
    let aside = data.flatten().map(|entry| entry.path()).find(|path| {
        let name = path.display().to_string();
        name.contains(".before-") && name.ends_with('Z')
    });
    let aside = names(&aside.expect("is aside")).expect("can be read");
    assert!(at_its_end.is_subset(&aside));
}
