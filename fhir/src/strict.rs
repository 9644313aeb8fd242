//! JSON of any shape, read strictly.

use crate::{
    json::{Event, Reader, Sink},
    refusal::{FhirRefusal, Place, Reason},
};
use std::collections::HashSet;

/// Most members of one object.
pub const MAX_MEMBERS: usize = 1024;

/// Checks that `bytes` are JSON in which no object has a member twice.
///
/// # Errors
/// A [`FhirRefusal`] says what is wrong, and where.
pub fn check(bytes: &[u8]) -> Result<(), FhirRefusal> {
    let (mut reader, mut members) = (Reader::default(), Members::default());
    reader.push(bytes, &mut members)?;
    reader.finish(&mut members)
}

/// The names of the members of every object that is open.
#[derive(Default)]
struct Members {
    open: Vec<HashSet<Box<str>>>,
}

impl Sink for Members {
    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), FhirRefusal> {
        match event {
            Event::Object => self.open.push(HashSet::new()),
            Event::ObjectEnd => {
                self.open.pop();
            }
            Event::Name(name) => {
                let Some(members) = self.open.last_mut() else { return Ok(()) };
                if members.len() >= MAX_MEMBERS {
                    return Err(place.refusal(Reason::ManyMembers));
                }
                if !members.insert(name.into()) {
                    return Err(place.refusal(Reason::Duplicate));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn json_should_be_refused_when_an_object_has_a_member_twice() {
        let inner = check(br#"{"a":{"b":1,"\u0062":2}}"#).unwrap_err();
        assert_eq!((inner.reason, inner.place), (Reason::Duplicate, Place { line: 1, column: 13 }));
        assert_eq!(check(br#"[{"a":1},{"a":2},{"b":{"a":3},"a":4}]"#), Ok(()));
    }

    #[test]
    fn json_should_be_refused_when_an_object_has_too_many_members() {
        let members = |count: usize| {
            let members: Vec<_> = (0..count).map(|n| format!("\"{n}\":0")).collect();
            format!("{{{}}}", members.join(","))
        };
        assert_eq!(check(members(MAX_MEMBERS).as_bytes()), Ok(()));
        assert_eq!(
            check(members(MAX_MEMBERS.saturating_add(1)).as_bytes()).unwrap_err().reason,
            Reason::ManyMembers
        );
    }
}
