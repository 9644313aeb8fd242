//! Files that commands write.

use super::bench::{is_fifo, words, Bench, Silent, ADDRESS};
use std::{fs, os::unix::fs::symlink, thread};

/// 0x-less hexadecimal digits, as a key card is written.
fn is_card(bytes: &[u8]) -> bool {
    let text = words(bytes);
    let digits = text.trim_end_matches('\n');
    digits.len() > 100 && digits.bytes().all(|c| c.is_ascii_hexdigit())
}

#[test]
fn pipe_should_stay_a_pipe_and_carry_the_card_when_it_is_the_target() {
    let bench = Bench::with_keystore();
    let fifo = bench.fifo("fifo");
    let reading = thread::spawn({
        let fifo = fifo.clone();
        move || fs::read(fifo).unwrap()
    });
    let written = bench.run(&["keys", "card", "-o", "fifo"]);
    assert!(written.status.success(), "{}", words(&written.stderr));
    assert!(is_card(&reading.join().unwrap()));
    assert!(is_fifo(&fifo));
}

#[test]
fn link_should_stay_a_link_when_it_is_the_target() {
    let bench = Bench::with_keystore();
    symlink("card", bench.path("link")).unwrap();
    assert!(bench.run(&["keys", "card", "-o", "link"]).status.success());
    assert!(fs::symlink_metadata(bench.path("link")).unwrap().is_symlink());
    assert!(is_card(&fs::read(bench.path("card")).unwrap()));
    assert!(bench.run(&["keys", "card", "-o", "link", "--force"]).status.success());
    assert!(fs::symlink_metadata(bench.path("link")).unwrap().is_symlink());
}

#[test]
fn standard_output_should_carry_the_data_alone_when_it_is_the_target() {
    let bench = Bench::with_keystore();
    for name in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        for json in [&[][..], &["--json"]] {
            let written = bench.run(&[json, &["keys", "card", "-o", name]].concat());
            assert!(written.status.success(), "{name}: {}", words(&written.stderr));
            assert!(is_card(&written.stdout), "{name}: {}", words(&written.stdout));
            assert!(!written.stderr.is_empty(), "{name}");
        }
    }
    assert_eq!(bench.names(), Vec::<String>::new());
}

#[test]
fn redirected_output_should_carry_the_data_alone_when_it_is_the_target() {
    let bench = Bench::with_keystore();
    let file = fs::File::create(bench.path("out")).unwrap();
    let status = bench.salus(&["keys", "card", "-o", "/dev/stdout"]).stdout(file).status().unwrap();
    assert!(status.success());
    assert!(is_card(&fs::read(bench.path("out")).unwrap()));
}

#[test]
fn existing_file_should_stay_when_nothing_forces_its_replacement() {
    let bench = Bench::with_keystore();
    fs::write(bench.path("there"), b"mine").unwrap();
    let silent = Silent::new();
    let node = silent.node();
    let commands: [&[&str]; 6] = [
        &["keys", "card", "-o", "there"],
        &["audit", "export", "--patient", ADDRESS, "-o", "there"],
        &["audit", "authorities", "-o", "there"],
        &["authority", "new-keys", "council", "-o", "there"],
        &["offline", "prepare", "--account", ADDRESS, "--out", "there"],
        &["access", "fetch", "1", "-o", "there"],
    ];
    for command in commands {
        let refused = bench.salus(command).env("SALUS_NODE", &node).output().unwrap();
        assert_eq!(refused.status.code(), Some(1), "{command:?}");
        let said = words(&refused.stderr);
        assert!(said.contains("there exists") && said.contains("--force"), "{command:?}: {said}");
    }
    assert_eq!(fs::read(bench.path("there")).unwrap(), b"mine");
    assert!(silent.is_untouched());
    assert!(bench.run(&["keys", "card", "-o", "there", "--force"]).status.success());
    assert!(is_card(&fs::read(bench.path("there")).unwrap()));
}

#[test]
fn target_should_be_refused_before_anything_is_asked_when_it_cannot_be_written() {
    let bench = Bench::with_keystore();
    symlink("missing/file", bench.path("dangling")).unwrap();
    let long = "x".repeat(256);
    let silent = Silent::new();
    for name in [long.as_str(), "/proc/x", "dangling", "missing/file", ".", "a/"] {
        let record = "07".repeat(32);
        let open = ["access", "open", &record, "--purpose", "TREAT", "--reason", "round", "-o", name];
        for command in [&open[..], &["audit", "export", "-o", name]] {
            let refused = bench.salus(command).env("SALUS_NODE", silent.node()).output().unwrap();
            assert_eq!(refused.status.code(), Some(1), "{name}");
            assert!(words(&refused.stderr).contains("try: "), "{name}: {}", words(&refused.stderr));
        }
    }
    assert!(silent.is_untouched());
    assert_eq!(bench.names(), ["dangling"]);
}

#[test]
fn name_should_be_taken_when_it_is_as_long_as_a_name_can_be() {
    let bench = Bench::with_keystore();
    let name = "x".repeat(255);
    assert!(bench.run(&["keys", "card", "-o", &name]).status.success());
    assert!(is_card(&fs::read(bench.path(&name)).unwrap()));
}

#[test]
fn keystore_should_be_written_where_its_link_leads_when_it_changes() {
    let bench = Bench::with_keystore();
    fs::create_dir(bench.path("stick")).unwrap();
    fs::rename(bench.path("keystore"), bench.path("stick/kept")).unwrap();
    symlink("stick/kept", bench.path("keystore")).unwrap();
    let before = fs::read(bench.path("stick/kept")).unwrap();
    let changed = bench.run(&["authority", "new-keys", "council", "-o", "registration"]);
    assert!(changed.status.success(), "{}", words(&changed.stderr));
    assert!(fs::symlink_metadata(bench.path("keystore")).unwrap().is_symlink());
    assert_ne!(fs::read(bench.path("stick/kept")).unwrap(), before);
}

#[test]
fn card_should_be_read_when_it_comes_through_standard_input() {
    let bench = Bench::with_keystore();
    let card = bench.run(&["keys", "card"]).stdout;
    let arguments = ["enrol", "--role", "patient", "--card", "-"];
    // As far as it goes without a network: the card was read, and holds no agreement.
    let said = words(&bench.run_with(&arguments, &card).stderr);
    assert!(said.contains("holds no agreement"), "{said}");
}
