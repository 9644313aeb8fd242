//! Parts of a content.

use crate::{
    error::Result,
    header::{DataKey, Header},
    input::{bytes, forgetting, output, whole},
};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// Opens the segments of a content in any order. Secret.
#[wasm_bindgen]
pub struct SegmentOpener(Box<salus_envelope::SegmentOpener>);

#[wasm_bindgen]
impl SegmentOpener {
    /// For the content of `header`.
    #[wasm_bindgen(constructor)]
    pub fn new(header: &Header, key: &DataKey) -> SegmentOpener {
        forgetting(|| Self(Box::new(salus_envelope::SegmentOpener::new(&header.0, (*key.0).clone()))))
    }

    /// How many segments the content has.
    #[wasm_bindgen(getter)]
    pub fn segments(&self) -> f64 {
        self.0.segments() as f64
    }

    /// Bytes that the sealed segment `index` has; nothing beyond the end. All but the last have 1 MiB.
    #[wasm_bindgen(js_name = sealedLength)]
    pub fn sealed_length(&self, index: f64) -> Result<Option<u32>> {
        let length = self.0.sealed_length(whole(index, u64::MAX, "a segment's index")?);
        Ok(length.and_then(|length| u32::try_from(length).ok()))
    }

    /// Opens segment `index`, from 0.
    pub fn open(&self, index: f64, sealed: &Uint8Array) -> Result<Uint8Array> {
        forgetting(|| {
            let mut buffer: Zeroizing<Vec<u8>> = bytes(sealed)?;
            self.0.open_in_place(whole(index, u64::MAX, "a segment's index")?, &mut buffer)?;
            Ok(output(&buffer))
        })
    }
}
