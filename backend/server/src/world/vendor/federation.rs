//! WS-Federation metadata of a vendor's app.

use super::super::hosts::Vendor;
use super::metadata::Documents;

pub(super) fn document(vendor: &Vendor, host: &str, documents: &Documents) -> String {
    let realm = format!("urn:{}:{}", vendor.name.to_ascii_lowercase(), host);
    let certificate = documents.certificate();
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" ID="_federation" entityID="{realm}">
  <RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" xsi:type="fed:ApplicationServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706">
    <KeyDescriptor use="encryption"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <fed:ClaimTypesRequested xmlns:auth="http://docs.oasis-open.org/wsfed/authorization/200706">
      <auth:ClaimType Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress" Optional="false"><auth:DisplayName>E-mail address</auth:DisplayName></auth:ClaimType>
      <auth:ClaimType Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name" Optional="true"><auth:DisplayName>Name</auth:DisplayName></auth:ClaimType>
    </fed:ClaimTypesRequested>
    <fed:TargetScopes>
      <wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>{realm}</wsa:Address></wsa:EndpointReference>
    </fed:TargetScopes>
    <fed:PassiveRequestorEndpoint>
      <wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>https://{host}/wsfed/reply</wsa:Address></wsa:EndpointReference>
    </fed:PassiveRequestorEndpoint>
  </RoleDescriptor>
</EntityDescriptor>
"#
    )
}
