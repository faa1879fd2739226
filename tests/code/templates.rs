//! Templates: that they render is seen through the socket (`pages`); here is
//! what must hold before.

use oin_server::assets::Manifest;
use oin_server::templates::Templates;

use super::files;

#[test]
fn templates_escape_everything() {
    let all = files("frontend/templates", ".hbs");
    assert!(all.len() > 30);
    for (file, text) in all {
        let file = file.display();
        assert!(!text.contains("{{{"), "{file}: three braces write unescaped");
        assert!(!text.contains("{{&"), "{file}: an ampersand writes unescaped");
        assert!(
            !text.contains("style=\""),
            "{file}: the policy allows no style attribute"
        );
        assert!(!text.contains("javascript:"), "{file}");
    }
}

#[test]
fn every_template_can_be_read() {
    Templates::load(&Manifest::load().unwrap()).unwrap();
}
