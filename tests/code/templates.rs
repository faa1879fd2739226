//! Templates: that they render is seen through the socket (`pages`); here is
//! what must hold before.

use oin_server::actions::letters::Letter;
use oin_server::assets::Manifest;
use oin_server::templates::Templates;

use super::files;

#[test]
fn templates_escape_everything() {
    let mut all = files("frontend/templates", ".hbs");
    assert!(all.len() > 30);
    all.extend(files("frontend/emails", ".hbs"));
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
fn every_kind_of_letter_has_its_words_and_no_other_has() {
    let mut known: Vec<String> = Letter::KINDS.iter().map(|kind| (*kind).to_owned()).collect();
    known.sort();
    for form in ["subject", "text", "html"] {
        let ending = format!("/{form}.hbs");
        let mut found: Vec<String> = files("frontend/emails", ".hbs")
            .iter()
            .filter_map(|(file, _)| {
                let path = file.to_string_lossy().into_owned();
                let path = path.split_once("frontend/emails/")?.1;
                path.strip_suffix(&ending).map(str::to_owned)
            })
            .filter(|kind| kind != "layouts" && !kind.starts_with("partials/"))
            .collect();
        found.sort();
        assert_eq!(found, known, "{form}");
    }
}

#[test]
fn every_template_can_be_read() {
    Templates::load(&Manifest::load().unwrap()).unwrap();
}
