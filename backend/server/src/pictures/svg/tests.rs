use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::super::{LeftOut, PictureError, SvgFault, logo};
use super::is_svg;

const OPEN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 10 10\">";
const BOX: &str = "<rect width=\"10\" height=\"10\" fill=\"#0a0\"/>";

fn svg(inside: &str) -> Vec<u8> {
    format!("{OPEN}{inside}</svg>").into_bytes()
}

/// Every refusal comes within the time of an answer, also in a slow build.
fn fault(bytes: &[u8]) -> SvgFault {
    let started = Instant::now();
    let error = logo(bytes).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(2), "{error}");
    match error {
        PictureError::Svg(fault) => fault,
        other => panic!("{other:?}"),
    }
}

fn too_many(bytes: &[u8]) -> &'static str {
    match fault(bytes) {
        SvgFault::TooMany { what, .. } => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_drawing_becomes_three_squares() {
    let picture = logo(&svg(BOX)).unwrap();
    let sizes: Vec<(u32, u32)> = picture
        .renditions
        .iter()
        .map(|one| (one.width, one.height))
        .collect();
    assert_eq!(sizes, [(256, 256), (128, 128), (64, 64)]);
    for one in &picture.renditions {
        let drawn = image::load_from_memory(&one.bytes).unwrap().into_rgba8();
        assert_eq!(
            drawn.get_pixel(one.width / 2, one.height / 2).0,
            [0, 0xaa, 0, 255]
        );
    }
    assert_eq!(picture.left_out, []);
}

#[test]
fn an_svg_is_known_by_its_first_element() {
    for text in [
        "<svg/>",
        "\u{feff}<?xml version=\"1.0\"?>\n<!-- a --><svg:svg xmlns:svg=\"x\">",
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<svg>",
    ] {
        assert!(is_svg(text.as_bytes()), "{text}");
    }
    for text in [
        "",
        "<",
        "svg",
        "<svgs/>",
        "<html><svg/></html>",
        "<!DOCTYPE html><svg>",
        "<!-- <svg>",
        "{}",
    ] {
        assert!(!is_svg(text.as_bytes()), "{text}");
    }
}

#[test]
fn the_doctype_of_old_drawing_programs_is_no_hindrance() {
    let text = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">{OPEN}{BOX}</svg>"
    );
    logo(text.as_bytes()).unwrap();
}

#[test]
fn entities_are_refused() {
    let bomb = format!(
        "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>{OPEN}<desc>&b;</desc></svg>"
    );
    let file =
        format!("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{OPEN}<desc>&x;</desc></svg>");
    for text in [bomb, file] {
        assert_eq!(fault(text.as_bytes()), SvgFault::Entities);
    }
}

#[test]
fn what_runs_or_fetches_has_no_effect() {
    let plain = logo(&svg(BOX)).unwrap();
    for inside in [
        format!("<script>alert(1)</script>{BOX}"),
        format!("{BOX}<script xlink:href=\"https://evil.test/x.js\"/>"),
        "<rect width=\"10\" height=\"10\" fill=\"#0a0\" onload=\"alert(1)\" onclick=\"x()\"/>".to_owned(),
        format!("{BOX}<use xlink:href=\"https://evil.test/x.svg#a\"/><use href=\"file:///etc/passwd#a\"/>"),
        format!("{BOX}<a xlink:href=\"javascript:alert(1)\"><g/></a>"),
        format!(
            "<a id=\"l\">{BOX}</a><animate xlink:href=\"#l\" attributeName=\"href\" values=\"javascript:alert(1)\"/><set attributeName=\"onload\" to=\"x()\"/>"
        ),
        format!(
            "<style>@import url(https://evil.test/x.css); @font-face{{src:url(https://evil.test/f)}}</style>{BOX}"
        ),
        format!("<?xml-stylesheet href=\"https://evil.test/x.css\"?>{BOX}"),
    ] {
        let picture = logo(&svg(&inside)).unwrap();
        assert_eq!(picture, plain, "{inside}");
    }
}

#[test]
fn what_is_not_shown_is_said() {
    let picture = logo(&svg(&format!(
        "{BOX}<text y=\"9\">A</text><image href=\"https://evil.test/x.png\" width=\"9\" height=\"9\"/><image href=\"data:image/png;base64,AAAA\"/><foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"><iframe src=\"https://evil.test\"/></body></foreignObject>"
    )))
    .unwrap();
    assert_eq!(
        picture.left_out,
        [LeftOut::Text, LeftOut::Picture, LeftOut::Foreign]
    );
    assert_eq!(picture.renditions, logo(&svg(BOX)).unwrap().renditions);
    assert_eq!(
        logo(&svg("<text y=\"9\">A</text>")).unwrap_err(),
        PictureError::Empty
    );
}

#[test]
fn parts_that_multiply_are_refused() {
    let ten = |link: &dyn Fn(usize) -> String, open: &dyn Fn(usize) -> String, close: &str| {
        let mut text = format!("{}{BOX}{close}", open(0));
        for level in 1..9 {
            text.push_str(&open(level));
            (0..10).for_each(|_| text.push_str(&link(level - 1)));
            text.push_str(close);
        }
        text
    };
    let used = ten(
        &|level| format!("<use href=\"#p{level}\"/>"),
        &|level| format!("<g id=\"p{level}\">"),
        "</g>",
    );
    let masked = ten(
        &|level| format!("<rect width=\"9\" height=\"9\" mask=\"url(#p{level})\"/>"),
        &|level| format!("<mask id=\"p{level}\">"),
        "</mask>",
    );
    let patterned = ten(
        &|level| format!("<rect width=\"9\" height=\"9\" style=\"fill: url('#p{level}')\"/>"),
        &|level| format!("<pattern id=\"p{level}\" width=\"1\" height=\"1\">"),
        "</pattern>",
    );
    let mut styled = "<style>".to_owned();
    (0..9).for_each(|level| write!(styled, ".c{level}{{clip-path:url(#p{level})}}").unwrap());
    styled.push_str("</style>");
    styled.push_str(&ten(
        &|level| format!("<rect width=\"9\" height=\"9\" class=\"x c{level}\"/>"),
        &|level| format!("<clipPath id=\"p{level}\">"),
        "</clipPath>",
    ));
    for inside in [used, masked, patterned, styled] {
        assert!(
            too_many(&svg(&inside)).starts_with("elements, counted"),
            "{inside}"
        );
    }
}

#[test]
fn loops_are_refused() {
    for inside in [
        "<g id=\"a\"><use href=\"#a\"/></g>",
        "<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>",
        "<mask id=\"a\"><rect mask=\"url(#a)\"/></mask>",
    ] {
        assert_eq!(fault(&svg(inside)), SvgFault::Loop, "{inside}");
    }
}

#[test]
fn what_would_take_long_is_refused() {
    let nested = "<g>".repeat(5_000) + &"</g>".repeat(5_000);
    let mut chained = String::new();
    for level in 1..300 {
        let open = "<g>".repeat(20);
        let close = "</g>".repeat(20);
        let before = level - 1;
        write!(
            chained,
            "<g id=\"p{level}\">{open}<use href=\"#p{before}\"/>{close}</g>"
        )
        .unwrap();
    }
    let mut attributes = "<rect ".to_owned();
    (0..5_000).for_each(|n| write!(attributes, "a{n}=\"\" ").unwrap());
    attributes.push_str("/>");
    let many = BOX.repeat(4_000);
    let namespaces = "<g xmlns:a=\"b\"/>".repeat(600);
    let mut rules = "<style>".to_owned();
    (0..20_000).for_each(|n| write!(rules, ".r{n}{{fill:red}}").unwrap());
    let rules = format!("{rules}</style>{}", BOX.repeat(500));
    let dashes = "<path d=\"M0 0H1000000000\" stroke=\"red\" stroke-dasharray=\"0.001\"/>";
    let steps = format!("<filter id=\"f\">{}</filter>", "<feOffset/>".repeat(700));
    let blurs = format!(
        "<filter id=\"f\" x=\"-200%\" y=\"-200%\" width=\"500%\" height=\"500%\">{}</filter>{}",
        "<feGaussianBlur stdDeviation=\"3\"/>".repeat(8),
        "<rect width=\"10\" height=\"10\" filter=\"url(#f)\"/>".repeat(5)
    );
    let mut scribble = "<path stroke=\"red\" stroke-width=\"3\" d=\"M0 0".to_owned();
    (0..20_000).for_each(|n| write!(scribble, "L{} {}", n * 7 % 10, n * 3 % 11).unwrap());
    scribble.push_str("\"/>");
    for inside in [
        nested.as_str(),
        &chained,
        &attributes,
        &many,
        &namespaces,
        &rules,
        dashes,
        &steps,
        &blurs,
        &scribble,
    ] {
        too_many(&svg(inside));
    }
    for name in ["feTurbulence", "feConvolveMatrix", "feMorphology", "feImage"] {
        let inside = format!("<filter id=\"f\"><{name}/></filter>");
        assert_eq!(fault(&svg(&inside)), SvgFault::Filter(name.to_owned()));
    }
    assert_eq!(fault(&svg("<marker id=\"m\"/>")), SvgFault::Marker);
}

#[test]
fn what_is_broken_is_said_to_be() {
    for inside in ["<g>", "<g a=1/>", "&nbsp;", "<g xlink:x='1' y:z='2'/>"] {
        assert_eq!(fault(&svg(inside)), SvgFault::Malformed, "{inside}");
    }
    let whole = svg(BOX);
    assert_eq!(fault(&whole[..whole.len() - 3]), SvgFault::Malformed);
}
