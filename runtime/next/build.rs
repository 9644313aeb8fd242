//! Builds the runtime's WASM, which the node and the chain specification carry.

fn main() {
    #[cfg(feature = "std")]
    substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
