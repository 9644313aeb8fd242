#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use super::*;

/// A module with one function of `body`, and custom sections of these names.
fn module(body: &[u8], custom: &[&str]) -> Vec<u8> {
    let section = |id: u8, content: &[u8]| [&[id, content.len() as u8], content].concat();
    let code = [&[1, body.len() as u8 + 2, 0], body, &[0x0b]].concat();
    // A function that takes and gives an i32.
    let types = section(1, &[1, 0x60, 1, 0x7f, 1, 0x7f]);
    let mut bytes =
        [b"\0asm\x01\0\0\0".as_slice(), &types, &section(3, &[1, 0]), &section(10, &code)].concat();
    for name in custom {
        bytes.extend(section(0, &[&[name.len() as u8], name.as_bytes(), b"content"].concat()));
    }
    bytes
}

fn run(bytes: &[u8], passes: &[Pass]) -> Result<Vec<u8>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.wasm"), folder.path().join("to.wasm"));
    std::fs::write(&from, bytes).unwrap();
    let mut options = OptimizationOptions::new_opt_level_0();
    options.mvp_features_only().debug_info(true);
    for pass in passes {
        options.add_pass(*pass);
    }
    options.run(from, &to)?;
    Ok(std::fs::read(to).unwrap())
}

/// `local.get 0`
const GET: [u8; 2] = [0x20, 0];

#[test]
fn debugging_sections_should_be_gone_and_others_kept_when_they_are_stripped() {
    let bytes = module(&GET, &[".debug_info", "runtime_version", ".debug_line", "name"]);
    let stripped = run(&bytes, &[Pass::StripDwarf, Pass::SignextLowering]).unwrap();
    assert_eq!(stripped, module(&GET, &["runtime_version", "name"]));
}

#[test]
fn debugging_sections_should_stay_when_nothing_is_said() {
    let bytes = module(&GET, &[".debug_info"]);
    assert_eq!(run(&bytes, &[Pass::SignextLowering]).unwrap(), bytes);
}

#[test]
fn padding_of_numbers_should_go_when_the_module_is_encoded_again() {
    // The linker writes indices in five bytes, so that it can change them.
    let padded = module(&[0x20, 0x80, 0x80, 0x80, 0x80, 0], &[]);
    assert_eq!(run(&padded, &[]).unwrap(), module(&GET, &[]));
}

#[test]
fn module_should_be_refused_when_it_extends_signs() {
    // `i32.extend8_s`
    let bytes = module(&[0x20, 0, 0xc0], &[]);
    assert!(matches!(run(&bytes, &[Pass::SignextLowering]), Err(Error::Read(_))));
}

#[test]
fn module_should_be_refused_when_it_is_none() {
    assert!(matches!(run(b"\0asm", &[]), Err(Error::Read(_))));
}
