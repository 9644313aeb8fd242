//! Makes the JavaScript module out of the compiled WebAssembly.
//!
//! ```text
//! salus-web-bind FILE.wasm FOLDER
//! ```
//!
//! Writes `salus_web.js`, `salus_web_bg.wasm` and their TypeScript declarations to FOLDER.

use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [wasm, folder] = arguments.as_slice() else {
        eprintln!("say: salus-web-bind FILE.wasm FOLDER");
        return ExitCode::FAILURE;
    };
    // The target "web" is what Node.js reads as well: an ES module whose bytes are handed to it.
    let outcome = Bindgen::new()
        .input_path(wasm)
        .out_name("salus_web")
        .web(true)
        .map(|bindgen| {
            bindgen.typescript(true).omit_default_module_path(false).remove_producers_section(true)
        })
        .and_then(|bindgen| bindgen.generate(folder));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}
