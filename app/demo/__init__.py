"""The demonstration office: certificates, token, services and a province on loopback."""
