"""Keys at a signing service: VNPT SmartCA, Viettel MySign, Cloud Signature Consortium."""
