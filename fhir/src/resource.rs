//! Whether JSON is a FHIR R4 resource, decided while it streams by.
//!
//! Checked are: the resource's type, and at every level which elements there are, how often, of which kind, and the
//! codes that FHIR fixes. Not checked is what takes a terminology, a profile or another resource to know.

use crate::{
    json::{Event, Reader, Sink, Text},
    primitive::{Primitive, NUMBER, TEXT},
    refusal::{FhirRefusal, Place, Reason},
    schema::{Element, Kind, Member, Schema, Type, TypeId},
};
use std::fmt::Write;

/// Most bytes that are held back until it is known which resource they belong to: an object says that in
/// `resourceType`, which some programs write last.
pub const MAX_HELD: usize = 32 << 20;

/// Checks one resource that comes in pieces.
#[derive(Default)]
pub struct Validator {
    reader: Reader,
    shape: Shape,
}

impl Validator {
    /// Reads the next bytes.
    ///
    /// # Errors
    /// A [`FhirRefusal`] as soon as it is clear that this is no resource. Nothing must be pushed after one.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), FhirRefusal> {
        self.reader.push(bytes, &mut self.shape)
    }

    /// Ends the resource.
    ///
    /// # Errors
    /// A [`FhirRefusal`] if it is not whole.
    pub fn finish(mut self) -> Result<(), FhirRefusal> {
        self.reader.finish(&mut self.shape)
    }
}

/// Checks one resource.
///
/// # Errors
/// A [`FhirRefusal`] says what is wrong, and where.
pub fn validate(bytes: &[u8]) -> Result<(), FhirRefusal> {
    let mut validator = Validator::default();
    validator.push(bytes)?;
    validator.finish()
}

/// What is open, from the outside in.
#[derive(Default)]
struct Shape {
    open: Vec<Frame>,
    /// Bytes that are held back in all frames together.
    held: usize,
}

enum Frame {
    /// An object of a known type.
    Object(Object),
    /// The items of an element that may be there several times.
    Array { of: Slot, items: usize },
    /// A resource that has not said yet which one it is.
    Unnamed(Unnamed),
}

struct Object {
    of: TypeId,
    /// For each element: the members that were there.
    seen: Vec<Seen>,
    /// True if it is a resource, and so has a `resourceType`.
    resource: bool,
    empty: bool,
    /// What the member is whose value comes next.
    next: Next,
}

/// Which members of an element were there.
#[derive(Clone, Copy, Default)]
struct Seen {
    value: Option<usize>,
    /// The one that begins with `_`.
    extended: Option<usize>,
}

/// A place for values of one element.
#[derive(Clone, Copy)]
struct Slot {
    member: Member,
    of: TypeId,
    /// True for the member that begins with `_`: it holds what JSON's primitives have no room for.
    extended: bool,
}

#[derive(Clone, Copy)]
enum Next {
    Nothing,
    Value(Slot),
}

/// Everything in an object from its beginning on.
struct Unnamed {
    place: Place,
    events: Vec<(Owned, Place)>,
    /// How many objects and arrays are open in it.
    depth: usize,
    /// True if the value that comes next is that of `resourceType`.
    naming: bool,
}

/// An [`Event`] that is held back.
enum Owned {
    Object,
    ObjectEnd,
    Array,
    ArrayEnd,
    Name(Box<str>),
    Text { shown: Box<str>, whole: bool, controls: bool, base64: bool },
    Number(Box<str>),
    Bool(bool),
    Null,
}

impl Sink for Shape {
    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), FhirRefusal> {
        match self.open.last_mut() {
            None => match event {
                Event::Object => self.begin_resource(place),
                _ => Err(place.refusal(Reason::NotAnObject)),
            },
            Some(Frame::Unnamed(_)) => self.hold(event, place),
            Some(Frame::Object(_)) => self.in_object(event, place),
            Some(Frame::Array { .. }) => self.in_array(event, place),
        }
    }
}

impl Shape {
    fn begin_resource(&mut self, place: Place) -> Result<(), FhirRefusal> {
        self.open.push(Frame::Unnamed(Unnamed { place, events: Vec::new(), depth: 0, naming: false }));
        Ok(())
    }

    /// Takes an event of a resource that has not said which one it is.
    fn hold(&mut self, event: Event<'_>, place: Place) -> Result<(), FhirRefusal> {
        let Some(Frame::Unnamed(unnamed)) = self.open.last_mut() else { return Ok(()) };
        if unnamed.naming {
            let named = match event {
                Event::Text(Text { shown, whole: true, .. }) => Schema::r4().resource(shown),
                _ => None,
            };
            return match named {
                Some(of) => self.name(of),
                None => Err(self.refusal(Reason::UnknownResourceType, place)),
            };
        }
        match event {
            Event::Name("resourceType") if unnamed.depth == 0 => {
                unnamed.naming = true;
                return Ok(());
            }
            Event::ObjectEnd if unnamed.depth == 0 => {
                return Err(self.refusal(Reason::NoResourceType, place));
            }
            Event::Object | Event::Array => unnamed.depth = unnamed.depth.saturating_add(1),
            Event::ObjectEnd | Event::ArrayEnd => unnamed.depth = unnamed.depth.saturating_sub(1),
            _ => {}
        }
        let owned = Owned::from(event);
        self.held = self.held.saturating_add(owned.size());
        if self.held > MAX_HELD {
            return Err(place.refusal(Reason::LateResourceType));
        }
        unnamed.events.push((owned, place));
        Ok(())
    }

    /// Takes what was held back, now that it is known what it belongs to.
    fn name(&mut self, of: TypeId) -> Result<(), FhirRefusal> {
        let Some(Frame::Unnamed(unnamed)) = self.open.pop() else { return Ok(()) };
        self.begin_object(of, true, unnamed.place)?;
        for (event, place) in unnamed.events {
            self.held = self.held.saturating_sub(event.size());
            self.take(event.as_event(), place)?;
        }
        Ok(())
    }

    fn begin_object(&mut self, of: TypeId, resource: bool, place: Place) -> Result<(), FhirRefusal> {
        let Some(found) = Schema::r4().get(of) else {
            return Err(self.refusal(Reason::NoResourceType, place));
        };
        let seen = vec![Seen::default(); found.elements.len()];
        self.open.push(Frame::Object(Object { of, seen, resource, empty: !resource, next: Next::Nothing }));
        Ok(())
    }

    fn in_object(&mut self, event: Event<'_>, place: Place) -> Result<(), FhirRefusal> {
        let Some(Frame::Object(object)) = self.open.last_mut() else { return Ok(()) };
        match (event, object.next) {
            (Event::Name(name), _) => {
                let outcome = object.begin_member(name);
                outcome.map_err(|(reason, at)| self.refusal_at(reason, at.unwrap_or_default(), place))
            }
            (Event::ObjectEnd, _) => {
                let outcome = object.end();
                outcome.map_err(|(reason, at)| self.refusal_at(reason, at.unwrap_or_default(), place))?;
                self.open.pop();
                Ok(())
            }
            (_, Next::Value(slot)) => self.member_value(event, slot, place),
            // The reader gives names before values.
            (_, Next::Nothing) => Ok(()),
        }
    }

    /// Takes the value, or the array of values, of a member.
    fn member_value(&mut self, event: Event<'_>, slot: Slot, place: Place) -> Result<(), FhirRefusal> {
        let many = slot.element().is_some_and(|element| element.many);
        match (event, many) {
            (Event::Array, true) => {
                self.open.push(Frame::Array { of: slot, items: 0 });
                Ok(())
            }
            (Event::Array, false) => Err(self.refusal(Reason::Kind("one value, not an array,"), place)),
            (Event::Null, _) => Err(self.refusal(Reason::Null, place)),
            (_, true) => Err(self.refusal(Reason::Kind("an array"), place)),
            (_, false) => self.value(event, slot, place),
        }
    }

    fn in_array(&mut self, event: Event<'_>, place: Place) -> Result<(), FhirRefusal> {
        let Some(Frame::Array { of, items }) = self.open.last_mut() else { return Ok(()) };
        let (slot, before) = (*of, *items);
        if event == Event::ArrayEnd {
            if before == 0 {
                return Err(self.refusal_up(Reason::Empty("an array"), place));
            }
            self.open.pop();
            return Ok(());
        }
        *items = before.saturating_add(1);
        match event {
            // A null keeps the places of values and of their extensions the same.
            Event::Null if slot.primitive().is_some() => Ok(()),
            Event::Null => Err(self.refusal(Reason::Null, place)),
            Event::Array => Err(self.refusal(Reason::Kind("a value, not an array,"), place)),
            _ => self.value(event, slot, place),
        }
    }

    /// Takes one value of an element.
    fn value(&mut self, event: Event<'_>, slot: Slot, place: Place) -> Result<(), FhirRefusal> {
        let schema = Schema::r4();
        match (slot.kind(), slot.extended, event) {
            // `_birthDate` and the like are objects with `id` and `extension`.
            (Some(Kind::Primitive(_)), true, Event::Object) => match schema.element {
                Some(of) => self.begin_object(of, false, place),
                None => Ok(()),
            },
            (Some(Kind::Object(of)), _, Event::Object) => self.begin_object(of, false, place),
            (Some(Kind::Resource), _, Event::Object) => self.begin_resource(place),
            (Some(Kind::Primitive(primitive)), false, event) => {
                let codes = slot.element().map(|element| element.codes.as_slice()).unwrap_or_default();
                check_primitive(primitive, codes, event).map_err(|reason| self.refusal(reason, place))
            }
            _ => Err(self.refusal(Reason::Kind("an object"), place)),
        }
    }

    /// `reason`, at the element whose value is being read.
    fn refusal(&self, reason: Reason, place: Place) -> FhirRefusal {
        FhirRefusal { reason, path: self.path(), place }
    }

    /// `reason`, at `element` of the innermost object.
    fn refusal_at(&mut self, reason: Reason, element: &str, place: Place) -> FhirRefusal {
        if let Some(Frame::Object(object)) = self.open.last_mut() {
            object.next = Next::Nothing;
        }
        let mut path = self.path();
        if !element.is_empty() {
            path.push('.');
            path.push_str(element);
        }
        FhirRefusal { reason, path, place }
    }

    /// `reason`, at the element whose array is being read.
    fn refusal_up(&mut self, reason: Reason, place: Place) -> FhirRefusal {
        self.open.pop();
        self.refusal(reason, place)
    }

    /// The element that is being read: names of FHIR alone.
    fn path(&self) -> String {
        let mut path = String::new();
        for frame in &self.open {
            match frame {
                Frame::Object(object) => {
                    if path.is_empty() {
                        path.push_str(Schema::r4().get(object.of).map_or("", |found| found.name));
                    }
                    if let Next::Value(slot) = object.next {
                        let _ = write!(path, ".{}{}", if slot.extended { "_" } else { "" }, slot.name());
                    }
                }
                Frame::Array { items, .. } => {
                    let _ = write!(path, "[{}]", items.saturating_sub(1));
                }
                Frame::Unnamed(_) => {}
            }
        }
        path
    }
}

impl Object {
    fn found(&self) -> Option<&'static Type> {
        Schema::r4().get(self.of)
    }

    /// Begins the member `name`. An error says for which element it is.
    fn begin_member(&mut self, name: &str) -> Result<(), (Reason, Option<&'static str>)> {
        self.empty = false;
        let Some(found) = self.found() else { return Ok(()) };
        if self.resource && name == "resourceType" {
            return Err((Reason::Duplicate, Some("resourceType")));
        }
        let unknown = (Reason::UnknownElement(found.name), None);
        let (member, extended) = match (found.member(name), name.strip_prefix('_')) {
            (Some(member), _) => (member, false),
            (None, Some(rest)) => (found.member(rest).ok_or_else(|| unknown.clone())?, true),
            (None, None) => return Err(unknown),
        };
        let slot = Slot { member, of: self.of, extended };
        if extended && slot.primitive().is_none() {
            return Err(unknown);
        }
        let Some(seen) = self.seen.get_mut(member.element) else { return Ok(()) };
        let (own, other) =
            if extended { (&mut seen.extended, seen.value) } else { (&mut seen.value, seen.extended) };
        let reason = match (*own, other) {
            (Some(kind), _) if kind == member.kind => Some(Reason::Duplicate),
            (Some(kind), _) | (None, Some(kind)) if kind != member.kind => Some(Reason::TwoTypes),
            _ => None,
        };
        if let Some(reason) = reason {
            return Err((reason, Some(slot.name())));
        }
        *own = Some(member.kind);
        self.next = Next::Value(slot);
        Ok(())
    }

    fn end(&self) -> Result<(), (Reason, Option<&'static str>)> {
        if self.empty {
            return Err((Reason::Empty("an object"), None));
        }
        let elements = self.found().map(|found| found.elements.as_slice()).unwrap_or_default();
        for (element, seen) in elements.iter().zip(&self.seen) {
            if element.required && seen.value.is_none() && seen.extended.is_none() {
                return Err((Reason::Missing, Some(element.name)));
            }
        }
        Ok(())
    }
}

impl Slot {
    fn element(&self) -> Option<&'static Element> {
        Schema::r4().get(self.of)?.elements.get(self.member.element)
    }

    fn kind(&self) -> Option<Kind> {
        self.element()?.kinds.get(self.member.kind).map(|kind| kind.of)
    }

    fn primitive(&self) -> Option<Primitive> {
        match self.kind() {
            Some(Kind::Primitive(primitive)) => Some(primitive),
            _ => None,
        }
    }

    /// What its member is called, without the `_` before it.
    fn name(&self) -> &'static str {
        let kind = self.element().and_then(|element| element.kinds.get(self.member.kind));
        kind.map_or("", |kind| kind.member.as_str())
    }
}

fn check_primitive(primitive: Primitive, codes: &[&str], event: Event<'_>) -> Result<(), Reason> {
    let fits = match event {
        Event::Text(Text { shown: "", whole: true, .. }) => return Err(Reason::Empty("a text")),
        Event::Text(text) if primitive.json() == TEXT => {
            if text.controls {
                return Err(Reason::ForbiddenCharacter);
            }
            if !codes.is_empty() && !codes.contains(&text.shown) {
                return Err(Reason::Code);
            }
            primitive.admits_text(&text)
        }
        Event::Number(number) if primitive.json() == NUMBER => primitive.admits_number(number),
        Event::Bool(_) if primitive == Primitive::Boolean => true,
        _ => return Err(Reason::Kind(primitive.json())),
    };
    fits.then_some(()).ok_or(Reason::Format(primitive.name()))
}

impl Owned {
    fn size(&self) -> usize {
        let text = match self {
            Self::Name(text) | Self::Text { shown: text, .. } | Self::Number(text) => text.len(),
            _ => 0,
        };
        text.saturating_add(size_of::<(Self, Place)>())
    }

    fn as_event(&self) -> Event<'_> {
        match self {
            Self::Object => Event::Object,
            Self::ObjectEnd => Event::ObjectEnd,
            Self::Array => Event::Array,
            Self::ArrayEnd => Event::ArrayEnd,
            Self::Name(name) => Event::Name(name),
            Self::Text { shown, whole, controls, base64 } => {
                Event::Text(Text { shown, whole: *whole, controls: *controls, base64: *base64 })
            }
            Self::Number(number) => Event::Number(number),
            Self::Bool(value) => Event::Bool(*value),
            Self::Null => Event::Null,
        }
    }
}

impl From<Event<'_>> for Owned {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::Object => Self::Object,
            Event::ObjectEnd => Self::ObjectEnd,
            Event::Array => Self::Array,
            Event::ArrayEnd => Self::ArrayEnd,
            Event::Name(name) => Self::Name(name.into()),
            Event::Text(Text { shown, whole, controls, base64 }) => {
                Self::Text { shown: shown.into(), whole, controls, base64 }
            }
            Event::Number(number) => Self::Number(number.into()),
            Event::Bool(value) => Self::Bool(value),
            Event::Null => Self::Null,
        }
    }
}

#[cfg(test)]
mod tests;
