#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use std::{fs::OpenOptions, path::PathBuf};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Begins files as the system does by itself, and as where it has none without a name.
const WAYS: [fn(&Path) -> io::Result<PendingFile>; 2] = [PendingFile::create, PendingFile::create_named];

#[test]
fn pending_file_should_leave_the_old_file_and_nothing_else_when_dropped() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("kept");
    replace(&path, b"old").unwrap();
    for begin in WAYS {
        let mut pending = begin(&path).unwrap();
        pending.write_all(b"half of the ne").unwrap();
        drop(pending);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(home.path()), ["kept"]);
    }
}

#[test]
fn existing_file_should_stay_when_a_new_one_is_to_be_created() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("kept");
    create(&path, b"first").unwrap();
    for begin in WAYS {
        let mut second = begin(&path).unwrap();
        second.write_all(b"second").unwrap();
        assert_eq!(second.commit_new().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names(home.path()), ["kept"]);
    }
}

#[test]
fn replaced_file_should_be_private_and_complete_when_committed() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("kept");
    for begin in WAYS {
        replace(&path, b"old").unwrap();
        let mut new = begin(&path).unwrap();
        new.write_all(b"new").unwrap();
        new.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(names(home.path()), ["kept"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn pending_file_should_have_no_name_when_the_system_knows_such_files() {
    let home = tempfile::tempdir().unwrap();
    let mut pending = PendingFile::create(&home.path().join("record")).unwrap();
    pending.write_all(b"plaintext").unwrap();
    // So nothing is left even if the program is killed here.
    assert_eq!(names(home.path()), Vec::<String>::new());
    pending.commit_new().unwrap();
    assert_eq!(names(home.path()), ["record"]);
}

#[cfg(unix)]
#[test]
fn link_should_stay_and_its_file_be_replaced_when_it_is_the_target() {
    let home = tempfile::tempdir().unwrap();
    let (stick, link) = (home.path().join("stick"), home.path().join("link"));
    fs::create_dir(&stick).unwrap();
    let kept = stick.join("keystore");
    fs::write(&kept, b"old").unwrap();
    std::os::unix::fs::symlink("stick/keystore", &link).unwrap();
    let second = home.path().join("second");
    std::os::unix::fs::symlink(&link, &second).unwrap();
    for (path, bytes) in [(&link, b"new"), (&second, b"two")] {
        replace(path, bytes).unwrap();
        assert!(fs::symlink_metadata(path).unwrap().is_symlink());
        assert_eq!(fs::read(&kept).unwrap(), bytes);
    }
    assert_eq!(names(&stick), ["keystore"]);
}

#[cfg(unix)]
#[test]
fn file_should_be_made_where_a_dangling_link_leads_when_that_is_possible() {
    let home = tempfile::tempdir().unwrap();
    let link = home.path().join("link");
    std::os::unix::fs::symlink("target", &link).unwrap();
    create(&link, b"bytes").unwrap();
    assert_eq!(fs::read(home.path().join("target")).unwrap(), b"bytes");
    let nowhere = home.path().join("nowhere");
    std::os::unix::fs::symlink("missing/target", &nowhere).unwrap();
    assert_eq!(PendingFile::create(&nowhere).unwrap_err().kind(), io::ErrorKind::NotFound);
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_should_be_refused_when_they_are_the_target() {
    let home = tempfile::tempdir().unwrap();
    let (first, second) = (home.path().join("first"), home.path().join("second"));
    std::os::unix::fs::symlink(&second, &first).unwrap();
    std::os::unix::fs::symlink(&first, &second).unwrap();
    assert!(PendingFile::create(&first).is_err());
}

#[test]
fn name_should_be_refused_at_the_beginning_when_no_file_can_have_it() {
    let home = tempfile::tempdir().unwrap();
    let missing = home.path().join("missing/file");
    let long = home.path().join("x".repeat(256));
    let slash = PathBuf::from(format!("{}/file/", home.path().display()));
    for path in [home.path(), &missing, &long, &slash, Path::new(".."), Path::new("/"), Path::new("")] {
        assert!(PendingFile::create(path).is_err(), "{}", path.display());
    }
    assert_eq!(names(home.path()), Vec::<String>::new());
}

#[test]
fn file_should_be_made_when_its_name_is_as_long_as_a_name_can_be() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("x".repeat(255));
    for begin in WAYS {
        let mut pending = begin(&path).unwrap();
        pending.write_all(b"bytes").unwrap();
        pending.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"bytes");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn file_should_be_refused_at_the_beginning_when_its_file_system_takes_none() {
    assert!(PendingFile::create(Path::new("/proc/record")).is_err());
}

#[test]
fn file_should_get_its_name_when_the_file_system_has_no_links() {
    fn cannot(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }
    let home = tempfile::tempdir().unwrap();
    let (from, target) = (home.path().join("from"), home.path().join("target"));
    fs::write(&from, b"bytes").unwrap();
    let ways = [cannot, place::over_a_placeholder];
    place::by_the_first_that_can(&ways, &from, &target).unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"bytes");
    fs::write(&from, b"other").unwrap();
    let refused = place::by_the_first_that_can(&ways, &from, &target).unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&target).unwrap(), b"bytes");
}

#[test]
fn leftover_should_be_deleted_when_its_program_is_gone() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("record");
    let mut pending = PendingFile::create_named(&target).unwrap();
    pending.write_all(b"plaintext").unwrap();
    let [name] = names(home.path()).try_into().unwrap();
    // As a killed program leaves it: there, and not locked.
    let left = home.path().join(name);
    let bytes = fs::read(&left).unwrap();
    drop(pending);
    fs::write(&left, bytes).unwrap();
    let next = PendingFile::create(&target).unwrap();
    assert!(!left.exists());
    drop(next);
}

#[test]
fn unfinished_file_should_stay_when_another_program_is_writing_it() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("record");
    let mut first = PendingFile::create_named(&target).unwrap();
    let second = PendingFile::create_named(&target).unwrap();
    first.write_all(b"first").unwrap();
    first.commit().unwrap();
    drop(second);
    assert_eq!(fs::read(&target).unwrap(), b"first");
    assert_eq!(names(home.path()), ["record"]);
}

#[test]
fn foreign_file_should_stay_when_it_only_looks_like_a_leftover() {
    let home = tempfile::tempdir().unwrap();
    let foreign = [".salus-notes.partial", ".salus-0123456789abcdef-xyz.partial", "record.partial"];
    for name in foreign {
        fs::write(home.path().join(name), b"mine").unwrap();
    }
    // Somebody else's download that began a moment ago, seen from a machine that is not told of its lock.
    let young = ".salus-0123456789abcdef-0123456789abcdef.partial";
    drop(OpenOptions::new().write(true).create_new(true).open(home.path().join(young)).unwrap());
    drop(PendingFile::create(&home.path().join("record")).unwrap());
    assert_eq!(names(home.path()).len(), 4);
}

#[test]
fn unfinished_files_should_be_gone_when_the_program_ends_without_unwinding() {
    let home = tempfile::tempdir().unwrap();
    let mut pending = PendingFile::create_named(&home.path().join("record")).unwrap();
    pending.write_all(b"plaintext").unwrap();
    let before = names(home.path());
    leftovers::discard_of(home.path());
    assert_eq!((before.len(), names(home.path()).len()), (1, 0));
}
