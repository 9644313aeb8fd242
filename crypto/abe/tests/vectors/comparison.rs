//! Committed vectors against what this release writes: every value that differs is named by its path.

use serde_json::Value;
use std::{fs, path::Path};

/// Reads the vectors of one file.
pub fn read(folder: &Path, name: &str) -> Value {
    let path = folder.join(name);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; scripts/vectors.sh writes it", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// Writes the vectors of one file.
pub fn write(folder: &Path, name: &str, made: &Value) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(name), serde_json::to_string_pretty(made).unwrap() + "\n").unwrap();
}

/// Panics with a line for each vector that is not the committed one.
pub fn check(folder: &Path, name: &str, made: &Value) {
    let mut found = Vec::new();
    differences(name, Some(&read(folder, name)), Some(made), &mut found);
    assert!(
        found.is_empty(),
        "not what this release writes: {} of the vectors\n  {}\nIf the format was meant to change, raise its version and \
         run scripts/vectors.sh; if not, readers of earlier releases are lost.",
        found.len(),
        found.join("\n  ")
    );
}

fn differences(path: &str, committed: Option<&Value>, made: Option<&Value>, found: &mut Vec<String>) {
    match (committed, made) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            for key in old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))) {
                differences(&format!("{path} {key}"), old.get(key), new.get(key), found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            for at in 0..old.len().max(new.len()) {
                differences(&format!("{path}[{at}]"), old.get(at), new.get(at), found);
            }
        }
        (old, new) if old == new => {}
        (old, new) => found.push(format!("{path}: committed {}, made {}", short(old), short(new))),
    }
}

fn short(value: Option<&Value>) -> String {
    let text = value.map_or("nothing".into(), Value::to_string);
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}… ({} characters)", &text[..at], text.len()),
        None => text,
    }
}

#[test]
fn comparison_should_name_every_vector_when_some_differ() {
    use serde_json::json;
    let (old, new) = (json!({"a": [1, {"b": "x"}], "c": 3}), json!({"a": [1, {"b": "y"}, 2], "d": 4}));
    let mut found = Vec::new();
    differences("file", Some(&old), Some(&new), &mut found);
    assert_eq!(
        found,
        [
            r#"file a[1] b: committed "x", made "y""#,
            "file a[2]: committed nothing, made 2",
            "file c: committed 3, made nothing",
            "file d: committed nothing, made 4",
        ]
    );
    found.clear();
    differences("file", Some(&old), Some(&old), &mut found);
    assert!(found.is_empty());
}
