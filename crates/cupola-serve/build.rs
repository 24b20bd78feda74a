//! Has the crate built again when the page has been.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Of a path that does not exist cargo would say "changed" each time.
    for path in ["../../page/dist", "../../page"] {
        if Path::new(path).exists() {
            println!("cargo:rerun-if-changed={path}");
            return;
        }
    }
}
