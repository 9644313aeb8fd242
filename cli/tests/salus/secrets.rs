//! Passphrases, tokens and secret URIs.

use super::bench::{fed, words, Bench, ADDRESS, PASSPHRASE};
use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt, thread};

#[test]
fn keystore_should_not_be_made_when_its_passphrase_is_short() {
    let bench = Bench::new();
    for passphrase in ["x", "1234567"] {
        let refused = bench.salus(&["keys", "new"]).env("SALUS_PASSPHRASE", passphrase).output().unwrap();
        assert_eq!(refused.status.code(), Some(1));
        assert!(words(&refused.stderr).contains("fewer than 8 characters"), "{}", words(&refused.stderr));
    }
    assert!(!bench.path("keystore").exists());
}

#[test]
fn keystore_should_open_when_the_passphrase_comes_by_any_way_and_in_any_form() {
    let bench = Bench::new();
    let (composed, decomposed) = ("caf\u{e9} au lait", "cafe\u{301} au lait");
    let made = bench.salus(&["keys", "new"]).env("SALUS_PASSPHRASE", composed).output().unwrap();
    assert!(made.status.success(), "{}", words(&made.stderr));
    for text in [composed.to_owned(), format!("{decomposed}\r\n"), format!("\u{feff}{composed}\nmore\n")] {
        fs::write(bench.path("passphrase"), &text).unwrap();
        let opened = bench.run(&["--passphrase-file", "passphrase", "keys", "show"]);
        assert!(opened.status.success(), "{text:?}: {}", words(&opened.stderr));
        let opened = bench.run_with(&["--passphrase-file", "-", "keys", "show"], text.as_bytes());
        assert!(opened.status.success(), "{text:?}: {}", words(&opened.stderr));
    }
    let fifo = bench.fifo("fifo");
    let writing = thread::spawn(move || fs::write(fifo, decomposed).unwrap());
    assert!(bench.run(&["--passphrase-file", "fifo", "keys", "show"]).status.success());
    writing.join().unwrap();
}

#[test]
fn passphrase_should_be_refused_with_the_cause_when_it_is_not_utf_8() {
    let bench = Bench::with_keystore();
    let latin = OsStr::from_bytes(b"caf\xe9 au lait");
    let refused = bench.salus(&["keys", "show"]).env("SALUS_PASSPHRASE", latin).output().unwrap();
    assert!(words(&refused.stderr).contains("SALUS_PASSPHRASE: the passphrase is not UTF-8"));
    fs::write(bench.path("passphrase"), b"\xff\xfea\0\n\0").unwrap();
    let refused = bench.run(&["--passphrase-file", "passphrase", "keys", "show"]);
    assert!(words(&refused.stderr).contains("is not UTF-8"));
}

#[test]
fn passphrase_should_count_as_unset_when_its_variable_is_empty() {
    let bench = Bench::with_keystore();
    let refused = bench.salus(&["keys", "show"]).env("SALUS_PASSPHRASE", "").output().unwrap();
    assert!(words(&refused.stderr).contains("needs a passphrase"), "{}", words(&refused.stderr));
}

#[test]
fn standard_input_should_carry_both_when_it_has_the_passphrase_and_a_file() {
    let bench = Bench::with_keystore();
    let command = bench.salus(&["--passphrase-file", "-", "offline", "send", "-"]);
    // What follows the passphrase is read as the decision, and is none.
    let said = words(&fed(command, format!("{PASSPHRASE}\n{{}}").as_bytes()).stderr);
    assert!(said.contains("error: -: missing field"), "{said}");
}

#[test]
fn account_should_be_the_secret_uri_s_when_it_comes_from_a_file_or_variable() {
    let account = |bench: &Bench| words(&bench.run(&["--json", "keys", "show"]).stdout);
    let alice = account(&Bench::with_keystore());
    let alice = alice.split('"').find(|word| word.starts_with('5')).unwrap();
    let from_file = Bench::new();
    fs::write(from_file.path("uri"), "//Alice\n").unwrap();
    let made = from_file.run(&["keys", "new", "--uri-file", "uri"]);
    assert!(made.status.success() && made.stderr.is_empty(), "{}", words(&made.stderr));
    let from_input = Bench::new();
    assert!(from_input.run_with(&["keys", "new", "--uri-file", "-"], b"//Alice").status.success());
    let from_variable = Bench::new();
    let made = from_variable.salus(&["keys", "new"]).env("SALUS_SECRET_URI", "//Alice").output().unwrap();
    assert!(made.status.success(), "{}", words(&made.stderr));
    for bench in [from_file, from_input, from_variable] {
        assert!(account(&bench).contains(alice));
    }
}

#[test]
fn warning_should_be_given_when_a_secret_is_among_the_arguments() {
    let bench = Bench::new();
    let phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
    let made = bench.run(&["keys", "new", "--uri", phrase]);
    assert!(made.status.success());
    assert!(words(&made.stderr).starts_with("warning: "), "{}", words(&made.stderr));
    // Nobody listens there: as far as it goes.
    let submit = |token: &[&str]| {
        let arguments =
            ["--gateway", "http://127.0.0.1:9", "record", "submit", "--no-wait", "--patient", ADDRESS];
        let rest = ["--policy", "1", "--file", "keystore"];
        words(&bench.run(&[&arguments, &rest[..], token].concat()).stderr)
    };
    assert!(submit(&["--intake-token", "secret"]).contains("warning: "));
    fs::write(bench.path("token"), "secret\n").unwrap();
    assert!(!submit(&["--intake-token-file", "token"]).contains("warning: "));
    assert!(submit(&[]).contains("intake token is missing"));
}
