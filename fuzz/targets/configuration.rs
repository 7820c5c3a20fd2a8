//! Configuration files: each is refused with words that help, or makes a page that readers take.

#![no_main]

use std::path::Path;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use pilotlight_fuzz::{NOW, check_published, state};
use pilotlight_server::config;

fuzz_target!(|text: &str| {
    match config::parse(text, Path::new("/nowhere")) {
        Ok(config) => {
            assert!(!config.catalog.page.name.is_empty());
            for monitor in &config.catalog.monitors {
                assert!(monitor.component < config.catalog.components.len());
                assert!(!monitor.every.is_zero() && !monitor.timeout.is_zero());
                // Reckoned with at every check.
                let _ = monitor.patience();
            }
            assert_eq!(config.catalog.monitors.len(), config.watches.len());
            check_published(&state(Arc::new(config.catalog)), NOW);
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a word");
            let lines = 1 + text.matches('\n').count();
            for problem in problems {
                assert!((1..=lines).contains(&problem.line), "{problem}");
                assert!(!problem.message.trim().is_empty(), "{problem}");
            }
        }
    }
});
