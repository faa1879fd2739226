//! The shape that a signature must have. Whatever is not named here is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::crypto::{Hash, Method};
use super::fault;
use crate::finding::{Code, Refusal, shown};
use crate::saml::XMLDSIG;
use crate::xml::Element;

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// Most prefixes of a PrefixList: each is looked for at each node.
const MAX_PREFIXES: usize = 16;

/// What a signature says, once its shape is the only one allowed.
pub(super) struct Parts<'t, 'i> {
    pub(super) signed_info: Element<'t, 'i>,
    pub(super) prefixes_of_signed_info: Vec<String>,
    pub(super) prefixes_of_root: Vec<String>,
    pub(super) method: Method,
    pub(super) value: Vec<u8>,
    pub(super) digest_method: Hash,
    pub(super) digest: Vec<u8>,
}

/// The one signature of the document, directly under `root`; `None` when there is none anywhere.
pub(super) fn find<'t, 'i>(root: &Element<'t, 'i>) -> Result<Option<Element<'t, 'i>>, Refusal> {
    let count = |name: &str| {
        let named = |node: &roxmltree::Node<'_, '_>| {
            node.tag_name().name() == name && node.tag_name().namespace() == Some(XMLDSIG)
        };
        root.node().descendants().filter(named).count()
    };
    let signatures = count("Signature");
    if signatures == 0 && count("SignedInfo") == 0 && count("SignatureValue") == 0 {
        return Ok(None);
    }
    if signatures > 1 {
        return Err(fault(
            Code::SignatureSeveral,
            root,
            "The document has more than one signature.",
        ));
    }
    let Some(signature) = root.child(XMLDSIG, "Signature") else {
        return Err(fault(
            Code::SignaturePlacement,
            root,
            "The signature is not directly under the root element.",
        ));
    };
    if count("SignedInfo") != 1 {
        return Err(fault(
            Code::SignatureShape,
            &signature,
            "The signature has not exactly one SignedInfo.",
        ));
    }
    Ok(Some(signature))
}

/// Reads a signature, refusing every shape but one.
pub(super) fn parts<'t, 'i>(
    root: &Element<'t, 'i>,
    signature: &Element<'t, 'i>,
) -> Result<Parts<'t, 'i>, Refusal> {
    let hides = |node: roxmltree::Node<'_, '_>| node.is_comment() || node.is_pi();
    if signature.node().descendants().any(hides) {
        return Err(fault(
            Code::SignatureShape,
            signature,
            "The signature holds a comment or an instruction.",
        ));
    }
    let mut children = signature.children();
    if children.len() == 3 && children.last().is_some_and(|last| last.is(XMLDSIG, "KeyInfo")) {
        children.pop();
    }
    let [signed_info, value] = exactly(signature, children, ["SignedInfo", "SignatureValue"])?;
    let names = ["CanonicalizationMethod", "SignatureMethod", "Reference"];
    let [canonicalization, method, reference] = exactly(&signed_info, signed_info.children(), names)?;
    let names = ["Transforms", "DigestMethod", "DigestValue"];
    let [transforms, digest_method, digest] = exactly(&reference, reference.children(), names)?;

    if algorithm(&canonicalization) != EXCLUSIVE {
        let message = format!(
            "SignedInfo uses the canonicalization \"{}\".",
            shown(algorithm(&canonicalization))
        );
        return Err(fault(Code::SignatureTransform, &canonicalization, message));
    }
    check_reference(root, &reference)?;
    Ok(Parts {
        prefixes_of_signed_info: prefix_list(&canonicalization)?,
        prefixes_of_root: prefixes_of_root(&transforms)?,
        method: Method::from_uri(algorithm(&method))
            .filter(|_| method.children().is_empty())
            .ok_or_else(|| foreign_algorithm(&method))?,
        value: base64_of(&value)?,
        digest_method: Hash::from_uri(algorithm(&digest_method))
            .filter(|_| digest_method.children().is_empty())
            .ok_or_else(|| foreign_algorithm(&digest_method))?,
        digest: base64_of(&digest)?,
        signed_info,
    })
}

/// The children, if they are exactly those named, in this order.
fn exactly<'t, 'i, const N: usize>(
    parent: &Element<'t, 'i>,
    children: Vec<Element<'t, 'i>>,
    names: [&str; N],
) -> Result<[Element<'t, 'i>; N], Refusal> {
    let references = children
        .iter()
        .filter(|child| child.is(XMLDSIG, "Reference"))
        .count();
    if references > 1 {
        return Err(fault(
            Code::SignatureReference,
            parent,
            "The signature has more than one Reference.",
        ));
    }
    match <[Element<'t, 'i>; N]>::try_from(children) {
        Ok(found)
            if found
                .iter()
                .zip(names)
                .all(|(child, name)| child.is(XMLDSIG, name)) =>
        {
            Ok(found)
        }
        _ => {
            let message = format!(
                "{} must hold {} and nothing else.",
                parent.name(),
                names.join(", ")
            );
            Err(fault(Code::SignatureShape, parent, message))
        }
    }
}

/// An empty reference and XPointers also mean "the document" to some; only the root's ID is accepted.
fn check_reference(root: &Element<'_, '_>, reference: &Element<'_, '_>) -> Result<(), Refusal> {
    let id = root
        .attribute("ID")
        .map(|read| read.value)
        .filter(|id| !id.is_empty());
    let target = reference
        .attribute("URI")
        .and_then(|read| read.value.strip_prefix('#'));
    if id.is_some() && id == target {
        return Ok(());
    }
    let message = match (id, target) {
        (None, _) => "The root element has no ID that a signature could refer to.",
        (Some(_), _) => "The Reference does not point to the root element's ID.",
    };
    Err(fault(Code::SignatureReference, reference, message))
}

fn prefixes_of_root(transforms: &Element<'_, '_>) -> Result<Vec<String>, Refusal> {
    let list = transforms.children();
    match list.as_slice() {
        [enveloped, exclusive]
            if enveloped.is(XMLDSIG, "Transform")
                && exclusive.is(XMLDSIG, "Transform")
                && algorithm(enveloped) == ENVELOPED
                && enveloped.children().is_empty()
                && algorithm(exclusive) == EXCLUSIVE =>
        {
            prefix_list(exclusive)
        }
        _ => {
            let names: Vec<String> = list
                .iter()
                .take(4)
                .map(|transform| shown(algorithm(transform)))
                .collect();
            let message = format!("The transforms are [{}].", names.join(", "));
            Err(fault(Code::SignatureTransform, transforms, message))
        }
    }
}

fn prefix_list(method: &Element<'_, '_>) -> Result<Vec<String>, Refusal> {
    let children = method.children();
    match children.as_slice() {
        [] => Ok(Vec::new()),
        [only] if only.is(EXCLUSIVE, "InclusiveNamespaces") && only.children().is_empty() => {
            let list = only
                .attribute("PrefixList")
                .map(|read| read.value)
                .unwrap_or_default();
            let plain = |prefix: &str| {
                if prefix == "#default" {
                    String::new()
                } else {
                    prefix.to_owned()
                }
            };
            let prefixes: Vec<String> = list
                .split_ascii_whitespace()
                .map(plain)
                .take(MAX_PREFIXES + 1)
                .collect();
            if prefixes.len() > MAX_PREFIXES {
                let message = format!("The PrefixList names more than {MAX_PREFIXES} prefixes.");
                return Err(fault(Code::SignatureTransform, method, message));
            }
            Ok(prefixes)
        }
        _ => Err(fault(
            Code::SignatureTransform,
            method,
            "The canonicalization has parameters that are not accepted.",
        )),
    }
}

fn algorithm<'t>(element: &Element<'t, '_>) -> &'t str {
    element
        .attribute("Algorithm")
        .map(|read| read.value)
        .unwrap_or_default()
}

fn foreign_algorithm(element: &Element<'_, '_>) -> Refusal {
    let message = format!(
        "{} \"{}\" is not accepted.",
        element.name(),
        shown(algorithm(element))
    );
    fault(Code::SignatureAlgorithm, element, message)
}

fn base64_of(element: &Element<'_, '_>) -> Result<Vec<u8>, Refusal> {
    let text = element.base64()?;
    STANDARD.decode(text.value).map_err(|_| {
        fault(
            Code::SignatureShape,
            element,
            format!("{} is not base64.", element.name()),
        )
    })
}
