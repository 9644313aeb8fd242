//! Content identifiers, and the blocks behind them.

use crate::{
    error::{Refusal, Result},
    input::{bytes, object, output, whole},
};
use js_sys::{Array, Uint8Array};
use salus_primitives::ContentId;
use salus_protocol::content::{self, Step};
use wasm_bindgen::{prelude::wasm_bindgen, JsValue};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A block with its content identifier. */
export interface Block { readonly cid: string; readonly bytes: Uint8Array }
/** What a `DagWalk` needs next: a node to `enter`, or a leaf. */
export type DagStep =
  | { readonly kind: "node"; readonly cid: string }
  | { readonly kind: "leaf"; readonly cid: string; readonly index: number; readonly size: number };
"#;

pub(crate) fn content_id(text: &str) -> Result<ContentId> {
    text.parse().map_err(|reason| Refusal::input(format!("the content identifier: {reason}")))
}

/// The content identifier of `block` as a raw block: of a leaf, a header, a key card or a key package.
#[wasm_bindgen(js_name = rawId)]
pub fn raw_id(block: &Uint8Array) -> Result<String> {
    Ok(content::raw_id(&bytes(block)?).to_string())
}

/// Checks that `block` is what `cid` names; throws `OtherBlock` otherwise.
#[wasm_bindgen(js_name = verifyBlock)]
pub fn verify_block(cid: &str, block: &Uint8Array) -> Result<()> {
    Ok(content::verify(&content_id(cid)?, &bytes(block)?)?)
}

/// Names a file while its leaves stream by: each sealed segment is one leaf.
#[wasm_bindgen]
#[derive(Default)]
pub struct DagBuilder(content::DagBuilder);

#[wasm_bindgen]
impl DagBuilder {
    /// Begins a file.
    #[wasm_bindgen(constructor)]
    pub fn new() -> DagBuilder {
        Self::default()
    }

    /// Takes the next leaf and returns its content identifier. Every leaf but the last has 1 MiB.
    #[wasm_bindgen(js_name = pushLeaf)]
    pub fn push_leaf(&mut self, leaf: &Uint8Array) -> Result<String> {
        Ok(self.0.push_leaf(&bytes(leaf)?)?.to_string())
    }

    /// Ends the file: its name, and the nodes to store beside the leaves. The builder then begins another file.
    #[wasm_bindgen(unchecked_return_type = "{ root: string, nodes: Block[] }")]
    pub fn finish(&mut self) -> JsValue {
        let (root, nodes) = std::mem::take(&mut self.0).finish();
        let list = Array::new();
        for (id, block) in nodes {
            list.push(&object([("cid", id.to_string().into()), ("bytes", output(&block).into())]));
        }
        object([("root", root.to_string().into()), ("nodes", list.into())])
    }
}

/// Goes through a file's tree without trusting whoever hands its blocks out.
#[wasm_bindgen]
pub struct DagWalk(content::Walk);

#[wasm_bindgen]
impl DagWalk {
    /// Begins at `root`, the name of a file of `length` bytes: a header's `ciphertextLength`.
    #[wasm_bindgen(constructor)]
    pub fn new(root: &str, length: f64) -> Result<DagWalk> {
        Ok(Self(content::Walk::new(content_id(root)?, whole(length, u64::MAX, "a file's length")?)))
    }

    /// What to fetch next, in the file's order; nothing at the end.
    #[wasm_bindgen(unchecked_return_type = "DagStep | undefined")]
    pub fn step(&mut self) -> Result<JsValue> {
        Ok(match self.0.step()? {
            None => JsValue::UNDEFINED,
            Some(Step::Node(id)) => object([("kind", "node".into()), ("cid", id.to_string().into())]),
            Some(Step::Leaf { index, id, size }) => object([
                ("kind", "leaf".into()),
                ("cid", id.to_string().into()),
                // A file's length is a number, so these are exact.
                ("index", (index as f64).into()),
                ("size", (size as f64).into()),
            ]),
        })
    }

    /// Goes into the node that `step` asked for, after checking its hash, form and place. A block that is refused can be
    /// fetched again from another gateway.
    pub fn enter(&mut self, block: &Uint8Array) -> Result<()> {
        Ok(self.0.enter(&bytes(block)?)?)
    }
}
